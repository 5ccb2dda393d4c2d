import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascendingOrder, isAscending } from '#shared/numerics/order.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';

const byComparison = (values: Float64Array): number[] =>
  [...values.keys()].sort((a, b) => values[a]! - values[b]! || a - b);

describe('ascendingOrder', () => {
  it('keeps the order of equal values, takes -0 as 0 and changes nothing it is given', () => {
    const values = Float64Array.of(3, 0, -1, -0, 3, Infinity, -Infinity);
    const before = values.slice();
    expect([...ascendingOrder(values)]).toEqual([6, 2, 1, 3, 0, 4, 5]);
    expect(values).toEqual(before);
    expect([...ascendingOrder(new Float64Array())]).toEqual([]);
  });

  it.each([
    ['continuous, both signs', (random: () => number) => randomNormal(random) * 10 ** (20 * random() - 10)],
    ['days', (random: () => number) => Math.ceil(3000 * random())],
    ['all equal but one', (random: () => number) => (random() < 1e-3 ? 1 : 2)],
    ['zeros of both signs', (random: () => number) => (random() < 0.5 ? -0 : 0)],
  ])('sorts 5,000 values by their bits as a comparison does: %s', (_, draw) => {
    const random = createRandom(4);
    const values = Float64Array.from({ length: 5000 }, () => draw(random));
    expect([...ascendingOrder(values)]).toEqual(byComparison(values));
  });

  it('puts any numbers in ascending order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true })), (list) => {
        const values = Float64Array.from(list);
        const order = ascendingOrder(values);
        expect(isAscending(Float64Array.from(order, (i) => values[i]!))).toBe(true);
        expect([...order].sort((a, b) => a - b)).toEqual([...values.keys()]);
      }),
    );
  });
});
