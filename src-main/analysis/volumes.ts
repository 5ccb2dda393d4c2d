import { AppError } from '#shared/errors.ts';
import type { ComputePool } from '../compute/pool.ts';
import type { ReadDb } from '../store/database.ts';
import { readPatchVolume } from './patch-volume.ts';
import { readMaskVolume, readSaliencyVolume, readSlabVolume, readWallVolume } from './scan-volumes.ts';

export interface VolumeTools {
  readonly db: ReadDb;
  readonly analysis: ComputePool;
  /** Keeps scans open. */
  readonly viewing: ComputePool;
}

/** Voxels for a window, by the ids that the contract of the viewer and of the seed wall names. */
export function readVolume(tools: VolumeTools, id: string): Promise<Uint8Array> {
  const [kind, ...parts] = id.split('-');
  const numbers = parts.map((part) => (/^\d{1,15}$/.test(part) ? Number(part) : null));
  const [first, second, third] = numbers;
  if (kind === 'patch') return readPatchVolume(tools.db, tools.analysis, id);
  if (kind === 'slab' && parts.length === 3 && isNumber(first) && isNumber(second) && isNumber(third))
    return readSlabVolume(tools, { scanId: first, first: second, count: third });
  if (parts.length === 1 && isNumber(first)) {
    if (kind === 'mask') return readMaskVolume(tools, first);
    if (kind === 'wall') return readWallVolume(tools, first);
    if (kind === 'saliency') return readSaliencyVolume(tools, first);
  }
  return Promise.reject(new AppError('not-found', 'There is no such volume.'));
}

const isNumber = (value: number | null | undefined): value is number => typeof value === 'number';
