import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError, toWireError } from '#shared/errors.ts';
import { areNotScaled, patchEdge, scaleHu } from '#shared/imaging/profiles.ts';
import type { FedPatch, PatchFeed } from './patch-feed.ts';

const patchVoxels = patchEdge ** 3;
const headerBytes = 1 << 16;

/** A feed of the ready-made patches of a `.npy` file; the id is the index, from 0. Patches are read when asked for. */
export interface PatchFile extends PatchFeed {
  readonly count: number;
}

/**
 * Opens an array of shape [n, 1, 50, 50, 50], [n, 50, 50, 50] or [50, 50, 50] (Z, Y, X), float32 or float64, little
 * endian, in C order. `intensity` says whether the values are HU or scaled already.
 */
export async function openPatchFile(path: string, intensity: 'hu' | 'scaled'): Promise<PatchFile> {
  const name = basename(path);
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new AppError('not-found', `${name} is not there or cannot be read.`, { cause: error });
  });
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(headerBytes), 0, headerBytes, 0);
    const { count, width, dataStart } = parseHeader(buffer.subarray(0, bytesRead), name);
    if ((await file.stat()).size < dataStart + count * patchVoxels * width) {
      throw new AppError('unreadable-file', `${name} is damaged: it is shorter than its header says.`);
    }
    const read = async (index: number): Promise<FedPatch> => {
      const bytes = new Uint8Array(patchVoxels * width);
      await file.read(bytes, 0, bytes.length, dataStart + index * bytes.length);
      const stored = width === 4 ? new Float32Array(bytes.buffer) : Float32Array.from(new Float64Array(bytes.buffer));
      if (!stored.every(Number.isFinite)) return { id: index, error: toWireError(notFinite()) };
      if (intensity === 'scaled' && areNotScaled(stored)) return { id: index, error: toWireError(looksLikeHu()) };
      return { id: index, patch: intensity === 'hu' ? stored.map(scaleHu) : stored, warnings: [] };
    };
    let next = 0;
    return {
      count,
      next: async (limit) => {
        const first = next;
        next = Math.min(count, first + limit);
        return Promise.all(Array.from({ length: next - first }, (_, index) => read(first + index)));
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

const notFinite = (): AppError => new AppError('unreadable-file', 'The patch holds values that are not numbers.');

const looksLikeHu = (): AppError =>
  new AppError('invalid-input', 'The values look like Hounsfield units, but were said to be scaled.');

/** Format: numpy/lib/format.py. */
function parseHeader(bytes: Buffer, name: string): { count: number; width: 4 | 8; dataStart: number } {
  if (bytes.length < 12 || bytes.toString('latin1', 1, 6) !== 'NUMPY') {
    throw new AppError('unreadable-file', `${name} is not a .npy file.`);
  }
  const isFirst = bytes[6] === 1;
  const start = isFirst ? 10 : 12;
  const dataStart = start + (isFirst ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  const header = bytes.toString('latin1', start, dataStart);
  const type = /'descr'\s*:\s*'<f([48])'/.exec(header)?.[1];
  const shape = (/'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((part) => part.trim() !== '');
  const sizes = shape.map(Number);
  const count = sizes.length === 3 ? 1 : (sizes[0] ?? 0);
  const isPatches =
    sizes.slice(-3).every((size) => size === patchEdge) &&
    (sizes.length === 3 || sizes.length === 4 || (sizes.length === 5 && sizes[1] === 1));
  if (!type || !isPatches || !/'fortran_order'\s*:\s*False/.test(header)) {
    throw new AppError(
      'unsupported',
      `${name} must hold float32 patches of shape [n, 1, 50, 50, 50] in C order; its header says ${header.trim().slice(0, 120)}.`,
    );
  }
  return { count, width: type === '4' ? 4 : 8, dataStart };
}
