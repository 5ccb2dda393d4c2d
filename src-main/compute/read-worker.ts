/**
 * The reading thread: opens scans, cuts patches around seeds and scales them, while the thread that started it runs
 * the encoder. Requests are answered in order. The scan last used stays open, as the next seed is likely in it.
 */
import { parentPort } from 'node:worker_threads';
import { type OpenScan, openScan } from '#main/readers/open-scan.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import { AppError, toWireError } from '#shared/errors.ts';
import { boxAround, holdsBox, type Region, type Vec3 } from '#shared/imaging/geometry.ts';
import { requiredBox, scalePatch } from '#shared/imaging/patch.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';
import type { FedPatch } from './patch-feed.ts';
import { patchOfRegion } from './patch-of-scan.ts';

export interface ReadRequest {
  readonly id: number;
  /** The same for all seeds of one scan. */
  readonly sourceKey: number;
  readonly source: ScanSource;
  readonly seedMm: Vec3;
  readonly profile: ProfileId;
  /** Seeds of the same scan that come next: their voxels are read together with those of this one. */
  readonly neighboursMm?: readonly Vec3[];
}

/** `trace` says where an unforeseen error came from, without its message. */
export type ReadReply = FedPatch & { readonly trace?: string };

let held: { key: number; scan: Promise<OpenScan>; region: Region | null } | null = null;

async function scanOf(request: ReadRequest): Promise<OpenScan> {
  if (held?.key === request.sourceKey) return held.scan;
  const previous = held;
  held = { key: request.sourceKey, scan: openScan(request.source), region: null };
  held.scan.catch(() => undefined);
  await previous?.scan.then(
    (scan) => scan.close(),
    () => undefined,
  );
  return held.scan;
}

/** The region last read where it holds the seed's voxels, else a new one for the seed and its neighbours. */
async function regionOf(scan: OpenScan, { profile, seedMm, neighboursMm = [] }: ReadRequest): Promise<Region> {
  const needed = requiredBox(profile, scan.geometry, seedMm);
  if (held?.region && holdsBox(held.region.box, needed)) return held.region;
  const boxes = neighboursMm.map((neighbourMm) => requiredBox(profile, scan.geometry, neighbourMm));
  const region = await scan.readRegion(boxAround([needed, ...boxes]));
  if (held && neighboursMm.length > 0) held.region = region;
  return region;
}

async function answer(request: ReadRequest): Promise<void> {
  try {
    const scan = await scanOf(request);
    const patch = patchOfRegion(scan, await regionOf(scan, request), request.profile, request.seedMm);
    const scaled = scalePatch(patch.hu);
    reply({ id: request.id, patch: scaled, warnings: patch.warnings }, [scaled.buffer as ArrayBuffer]);
  } catch (error) {
    reply({
      id: request.id,
      error: toWireError(error),
      ...(error instanceof AppError ? {} : { trace: traceOf(error) }),
    });
  }
}

const reply = (message: ReadReply, transfer: ArrayBuffer[] = []): void => parentPort?.postMessage(message, transfer);

function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an error that is no Error';
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 4).map((line) => line.trim())].join(' ');
}

let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (request: ReadRequest) => {
  last = last.then(() => answer(request));
});
