import { type Geometry, type Vec3, worldToVoxel } from '#shared/imaging/geometry.ts';
import { along } from './vectors.ts';
import type { ViewerState } from './viewer-state.ts';

/** Points on a plane: `columns` x `rows`, the first at `firstMm`, `stepMm` apart along `right` and `down`. */
export interface PlaneGrid {
  readonly firstMm: Vec3;
  readonly right: Vec3;
  readonly down: Vec3;
  readonly through: Vec3;
  readonly stepMm: number;
  readonly columns: number;
  readonly rows: number;
}

/**
 * Values of a volume on a plane, trilinear, row by row; NaN outside the box of its voxels. A slab is sampled at half of
 * the least spacing through its thickness, its ends included.
 */
export function reslice(
  geometry: Geometry,
  data: ArrayLike<number>,
  grid: PlaneGrid,
  slab: ViewerState['slab'] = { thicknessMm: 0, blend: 'max' },
): Float32Array {
  const half = Math.min(...geometry.spacingMm) / 2;
  const layers = slab.thicknessMm > 0 ? 2 * Math.max(1, Math.ceil(slab.thicknessMm / 2 / half)) + 1 : 1;
  const first = sample(geometry, data, grid, layers === 1 ? 0 : -slab.thicknessMm / 2);
  if (layers === 1) return first;
  const counts = Uint16Array.from(first, (value) => (Number.isNaN(value) ? 0 : 1));
  for (let layer = 1; layer < layers; layer++) {
    const next = sample(geometry, data, grid, slab.thicknessMm * (layer / (layers - 1) - 0.5));
    for (let at = 0; at < next.length; at++) {
      const value = next[at]!;
      if (Number.isNaN(value)) continue;
      const before = first[at]!;
      const earlier = counts[at]!;
      counts[at] = earlier + 1;
      if (earlier === 0) first[at] = value;
      else if (slab.blend === 'max') first[at] = Math.max(before, value);
      else if (slab.blend === 'min') first[at] = Math.min(before, value);
      else first[at] = before + value;
    }
  }
  if (slab.blend === 'mean') for (let at = 0; at < first.length; at++) first[at] = first[at]! / counts[at]!;
  return first;
}

function sample(geometry: Geometry, data: ArrayLike<number>, grid: PlaneGrid, depthMm: number): Float32Array {
  const start = along(grid.firstMm, grid.through, depthMm);
  const [i0, j0, k0] = worldToVoxel(geometry, start);
  const step = (way: Vec3): Vec3 => {
    const [i, j, k] = worldToVoxel(geometry, along(start, way, grid.stepMm));
    return [i - i0, j - j0, k - k0];
  };
  const [right, down] = [step(grid.right), step(grid.down)];
  const [ni, nj, nk] = geometry.size;
  const area = ni * nj;
  const out = new Float32Array(grid.columns * grid.rows);
  let at = 0;
  for (let row = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++, at++) {
      const i = i0 + right[0] * column + down[0] * row;
      const j = j0 + right[1] * column + down[1] * row;
      const k = k0 + right[2] * column + down[2] * row;
      if (!(i >= -0.5 && j >= -0.5 && k >= -0.5 && i <= ni - 0.5 && j <= nj - 0.5 && k <= nk - 0.5)) {
        out[at] = Number.NaN;
        continue;
      }
      const ci = i < 0 ? 0 : i > ni - 1 ? ni - 1 : i;
      const cj = j < 0 ? 0 : j > nj - 1 ? nj - 1 : j;
      const ck = k < 0 ? 0 : k > nk - 1 ? nk - 1 : k;
      const [fi, fj, fk] = [Math.floor(ci), Math.floor(cj), Math.floor(ck)];
      const [di, dj, dk] = [ci - fi, cj - fj, ck - fk];
      const base = fk * area + fj * ni + fi;
      const si = di > 0 ? 1 : 0;
      const sj = dj > 0 ? ni : 0;
      const sk = dk > 0 ? area : 0;
      const low =
        (data[base]! * (1 - di) + data[base + si]! * di) * (1 - dj) +
        (data[base + sj]! * (1 - di) + data[base + sj + si]! * di) * dj;
      const high =
        sk === 0
          ? low
          : (data[base + sk]! * (1 - di) + data[base + sk + si]! * di) * (1 - dj) +
            (data[base + sk + sj]! * (1 - di) + data[base + sk + sj + si]! * di) * dj;
      out[at] = low * (1 - dk) + high * dk;
    }
  }
  return out;
}
