import type { Geometry, Region, Vec3 } from '#shared/imaging/geometry.ts';
import { worldToVoxel } from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import { patchEdge } from '#shared/imaging/profiles.ts';
import { type SamplingGrid, sampleGrid } from '#shared/imaging/sampling.ts';

/** Where columns and rows of a picture run to on the patient, LPS: radiological, head and front at the top. */
const screens: readonly { right: Vec3; down: Vec3 }[] = [
  { right: [1, 0, 0], down: [0, 1, 0] },
  { right: [1, 0, 0], down: [0, 0, -1] },
  { right: [0, 1, 0], down: [0, 0, -1] },
];
const area = patchEdge ** 2;
const reach = (patchEdge - 1) / 2;

/**
 * Axial, coronal and sagittal plane through a seed at 1 mm, in HU, and then the outline in the same planes (1 inside):
 * 50 x 50 x 6, columns fastest.
 * @param region Must hold the cube of `exact-v1` around the seed.
 * @param mask On the grid of the scan; null: nothing is inside.
 */
export function wallPlanes(geometry: Geometry, region: Region, mask: Mask | null, seedMm: Vec3): Int16Array {
  const out = new Int16Array(2 * screens.length * area);
  for (const [plane, screen] of screens.entries()) {
    const grid = planeGrid(geometry, seedMm, screen);
    const values = sampleGrid(region, geometry.size, grid, 'nearest');
    for (let n = 0; n < area; n++) {
      out[plane * area + n] = Math.min(Math.max(Math.round(values[n] as number), -32768), 32767);
      if (mask && isInMask(mask, grid, n % patchEdge, Math.floor(n / patchEdge)))
        out[(screens.length + plane) * area + n] = 1;
    }
  }
  return out;
}

function planeGrid(geometry: Geometry, seedMm: Vec3, { right, down }: (typeof screens)[number]): SamplingGrid {
  const at = (column: number, row: number): Vec3 =>
    worldToVoxel(geometry, [
      seedMm[0] + column * right[0] + row * down[0],
      seedMm[1] + column * right[1] + row * down[1],
      seedMm[2] + column * right[2] + row * down[2],
    ]);
  const origin = at(-reach, -reach);
  const step = (to: Vec3): Vec3 => [to[0] - origin[0], to[1] - origin[1], to[2] - origin[2]];
  return {
    size: [patchEdge, patchEdge, 1],
    origin,
    steps: [step(at(1 - reach, -reach)), step(at(-reach, 1 - reach)), [0, 0, 0]],
  };
}

function isInMask({ box, data }: Mask, { origin, steps }: SamplingGrid, column: number, row: number): boolean {
  let position = 0;
  for (const axis of [2, 1, 0] as const) {
    const index = Math.round(origin[axis] + column * steps[0][axis] + row * steps[1][axis]) - box.start[axis];
    if (index < 0 || index >= box.size[axis]) return false;
    position = position * box.size[axis] + index;
  }
  return data[position] === 1;
}
