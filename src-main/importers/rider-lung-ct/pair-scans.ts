import type { PatientScans } from '../dicom-folder/patient-scans.ts';

export type Visit = 'test' | 'retest';
type Found = PatientScans['scans'][number];

export interface PairedScans {
  /** The test before the retest; one of both where the other is missing. */
  readonly pair: { readonly visit: Visit; readonly found: Found }[];
  readonly unclear: Found[];
}

/**
 * Which scan of a patient is the test: the names of the outlines or the description say so; else, of two scans of one
 * day, the earlier. Of several that claim the same, the one with outlines counts, else the first in time.
 */
export function pairScans(scans: readonly Found[]): PairedScans {
  const inTime = scans.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1));
  const named = new Map<Visit, Found>();
  for (const found of inTime) {
    const visit = namedVisit(found);
    const known = visit && named.get(visit);
    if (visit && (!known || (known.scan.lesions.length === 0 && found.scan.lesions.length > 0)))
      named.set(visit, found);
  }
  const others = inTime.filter((found) => namedVisit(found) === null);
  const [only] = named.size === 1 ? named.keys() : [];
  if (only) {
    const found = named.get(only) as Found;
    const partner = others.find(({ scan }) => scan.acquiredOn === found.scan.acquiredOn);
    if (partner) named.set(only === 'test' ? 'retest' : 'test', partner);
  } else if (named.size === 0) {
    const [first, second] = others;
    if (first) named.set('test', first);
    if (first && second && first.scan.acquiredOn === second.scan.acquiredOn) named.set('retest', second);
  }
  const pair = (['test', 'retest'] as const).flatMap((visit) => {
    const found = named.get(visit);
    return found ? [{ visit, found }] : [];
  });
  return { pair, unclear: scans.filter((found) => !pair.some((one) => one.found === found)) };
}

function namedVisit({ series, scan }: Found): Visit | null {
  const texts = [...scan.lesions.map(({ roi }) => roi ?? ''), series.description];
  for (const text of texts) {
    if (/(^|[^a-z])re-?test/i.test(text)) return 'retest';
    if (/(^|[^a-z])test([^a-z]|$)/i.test(text)) return 'test';
  }
  return null;
}

/** Sorts by day, time and number of the series. */
const timeOf = ({ series, scan }: Found): string =>
  [
    scan.acquiredOn ?? '9999',
    series.headers[0]?.acquisition.time.padEnd(14, '0') ?? '',
    (series.headers[0]?.seriesNumber ?? '').padStart(8, '0'),
  ].join(' ');
