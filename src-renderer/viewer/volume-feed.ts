import { AppError } from '#shared/errors.ts';
import type { Geometry } from '#shared/imaging/geometry.ts';
import { outsideHu } from '#shared/imaging/profiles.ts';

/** Voxels of a scan that arrive slab by slab; a viewer draws what is there and draws again when more comes. */
export interface VolumeFeed {
  readonly geometry: Geometry;
  /** HU, i fastest; slices that have not arrived hold -1024. */
  readonly data: Int16Array | Float32Array;
  /** How many slices arrived. */
  readonly arrived: number;
  has(slice: number): boolean;
  /** Called after slices were written. Returns what ends the subscription. */
  onSlab(listener: (first: number, count: number) => void): () => void;
}

/** The feed of the side that fetches: slabs are put in, in any order. */
export interface WritableFeed extends VolumeFeed {
  /** Whole slices from `first` on. Slices that came before are overwritten. */
  write(first: number, voxels: Int16Array | Float32Array): void;
}

/**
 * An empty volume of this grid.
 * @param type Of the voxels: int16 where the scan is integer, else float32.
 * @throws AppError `unsupported` where the volume cannot be held in memory.
 */
export function createVolumeFeed(geometry: Geometry, type: 'int16' | 'float32'): WritableFeed {
  const [columns, rows, slices] = geometry.size;
  const area = columns * rows;
  const data = allocate(type, area * slices).fill(outsideHu);
  const there = new Uint8Array(slices);
  const listeners = new Set<(first: number, count: number) => void>();
  let arrived = 0;
  return {
    geometry,
    data,
    get arrived() {
      return arrived;
    },
    has: (slice) => there[slice] === 1,
    onSlab(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    write(first, voxels) {
      const count = voxels.length / area;
      if (!Number.isInteger(count) || first < 0 || first + count > slices) {
        throw new AppError(
          'internal',
          `A slab of ${voxels.length} voxels from slice ${first} does not fit the volume.`,
        );
      }
      data.set(voxels, first * area);
      for (let slice = first; slice < first + count; slice++) {
        arrived += there[slice] === 1 ? 0 : 1;
        there[slice] = 1;
      }
      for (const listener of listeners) listener(first, count);
    },
  };
}

function allocate(type: 'int16' | 'float32', length: number): Int16Array | Float32Array {
  try {
    return type === 'int16' ? new Int16Array(length) : new Float32Array(length);
  } catch {
    throw new AppError(
      'unsupported',
      `The scan has ${Math.round(length / 1e6)} million voxels, more than this window can hold.`,
    );
  }
}
