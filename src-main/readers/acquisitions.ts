import type { DicomHeader } from './dicom-header.ts';

/** What may tell acquisitions in one series apart, the surest first. */
const marks: readonly ((header: DicomHeader) => string)[] = [
  ({ acquisition }) => acquisition.number,
  ({ acquisition }) => acquisition.temporalPosition,
  ({ kernel }) => kernel,
  ({ imageType }) => imageType.join('\\'),
  ({ acquisition }) => acquisition.time,
];

/**
 * The headers of one series as the acquisitions in it: phases of a dynamic scan or two reconstructions under one series
 * UID have slices at the same places. Split by the first mark that leaves every place to one slice in each part; where
 * none does, or nothing is to be split, the series stays whole. Copies of one object count once.
 */
export function splitAcquisitions(headers: readonly DicomHeader[]): DicomHeader[][] {
  if (!haveSharedPlaces(headers)) return [[...headers]];
  for (const mark of marks) {
    const found = grouped(headers, mark);
    // A mark that differs from slice to slice, as times may, tells no acquisitions apart.
    if (found.length > 1 && found.every((part) => part.length > 1 && !haveSharedPlaces(part))) return found;
  }
  return [[...headers]];
}

function haveSharedPlaces(headers: readonly DicomHeader[]): boolean {
  const uidByPlace = new Map<string, string>();
  for (const { image, sopInstanceUid } of headers) {
    const place = image?.frames.length === 1 ? image.frames[0]?.positionMm?.map((mm) => mm.toFixed(2)).join(' ') : null;
    if (!place) continue;
    const there = uidByPlace.get(place);
    if (there !== undefined && (there !== sopInstanceUid || sopInstanceUid === '')) return true;
    uidByPlace.set(place, sopInstanceUid);
  }
  return false;
}

function grouped(headers: readonly DicomHeader[], mark: (header: DicomHeader) => string): DicomHeader[][] {
  const parts = new Map<string, DicomHeader[]>();
  for (const header of headers) {
    const part = parts.get(mark(header));
    if (part) part.push(header);
    else parts.set(mark(header), [header]);
  }
  return [...parts.values()];
}
