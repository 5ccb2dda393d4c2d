/**
 * The reading thread: opens scans, cuts patches around seeds and scales them, while the thread that started it runs
 * the encoder. Requests are answered in order. The scan last used stays open, as the next seed is likely in it.
 */
import { parentPort } from 'node:worker_threads';
import { type OpenScan, openScan } from '#main/readers/open-scan.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import { AppError, toWireError } from '#shared/errors.ts';
import type { Region, Vec3 } from '#shared/imaging/geometry.ts';
import { scalePatch } from '#shared/imaging/patch.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';
import type { FedPatch } from './patch-feed.ts';
import { patchOfRegion } from './patch-of-scan.ts';
import { seedRegion } from './seed-region.ts';

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

async function answer(request: ReadRequest): Promise<void> {
  try {
    const scan = await scanOf(request);
    const region = await seedRegion(scan, request, held?.region ?? null);
    if (held && request.neighboursMm) held.region = region;
    const patch = patchOfRegion(scan, region, request.profile, request.seedMm);
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
