import { describe, expect, it } from 'vitest';
import { rasteriseContours } from '#shared/imaging/contours.ts';
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

  it('says how many slices between contours have none', () => {
    const { warnings } = rasteriseContours(geometry, [square(4, 2, 4), square(1, 2, 4), square(4, 6, 9)]);
    expect(warnings).toEqual(['2 slices between the first and the last contour have none.']);
  });

  it('counts a contour that is there twice once, and says where outlines overlap', () => {
    const twice = rasteriseContours(geometry, [square(2, 4.5, 8.5), square(2, 4.5, 8.5), square(2, 12.5, 14.5)]);
    expect([count(twice), twice.warnings]).toEqual([20, ['Contours that are there twice were counted once: 1.']]);
    const overlapping = rasteriseContours(geometry, [square(2, 2.5, 8.5), square(2, 5.5, 11.5)]);
    expect([count(overlapping), overlapping.warnings.length]).toEqual([2 * 36 - 2 * 9, 1]);
  });

  it('takes the nearest contour where these are finer than the slices, so that none cancel out', () => {
    const fine = Array.from({ length: 13 }, (_, n) => square(1 + n / 4, 2.5, 8.5));
    const mask = rasteriseContours(geometry, fine);
    expect(count(mask)).toBe(36 * 4);
    expect(mask.warnings).toEqual([
      'The contours are 0.75 mm apart and the slices 3.00 mm: each slice takes the nearest contour.',
    ]);
  });

  it('fills the slices between contours that were drawn regularly on thicker ones', () => {
    const tall = { ...geometry, size: [20, 20, 30] as Vec3 };
    const mask = rasteriseContours(
      tall,
      [5, 8, 11, 14].map((slice) => square(slice, 2.5, 8.5)),
    );
    expect([count(mask), mask.box.start[2], mask.box.size[2]]).toEqual([36 * 12, 4, 12]);
    expect(mask.warnings[0]).toMatch(/9.00 mm apart and the slices 3.00 mm/);
  });

  it('draws coronal and sagittal contours on the slices of those directions', () => {
    const point = (i: number, j: number, k: number) => [-10 + 2 * i, 2 * j, 100 + 3 * k];
    const [low, high] = [0.5, 3.5];
    const sagittal = [4, 5, 6].map((i) =>
      Float64Array.from([...point(i, 2.5, low), ...point(i, 9.5, low), ...point(i, 9.5, high), ...point(i, 2.5, high)]),
    );
    const coronal = [3, 4].map((j) =>
      Float64Array.from([...point(2.5, j, low), ...point(9.5, j, low), ...point(9.5, j, high), ...point(2.5, j, high)]),
    );
    expect(rasteriseContours(geometry, sagittal)).toMatchObject({
      box: { start: [4, 2, 0], size: [3, 9, 5] },
      warnings: ['The contours were drawn on sagittal planes of the scan.'],
    });
    expect(count(rasteriseContours(geometry, sagittal))).toBe(3 * 7 * 3);
    expect(count(rasteriseContours(geometry, coronal))).toBe(2 * 7 * 3);
  });

  it('cuts oblique contours: a turned cylinder keeps its volume and its centre', () => {
    const cube = {
      ...geometry,
      size: [120, 120, 120] as Vec3,
      spacingMm: [0.5, 0.5, 0.5] as Vec3,
      originMm: [0, 0, 0] as Vec3,
    };
    const [c, s] = [Math.cos(0.5), Math.sin(0.5)];
    const ring = (along: number) =>
      Float64Array.from(
        Array.from({ length: 90 }, (_, n) => {
          const [u, v] = [12 * Math.cos((n * Math.PI) / 45), 12 * Math.sin((n * Math.PI) / 45)];
          return [30 + u, 30 + c * v - s * along, 30 + s * v + c * along];
        }).flat(),
      );
    const stack = Array.from({ length: 9 }, (_, n) => ring((n - 4) * 2));
    const mask = rasteriseContours(cube, stack);
    const expected = Math.PI * 144 * 18 * 8;
    expect(Math.abs(count(mask) / expected - 1)).toBeLessThan(0.01);
    let sum = [0, 0, 0];
    mask.data.forEach((value, n) => {
      const { size, start } = mask.box;
      const index = [n % size[0], Math.floor(n / size[0]) % size[1], Math.floor(n / (size[0] * size[1]))];
      if (value) sum = sum.map((total, axis) => total + index[axis]! + start[axis as 0 | 1 | 2]);
    });
    for (const total of sum) expect(Math.abs(total / count(mask) - 60)).toBeLessThan(0.1);
    const single = rasteriseContours(cube, [ring(0)]);
    expect(count(single) / (Math.PI * 144 * 4 * c)).toBeCloseTo(1, 1);
  });

  it('refuses contours that are not flat, or lie in planes of several directions', () => {
    const saddle = Float64Array.from([0, 4, 100, 8, 8, 106, 4, 20, 100, -8, 12, 110]);
    expect(() => rasteriseContours(geometry, [saddle])).toThrow(/not flat/);
    const axial = Float64Array.from([0, 4, 103, 8, 4, 103, 8, 20, 103]);
    const sagittal = Float64Array.from([0, 4, 100, 0, 20, 100, 0, 20, 110]);
    expect(() => rasteriseContours(geometry, [axial, sagittal])).toThrow(/several directions/);
  });

  it('survives contours of absurd size, place and number', () => {
    const far = [1e30, 2e30, 3e30, 4e30].map((z) => Float64Array.from([0, 0, z, 8, 0, z, 8, 8, z]));
    expect(count(rasteriseContours(geometry, far))).toBe(0);
    const wide = Float64Array.from([-1e12, -1e12, 103, 1e12, -1e12, 103, 0, 1e12, 103]);
    expect(count(rasteriseContours(geometry, [wide]))).toBe(400);
    const many = Array.from({ length: 5000 }, (_, n) => square(2, (n % 90) / 10, 10 + n / 5000));
    expect(rasteriseContours(geometry, many).box.size[2]).toBe(1);
    const zigzag = Float64Array.from({ length: 3 * 500_000 }, (_, n) => (n % 3 === 2 ? 103 : ((n >> 1) % 2) * 38));
    expect(() => rasteriseContours(geometry, [zigzag])).toThrow(/too intricate/);
  });
});
