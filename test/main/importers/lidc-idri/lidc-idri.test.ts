import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { previewImport } from '#main/importers/importers.ts';
import { importPreviewSchema } from '#shared/contract/imports.ts';
import { type ImportRun, runImport, temporaryFolder } from '../run-import.ts';
import { marksXml, type SmallMark, square, writeSeries } from './small-lidc.ts';

const series = '1.3.6.1.4.1.14519.5.2.1.6279.6001.7';

/** Outline 4-10 x 6-12 holds the pixels 5-9 x 7-11, on slices 3 to 5. */
const mark = (left: number, malignancy: number, slices: readonly number[] = [3, 4, 5]): SmallMark => ({
  ratings: { malignancy, texture: 5, spiculation: 2 },
  rois: slices.map((slice) => ({ slice, points: square(left, 6, left + 6, 12) })),
});
/** A second nodule, far from the first: outline 20-26 x 6-12. */
const other = (malignancy: number): SmallMark => mark(20, malignancy);
const small: SmallMark = { ratings: null, rois: [{ slice: 8, points: [[20, 20]] }] };

function smallLidc(sessions: readonly (readonly SmallMark[])[]): string {
  const root = temporaryFolder();
  const folder = writeSeries(root, 'LIDC-IDRI-0001', series);
  writeFileSync(join(folder, '069.xml'), marksXml(series, sessions));
  return root;
}

const importIt = (path: string, choices: Record<string, string | number | boolean> = {}): Promise<ImportRun> =>
  runImport({ kind: 'dataset', dataset: 'lidc-idri', path, choices });
const lesionsOf = (run: ImportRun) => run.patients.flatMap(({ scans }) => scans.flatMap(({ lesions }) => lesions));
const rounded = (point: readonly number[] | undefined): number[] => (point ?? []).map((mm) => Number(mm.toFixed(6)));

