import { type VoxelBox, voxelCount } from './geometry.ts';

/** The voxels of a region of interest: 1 inside, 0 outside, over a box of its grid; everything else is outside. */
export interface Mask {
  readonly box: VoxelBox;
  /** i fastest. */
  readonly data: Uint8Array;
}

/** The same voxels over the smallest box that holds them; a box of size 0 where there is none. */
export function trimMask({ box, data }: Mask): Mask {
  const [width, height, depth] = box.size;
  const low = [width, height, depth] as [number, number, number];
  const high = [-1, -1, -1] as [number, number, number];
  for (let k = 0, row = 0; k < depth; k++) {
    for (let j = 0; j < height; j++, row += width) {
      const first = data.indexOf(1, row);
      if (first < 0) return cut(box, data, low, high);
      if (first >= row + width) continue;
      const last = data.lastIndexOf(1, row + width - 1);
      low[0] = Math.min(low[0], first - row);
      high[0] = Math.max(high[0], last - row);
      low[1] = Math.min(low[1], j);
      high[1] = Math.max(high[1], j);
      low[2] = Math.min(low[2], k);
      high[2] = k;
    }
  }
  return cut(box, data, low, high);
}

type Corner = readonly [number, number, number];

function cut(box: VoxelBox, data: Uint8Array, low: Corner, high: Corner): Mask {
  if (high[0] < 0) return { box: { start: box.start, size: [0, 0, 0] }, data: new Uint8Array(0) };
  const [width, height] = box.size;
  const size = [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] as const;
  const start = [box.start[0] + low[0], box.start[1] + low[1], box.start[2] + low[2]] as const;
  const out = new Uint8Array(voxelCount(size));
  for (let k = 0, position = 0; k < size[2]; k++) {
    for (let j = 0; j < size[1]; j++, position += size[0]) {
      const row = ((k + low[2]) * height + j + low[1]) * width + low[0];
      out.set(data.subarray(row, row + size[0]), position);
    }
  }
  return { box: { start, size }, data: out };
}
