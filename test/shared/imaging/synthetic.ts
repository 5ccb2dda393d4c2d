import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Direction, Geometry, Region, Vec3, VoxelBox } from '#shared/imaging/geometry.ts';
import { voxelCount } from '#shared/imaging/geometry.ts';

/** The test pattern of `test/reference/patches/cases.py`. */
export const pattern = (i: number, j: number, k: number): number =>
  ((i * 37 + j * 101 + k * 251 + ((i * j * k) % 97) * 11) % 2000) - 1000;

/** A box of a scan whose voxels are a function of their index. */
export function regionOf(box: VoxelBox, value: (i: number, j: number, k: number) => number): Region {
  const data = new Int16Array(voxelCount(box.size));
  let n = 0;
  for (let k = 0; k < box.size[2]; k++) {
    for (let j = 0; j < box.size[1]; j++) {
      for (let i = 0; i < box.size[0]; i++) data[n++] = value(box.start[0] + i, box.start[1] + j, box.start[2] + k);
    }
  }
  return { box, data };
}

export interface ReferenceCase {
  readonly name: string;
  readonly geometry: Geometry;
  readonly seedMm: Vec3;
  readonly raw: Record<string, unknown>;
}

export function referenceCases(file: string): ReferenceCase[] {
  const path = join(import.meta.dirname, '../../reference/patches', file);
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Record<string, unknown>[] };
  return cases.map((raw) => ({
    name: raw['name'] as string,
    geometry: {
      size: raw['size'] as unknown as Vec3,
      spacingMm: raw['spacingMm'] as unknown as Vec3,
      originMm: raw['originMm'] as unknown as Vec3,
      direction: raw['direction'] as unknown as Direction,
    },
    seedMm: raw['seedMm'] as unknown as Vec3,
    raw,
  }));
}

/** The patch voxels that the reference files keep. */
export const referencePositions = Array.from({ length: 1500 }, (_, m) => (7919 * m) % 125000);
