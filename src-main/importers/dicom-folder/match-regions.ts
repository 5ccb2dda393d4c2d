import type { DicomHeader } from '#main/readers/dicom-header.ts';
import { AppError } from '#shared/errors.ts';
import type { RegionFile, Series } from './series.ts';

/**
 * The CT series that a structure set or segmentation was drawn on: the series it refers to; where it names none that is
 * here, the only series with its frame of reference. Refuses to choose between several.
 * @param candidates the usable CT series of the same patient.
 */
export function matchSeries<S extends Pick<Series, 'uid' | 'frameOfReferenceUid'>>(
  { header }: Pick<RegionFile, 'header'>,
  candidates: readonly S[],
): S {
  const referenced = new Set(seriesUidsOf(header));
  const named = candidates.filter(({ uid }) => referenced.has(uid));
  if (named[0] !== undefined && named.length === 1) return named[0];
  const frames = new Set(framesOf(header));
  const together = (named.length > 1 ? named : candidates).filter(({ frameOfReferenceUid }) =>
    frames.has(frameOfReferenceUid),
  );
  if (together[0] !== undefined && together.length === 1) return together[0];
  throw together.length > 1
    ? new AppError(
        'conflict',
        `${together.length} CT series share its frame of reference and it names none of them alone.`,
      )
    : new AppError('not-found', 'The CT series it was drawn on is not in the folder, or cannot be read.');
}

const seriesUidsOf = ({ structureSet, segmentation }: DicomHeader): readonly string[] =>
  structureSet?.seriesUids ?? segmentation?.seriesUids ?? [];

const framesOf = (header: DicomHeader): readonly string[] =>
  [...(header.structureSet?.frameOfReferenceUids ?? []), header.frameOfReferenceUid].filter((uid) => uid !== '');