describe('LIDC-IDRI', () => {
  /** Readers 1 and 2 agree; 3 drew two pixels to the right; 4 saw nothing here but a nodule of their own. */
  const three = [[mark(4, 4), small], [mark(4, 5)], [mark(6, 4)], [other(4)]];

  it('joins the marks of three readers to one nodule with its consensus', async () => {
    const run = await importIt(smallLidc(three));
    expect(run.failures).toEqual([]);
    expect(run.totals).toEqual({ patients: 1, scans: 1, lesions: 1 });
    expect(run.patients[0]?.label).toBe('LIDC-IDRI-0001');
    const [scan] = run.patients[0]?.scans ?? [];
    expect(scan).toMatchObject({
      seriesUid: series,
      studyUid: `${series}.99`,
      acquiredOn: '2000-01-01',
      modality: 'CT',
    });
    const [lesion] = scan?.lesions ?? [];
    // Columns 5-9 of readers 1 and 2, 7-11 of 3: half of three readers have 5-9. 5 x 5 x 3 voxels of 0.5 mm³.
    expect(lesion?.volumeMm3).toBeCloseTo(37.5, 9);
    expect(lesion?.values).toMatchObject({
      Malignancy: 'malignant',
      'Malignancy rating': 4,
      Readers: 3,
      Texture: 5,
      Spiculation: 2,
      Margin: null,
    });
    expect(lesion?.values?.['Malignancy mean']).toBeCloseTo(13 / 3, 12);
    // Outlines fill columns 4-12, rows 6-12, slices 3-5: 4 + floor(9/2) = 8, 6 + floor(7/2) = 9, 3 + floor(3/2) = 4.
    expect(rounded(lesion?.seedMm)).toEqual([-4, -3.5, -92]);
    expect(lesion?.readers?.map(({ reader, seedMm }) => [reader, ...rounded(seedMm)])).toEqual([
      ['Reader 1', -4.5, -3.5, -92],
      ['Reader 2', -4.5, -3.5, -92],
      ['Reader 3', -3.5, -3.5, -92],
    ]);
  });

  it('sets the seed by the other rules where that is chosen', async () => {
    // One reader more on slice 6: the consensus of two of three stays on 3 to 5 in columns 5-9.
    const root = smallLidc([[mark(4, 4)], [mark(4, 5)], [mark(6, 4, [3, 4, 5, 6])]]);
    expect(rounded(lesionsOf(await importIt(root))[0]?.seedMm)).toEqual([-4, -3.5, -90]);
    for (const seed of ['box', 'centroid'])
      expect(rounded(lesionsOf(await importIt(root, { seed }))[0]?.seedMm)).toEqual([-4.5, -3.5, -92]);
  });

  it('joins two parts that one reader drew', async () => {
    const parts = [mark(4, 4), mark(10, 4)];
    const [lesion] = lesionsOf(await importIt(smallLidc([parts, [mark(7, 4)], [mark(7, 5)], [mark(7, 5)]])));
    expect(lesion?.readers?.map(({ reader }) => reader)).toEqual(['Reader 1', 'Reader 2', 'Reader 3', 'Reader 4']);
    // Columns 5-9 and 11-15 of reader 1.
    expect(rounded(lesion?.readers?.[0]?.seedMm)).toEqual([-3, -3.5, -92]);
    expect(lesion?.values).toMatchObject({ Readers: 4 });
    expect(lesion?.warnings).toContain('5 outlines of four readers touch: this may be more than one nodule.');
  });

  it('takes holes and their outline out', async () => {
    const hole: SmallMark = {
      ratings: { malignancy: 1 },
      rois: [
        { slice: 4, points: square(4, 6, 14, 16) },
        { slice: 4, points: square(6, 8, 8, 10), inclusion: false },
      ],
    };
    const run = await importIt(smallLidc([[hole], [hole], [hole]]));
    // 9 x 9 inside less 3 x 3 of the hole.
    expect(lesionsOf(run)[0]?.volumeMm3).toBeCloseTo(72 * 0.5, 9);
    expect(lesionsOf(run)[0]?.values).toMatchObject({ Malignancy: 'benign' });
  });

  it('asks for three readers and drops ratings of 3, unless told otherwise', async () => {
    const root = smallLidc([[mark(4, 3), other(2)], [mark(4, 3)], [mark(4, 3)]]);
    expect((await importIt(root)).totals.lesions).toBe(0);
    expect(lesionsOf(await importIt(root, { uncertain: 'keep' })).map(({ values }) => values?.['Malignancy'])).toEqual([
      null,
    ]);
    expect(lesionsOf(await importIt(root, { minOutlines: 1 })).map(({ values }) => values?.['Malignancy'])).toEqual([
      'benign',
    ]);
    await expect(importIt(root, { minOutlines: 5 })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('finds marks in a folder of their own, and says which have no images', async () => {
    const root = temporaryFolder();
    writeSeries(root, 'LIDC-IDRI-0001', series);
    mkdirSync(join(root, 'tcia-lidc-xml', '157'), { recursive: true });
    writeFileSync(join(root, 'tcia-lidc-xml', '157', '158.xml'), marksXml(series, three));
    writeFileSync(join(root, 'tcia-lidc-xml', '157', '159.xml'), marksXml(`${series}7`, three));
    writeFileSync(join(root, 'tcia-lidc-xml', '157', '160.xml'), '<IdriReadMessage/>');
    const run = await importIt(root);
    expect(run.totals.lesions).toBe(1);
    expect(run.failures).toEqual(['159.xml: The CT series that it marks is not in the folder.']);
  });

  it('refuses broken files and marks one by one and goes on', async () => {
    const root = smallLidc(three);
    const second = writeSeries(root, 'LIDC-IDRI-0002', `${series}2`);
    writeFileSync(join(second, '070.xml'), marksXml(`${series}2`, three).slice(0, 2000));
    const third = writeSeries(root, 'LIDC-IDRI-0003', `${series}3`, { skip: [4] });
    const beyond: SmallMark = { ratings: { malignancy: 5 }, rois: [{ slice: 3, points: square(28, 6, 40, 12) }] };
    writeFileSync(join(third, '071.xml'), marksXml(`${series}3`, [[mark(4, 4), beyond]]));
    writeFileSync(
      join(root, 'LIDC-IDRI-0003', 'study', 'series', 'broken.dcm'),
      Buffer.concat([Buffer.alloc(128), Buffer.from('DICMxx')]),
    );
    const { totals, failures } = await importIt(root, { minOutlines: 1 });
    expect(totals.patients).toBe(1);
    const text = failures.join('\n');
    expect(text).toMatch(/070\.xml: “070\.xml” cannot be read as XML/);
    expect(text).toMatch(/071\.xml, mark 1 of reader 1: A slice that it is drawn on is not in the series/);
    expect(text).toMatch(/071\.xml, mark 2 of reader 1: An outline reaches beyond the edge/);
    expect(text).toContain('broken.dcm');
  });

  it('refuses an uneven series only where repairing is switched off', async () => {
    const root = temporaryFolder();
    const folder = writeSeries(root, 'LIDC-IDRI-0001', series, { skip: [7] });
    writeFileSync(join(folder, '069.xml'), marksXml(series, three));
    const run = await importIt(root);
    expect(rounded(lesionsOf(run)[0]?.seedMm)).toEqual([-4, -3.5, -92]);
    expect(run.patients[0]?.scans[0]?.source).toMatchObject({ repair: true });
    expect((await importIt(root, { repair: false })).failures).toHaveLength(1);
  });

  it('says what it found before it imports, and leaves other DICOM folders alone', async () => {
    const root = smallLidc(three);
    const preview = importPreviewSchema.parse(await previewImport(root));
    expect(preview).toMatchObject({
      kind: 'dataset',
      dataset: 'lidc-idri',
      counts: { patients: 1, scans: 1, lesions: 1 },
    });
    expect(preview.kind === 'dataset' && preview.sample.rows[0]).toEqual([
      '069.xml',
      'Reader 1',
      '3',
      '4',
      '2',
      '5',
      '',
    ]);
    const plain = temporaryFolder();
    writeSeries(plain, 'LIDC-IDRI-0001', series);
    expect((await previewImport(plain)).kind).toBe('dicom-folder');
  });
});
