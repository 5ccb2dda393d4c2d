import { describe, expect, it } from 'vitest';
import { matchSeries } from '#main/importers/dicom-folder/match-regions.ts';
import type { DicomHeader } from '#main/readers/dicom-header.ts';

const ct = (uid: string, frameOfReferenceUid: string) => ({ uid, frameOfReferenceUid });

function structureSet(seriesUids: string[], frameOfReferenceUids: string[]): { header: DicomHeader } {
  const header = {
    structureSet: { rois: [], seriesUids, frameOfReferenceUids },
    segmentation: null,
    frameOfReferenceUid: '',
  };
  return { header: header as unknown as DicomHeader };
}

describe('the series a structure set belongs to', () => {
  const [first, second, third] = [ct('1', 'A'), ct('2', 'A'), ct('3', 'B')];

  it('is the one it refers to, even if others share the frame of reference', () => {
    expect(matchSeries(structureSet(['2'], ['A']), [first, second, third])).toBe(second);
  });

  it('is the only one in its frame of reference where the one it refers to is not here', () => {
    expect(matchSeries(structureSet(['9'], ['B']), [first, second, third])).toBe(third);
    expect(matchSeries(structureSet([], ['B']), [first, second, third])).toBe(third);
  });

  it('is not guessed between several', () => {
    expect(() => matchSeries(structureSet([], ['A']), [first, second, third])).toThrow(
      '2 CT series share its frame of reference',
    );
    expect(() => matchSeries(structureSet(['1', '2'], ['A']), [first, second])).toThrow('2 CT series');
  });

  it('is missing where nothing fits', () => {
    expect(() => matchSeries(structureSet(['9'], ['C']), [first, third])).toThrow('not in the folder');
    expect(() => matchSeries(structureSet([], []), [ct('1', '')])).toThrow('not in the folder');
  });
});
