import { describe, expect, it } from 'vitest';
import { type SlicePlane, stackSlices } from '#shared/imaging/slice-stack.ts';

const slice = (z: number, more: Partial<SlicePlane> = {}): SlicePlane => ({
  rows: 40,
  columns: 50,
  positionMm: [-100, -80, z],
  orientation: [1, 0, 0, 0, 1, 0],
  pixelSpacingMm: [0.7, 0.8],
  ...more,
});
const stack = (...z: number[]) => stackSlices(z.map((position) => slice(position)));

describe('stackSlices', () => {
  it('orders slices along the normal and measures the spacing there, not from the slice thickness', () => {
    const { geometry, order, warnings } = stack(6, 0, 9, 3);
    expect(order).toEqual([1, 3, 0, 2]);
    expect(geometry).toEqual({
      size: [50, 40, 4],
      spacingMm: [0.8, 0.7, 3],
      originMm: [-100, -80, 0],
      direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    });
    expect(warnings).toEqual([]);
  });

  it('keeps the direction of a coronal and of a feet-first series', () => {
    const coronal = [10, 12, 14].map((y) => slice(0, { positionMm: [0, y, 0], orientation: [1, 0, 0, 0, 0, -1] }));
    expect(stackSlices(coronal).geometry.direction).toEqual([1, 0, 0, 0, 0, 1, 0, -1, 0]);
    const turned = [0, 2, 4].map((z) => slice(z, { orientation: [-1, 0, 0, 0, 1, 0] }));
    const { geometry, order } = stackSlices(turned);
    expect([order, geometry.direction]).toEqual([
      [2, 1, 0],
      [-1, 0, 0, 0, 1, 0, 0, 0, -1],
    ]);
  });

  it('refuses a missing slice and says where', () => {
    expect(() => stack(0, 5, 10, 20, 25)).toThrow(/10.00 mm after position 10.00 mm where the others are 5.00 mm/);
  });

  it('refuses duplicates', () => {
    expect(() => stack(0, 3, 3, 6)).toThrow(/where another one does/);
  });

  it('refuses a gantry tilt and names its angle', () => {
    const tilted = [0, 1, 2, 3].map((n) =>
      slice(5 * n, { positionMm: [-100, -80 + 5 * n * Math.tan(Math.PI / 10), 5 * n] }),
    );
    expect(() => stackSlices(tilted)).toThrow(/gantry tilt of 18.0 degrees/);
  });

  it('accepts an oblique series whose slices follow their normal', () => {
    const [c, s] = [Math.cos(0.3), Math.sin(0.3)];
    const oblique = [0, 1, 2].map((n) =>
      slice(0, { positionMm: [0, -s * 3 * n, c * 3 * n], orientation: [1, 0, 0, 0, c, s] }),
    );
    expect(stackSlices(oblique).geometry.spacingMm[2]).toBeCloseTo(3, 12);
  });

  it('refuses slices of another size, spacing or direction', () => {
    expect(() => stackSlices([slice(0), slice(3), slice(6, { rows: 30 })])).toThrow(/differ in size/);
    expect(() => stackSlices([slice(0), slice(3), slice(6, { pixelSpacingMm: [0.7, 0.9] })])).toThrow(/pixel spacing/);
    expect(() => stackSlices([slice(0), slice(3), slice(6, { orientation: [0, 1, 0, 0, 0, 1] })])).toThrow(/direction/);
  });

  it('takes the mean of slightly uneven steps and says so; rounding in the headers is not worth a word', () => {
    expect(stack(0, 3.1, 6, 9).warnings).toHaveLength(1);
    expect(stack(0, 3.01, 6, 9).warnings).toEqual([]);
  });

  it('refuses a single slice', () => {
    expect(() => stack(0)).toThrow(/single slice/);
  });
});
