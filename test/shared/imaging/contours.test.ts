import { describe, expect, it } from 'vitest';
import { contourSlices, rasteriseContours } from '#shared/imaging/contours.ts';
import { identityDirection, type Vec3 } from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';

const geometry = {
  size: [20, 20, 5] as Vec3,
  spacingMm: [2, 2, 3] as Vec3,
  originMm: [-10, 0, 100] as Vec3,
  direction: identityDirection,
};

/** A contour from in-plane voxel indices. */
const contour = (slice: number, ...points: [number, number][]) =>
  Float64Array.from(points.flatMap(([i, j]) => [-10 + 2 * i, 2 * j, 100 + 3 * slice]));
const square = (slice: number, low: number, high: number) =>
  contour(slice, [low, low], [high, low], [high, high], [low, high]);
const count = ({ data }: Mask) => data.reduce((sum, value) => sum + value, 0);
const at = ({ box, data }: Mask, i: number, j: number, k: number) =>
  data[((k - box.start[2]) * box.size[1] + j - box.start[1]) * box.size[0] + i - box.start[0]];

describe('rasteriseContours', () => {
  it('takes the voxels whose centre is inside', () => {
    expect(count(rasteriseContours(geometry, [square(2, 4.5, 8.5)]))).toBe(16);
    expect(count(rasteriseContours(geometry, [square(2, 4.6, 8.4)]))).toBe(16);
    expect(count(rasteriseContours(geometry, [square(2, 5.1, 7.9)]))).toBe(4);
  });

  it('gives a centre on an edge to one side only, so that touching squares tile', () => {
    expect(count(rasteriseContours(geometry, [square(1, 4, 8)]))).toBe(16);
    const [left, right] = [contour(1, [2, 2], [6, 2], [6, 6], [2, 6]), contour(1, [6, 2], [10, 2], [10, 6], [6, 6])];
    expect(count(rasteriseContours(geometry, [left, right]))).toBe(32);
  });

  it('leaves out a hole, drawn as an inner contour or by a keyhole', () => {
    const ring = rasteriseContours(geometry, [square(2, 2.5, 12.5), square(2, 5.5, 9.5)]);
    expect([count(ring), at(ring, 7, 7, 2), at(ring, 3, 3, 2)]).toEqual([100 - 16, 0, 1]);
    const keyhole = contour(
      2,
      [2.5, 2.5],
      [12.5, 2.5],
      [12.5, 12.5],
      [2.5, 12.5],
      [2.5, 7],
      [5.5, 7],
      [5.5, 9.5],
      [9.5, 9.5],
      [9.5, 5.5],
      [5.5, 5.5],
      [5.5, 7],
      [2.5, 7],
    );
    expect(rasteriseContours(geometry, [keyhole]).data).toEqual(ring.data);
  });

  it('does not depend on the direction in which a contour was drawn, and fills concave ones', () => {
    const points: [number, number][] = [
      [1.5, 1.5],
      [9.5, 1.5],
      [9.5, 3.5],
      [3.5, 3.5],
      [3.5, 9.5],
      [1.5, 9.5],
    ];
    const forwards = rasteriseContours(geometry, [contour(0, ...points)]);
    expect(count(forwards)).toBe(8 * 2 + 2 * 6);
    expect(rasteriseContours(geometry, [contour(0, ...[...points].reverse())])).toEqual(forwards);
  });

  it('clips at the edge of the scan and leaves out contours above and below it', () => {
    expect(count(rasteriseContours(geometry, [square(0, -5, 2.5), square(9, 2, 5), square(-3, 2, 5)]))).toBe(9);
    expect(count(rasteriseContours(geometry, []))).toBe(0);
  });

  it('names the slices that hold a contour', () => {
    expect(contourSlices(geometry, [square(3, 2, 4), square(1, 2, 4), square(3, 6, 9)])).toEqual([1, 3]);
  });

  it('refuses a contour that does not lie in one slice', () => {
    const sagittal = Float64Array.from([0, 4, 100, 0, 20, 100, 0, 20, 110]);
    expect(() => rasteriseContours(geometry, [sagittal])).toThrow(/one slice/);
  });
});
