import type { Region, Vec3, VoxelBox } from './geometry.ts';
import { outsideHu } from './profiles.ts';

/**
 * An affine grid of sampling points: output voxel (n0, n1, n2) lies at the continuous source voxel index
 * `origin + n0 steps[0] + n1 steps[1] + n2 steps[2]`. Every profile is one such grid.
 */
export interface SamplingGrid {
  readonly size: Vec3;
  readonly origin: Vec3;
  readonly steps: readonly [Vec3, Vec3, Vec3];
}

/**
 * What a sample near the edge of the scan sees.
 * `nearest`: the scan reaches half a voxel beyond its outer voxel centres and is constant there; further out is
 * `outsideHu` (the rule of ITK's linear interpolator). `blend`: each missing neighbour counts as `outsideHu`
 * (PyTorch `grid_sample` with zero padding).
 */
export type EdgeRule = 'nearest' | 'blend';

const along = (grid: SamplingGrid, axis: 0 | 1 | 2, n0: number, n1: number, n2: number): number =>
  grid.origin[axis] + n2 * grid.steps[2][axis] + n1 * grid.steps[1][axis] + n0 * grid.steps[0][axis];

/** The source voxels that trilinear sampling of the grid reads, clamped to a scan of `scanSize` voxels. */
export function gridBox(grid: SamplingGrid, scanSize: Vec3): VoxelBox {
  const spans = ([0, 1, 2] as const).map((axis) => {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let corner = 0; corner < 8; corner++) {
      const at = (bit: 0 | 1 | 2) => ((corner >> bit) & 1 ? grid.size[bit] - 1 : 0);
      const value = along(grid, axis, at(0), at(1), at(2));
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    const last = scanSize[axis] - 1;
    const start = Math.min(Math.max(Math.floor(low), 0), last);
    const end = Math.max(Math.min(Math.ceil(high), last), start);
    return { start, size: end - start + 1 };
  }) as [Span, Span, Span];
  return {
    start: [spans[0].start, spans[1].start, spans[2].start],
    size: [spans[0].size, spans[1].size, spans[2].size],
  };
}

interface Span {
  readonly start: number;
  readonly size: number;
}

/**
 * Trilinear interpolation in double precision at every point of the grid; n0 fastest. `region` must hold
 * `gridBox(grid, scanSize)`. The order of the three one-dimensional interpolations is that of ITK, so that a truncated
 * result is the same.
 */
export function sampleGrid(region: Region, scanSize: Vec3, grid: SamplingGrid, edge: EdgeRule): Float64Array {
  const [n0Count, n1Count, n2Count] = grid.size;
  const sample = edge === 'nearest' ? nearestEdgeSampler(region, scanSize) : blendingSampler(region, scanSize);
  const out = new Float64Array(n0Count * n1Count * n2Count);
  let position = 0;
  for (let n2 = 0; n2 < n2Count; n2++) {
    for (let n1 = 0; n1 < n1Count; n1++) {
      for (let n0 = 0; n0 < n0Count; n0++) {
        out[position++] = sample(along(grid, 0, n0, n1, n2), along(grid, 1, n0, n1, n2), along(grid, 2, n0, n1, n2));
      }
    }
  }
  return out;
}

type Sampler = (x: number, y: number, z: number) => number;

function nearestEdgeSampler({ box, data }: Region, [ni, nj, nk]: Vec3): Sampler {
  const [i0, j0, k0] = box.start;
  const [wi, wj, wk] = box.size;
  const rowStride = wi;
  const sliceStride = wi * wj;
  const lower = (low: number, start: number, width: number) => Math.min(Math.max(low - start, 0), width - 1);
  return (xIn, yIn, zIn) => {
    const inside = xIn >= -0.5 && xIn <= ni - 0.5 && yIn >= -0.5 && yIn <= nj - 0.5 && zIn >= -0.5 && zIn <= nk - 0.5;
    if (!inside) return outsideHu;
    const x = Math.min(Math.max(xIn, 0), ni - 1);
    const y = Math.min(Math.max(yIn, 0), nj - 1);
    const z = Math.min(Math.max(zIn, 0), nk - 1);
    const i = Math.floor(x);
    const j = Math.floor(y);
    const k = Math.floor(z);
    const fx = x - i;
    const fy = y - j;
    const fz = z - k;
    const ia = lower(i, i0, wi);
    const ib = lower(i + 1, i0, wi);
    const ja = lower(j, j0, wj) * rowStride;
    const jb = lower(j + 1, j0, wj) * rowStride;
    const ka = lower(k, k0, wk) * sliceStride;
    const kb = lower(k + 1, k0, wk) * sliceStride;
    return trilinear(
      data[ka + ja + ia] as number,
      data[ka + ja + ib] as number,
      data[ka + jb + ia] as number,
      data[ka + jb + ib] as number,
      data[kb + ja + ia] as number,
      data[kb + ja + ib] as number,
      data[kb + jb + ia] as number,
      data[kb + jb + ib] as number,
      fx,
      fy,
      fz,
    );
  };
}

function blendingSampler({ box, data }: Region, _scanSize: Vec3): Sampler {
  const [i0, j0, k0] = box.start;
  const [wi, wj, wk] = box.size;
  const at = (i: number, j: number, k: number): number =>
    i < 0 || i >= wi || j < 0 || j >= wj || k < 0 || k >= wk ? outsideHu : (data[(k * wj + j) * wi + i] as number);
  return (x, y, z) => {
    const i = Math.floor(x);
    const j = Math.floor(y);
    const k = Math.floor(z);
    const a = i - i0;
    const b = j - j0;
    const c = k - k0;
    return trilinear(
      at(a, b, c),
      at(a + 1, b, c),
      at(a, b + 1, c),
      at(a + 1, b + 1, c),
      at(a, b, c + 1),
      at(a + 1, b, c + 1),
      at(a, b + 1, c + 1),
      at(a + 1, b + 1, c + 1),
      x - i,
      y - j,
      z - k,
    );
  };
}

function trilinear(
  v000: number,
  v100: number,
  v010: number,
  v110: number,
  v001: number,
  v101: number,
  v011: number,
  v111: number,
  fx: number,
  fy: number,
  fz: number,
): number {
  const v00 = v000 + (v100 - v000) * fx;
  const v10 = v010 + (v110 - v010) * fx;
  const v01 = v001 + (v101 - v001) * fx;
  const v11 = v011 + (v111 - v011) * fx;
  const v0 = v00 + (v10 - v00) * fy;
  const v1 = v01 + (v11 - v01) * fy;
  return v0 + (v1 - v0) * fz;
}
