import { expect, test } from 'vitest';
import { slabOrder } from '#renderer/panels/viewer/slab-order.ts';

const slicesOf = (ranges: readonly { first: number; count: number }[]): number[] =>
  ranges.flatMap(({ first, count }) => Array.from({ length: count }, (_, n) => first + n));

test('every slice once, the one asked for in the first slab, for scans of any length', () => {
  for (const slices of [1, 2, 3, 4, 5, 17, 36, 300]) {
    for (const centre of [-3, 0, 1, Math.floor(slices / 2), slices - 1, slices + 5]) {
      const order = slabOrder(slices, centre);
      expect(slicesOf(order).toSorted((a, b) => a - b)).toEqual(Array.from({ length: slices }, (_, n) => n));
      expect(slicesOf(order.slice(0, 1))).toContain(Math.min(Math.max(centre, 0), slices - 1));
    }
  }
});

test('the first slab is small, the others go outward in turns', () => {
  expect(slabOrder(60, 30)).toEqual([
    { first: 28, count: 4 },
    { first: 32, count: 16 },
    { first: 12, count: 16 },
    { first: 48, count: 12 },
    { first: 0, count: 12 },
  ]);
});
