/** Runs the extraction task on one scan with many seeds; prints where the time went. */
import { extractFeatures } from '#main/compute/extract.ts';
import { openScanFeed } from '#main/compute/scan-feed.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { peakMemory } from './full-encoder.ts';

export interface ChainTimes {
  readonly totalSeconds: number;
  readonly busySeconds: number;
  readonly loadSeconds: number;
  /** A lesion, without the encoder beside it. */
  readonly readSeconds: number;
  readonly peakBytes: number;
}

interface Input {
  readonly modelFolder: string;
  readonly cacheFolder: string;
  readonly files: string[];
  readonly lesions: number;
}

const { modelFolder, cacheFolder, files, lesions } = JSON.parse(process.argv[2] ?? '{}') as Input;
const signal = new AbortController().signal;
const source = { format: 'dicom' as const, files };
const items = Array.from({ length: lesions }, (_, index) => {
  const seedMm: Vec3 = [60 + 10 * index, 300 - 9 * index, 30 + 11 * index];
  return { id: index + 1, source, seedMm };
});

const start = performance.now();
const { totalSeconds, busySeconds, encoded } = await extractFeatures(
  { modelFolder, cacheFolder, profile: 'exact-v1', engine: 'cpu', batchSize: 8, items },
  { signal, report: () => undefined, emit: () => undefined, log: () => undefined },
);
if (encoded !== lesions) throw new Error(`${encoded} of ${lesions} lesions were encoded`);
const loadSeconds = (performance.now() - start) / 1000 - totalSeconds;
const peakBytes = peakMemory();

const readStart = performance.now();
const feed = openScanFeed(items, { profile: 'exact-v1', depth: 4, readers: 1, signal });
while ((await feed.next(4)).length > 0);
await feed.close();
const readSeconds = (performance.now() - readStart) / 1000 / lesions;
const times: ChainTimes = { totalSeconds, busySeconds, loadSeconds, readSeconds, peakBytes };
console.log(JSON.stringify(times));
