import { boxAround, type VoxelBox, voxelCount } from '#shared/imaging/geometry.ts';
import { type Mask, trimMask } from '#shared/imaging/mask.ts';
import type { PlacedMark, PlacedOutline } from './placed-mark.ts';

/** Voxels that at least this share of the readers of a nodule took for it. */
const share = 0.5;

/**
 * The voxels of one reader's mark within a box: inside an outline without its points, which lie just outside the nodule
 * by the rules of the reading; holes and their points are taken out.
 */
export function markMask({ outlines }: PlacedMark, box: VoxelBox): Uint8Array {
  const data = new Uint8Array(voxelCount(box.size));
  for (const inclusion of [true, false]) {
    for (const outline of outlines) {
      if (outline.inclusion !== inclusion) continue;
      forEachInside(outline, box, (n) => {
        data[n] = inclusion ? 1 : 0;
      });
      for (let n = 0; n + 1 < outline.points.length; n += 2)
        data[indexIn(box, outline.points[n] as number, outline.points[n + 1] as number, outline.slice)] = 0;
    }
  }
  return data;
}

/** The consensus of the readers of a nodule, cut to its voxels; empty where no voxel has half of them. */
export function consensusMask(marks: readonly PlacedMark[]): Mask {
  const box = boxAround(marks.map((mark) => mark.box));
  const votes = new Uint8Array(voxelCount(box.size));
  for (const mark of marks) {
    const own = markMask(mark, box);
    for (let n = 0; n < votes.length; n++) votes[n] = (votes[n] as number) + (own[n] as number);
  }
  const data = votes.map((count) => (count >= share * marks.length && count > 0 ? 1 : 0));
  return trimMask({ box, data });
}

const indexIn = ({ start, size }: VoxelBox, i: number, j: number, k: number): number =>
  ((k - start[2]) * size[1] + (j - start[1])) * size[0] + (i - start[0]);

/** Voxels inside the polygon of the points, by the even-odd rule. Those on an edge are not told apart: they are points. */
function forEachInside({ points, slice }: PlacedOutline, box: VoxelBox, take: (n: number) => void): void {
  const count = points.length >> 1;
  const [width, height] = box.size;
  const crossings: number[][] = Array.from({ length: height }, () => []);
  for (let n = 0; n < count; n++) {
    const next = n + 1 === count ? 0 : n + 1;
    const [xa, ya] = [points[2 * n] as number, points[2 * n + 1] as number];
    const [xb, yb] = [points[2 * next] as number, points[2 * next + 1] as number];
    for (let row = Math.min(ya, yb); row < Math.max(ya, yb); row++)
      crossings[row - box.start[1]]?.push(xa + ((row - ya) * (xb - xa)) / (yb - ya));
  }
  crossings.forEach((row, j) => {
    row.sort((a, b) => a - b);
    for (let n = 0; n + 1 < row.length; n += 2) {
      const first = Math.max(Math.ceil(row[n] as number), box.start[0]);
      const end = Math.min(Math.ceil(row[n + 1] as number), box.start[0] + width);
      for (let i = first; i < end; i++) take(indexIn(box, i, j + box.start[1], slice));
    }
  });
}
