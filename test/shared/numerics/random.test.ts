import { describe, expect, it } from 'vitest';
import { createRandom, randomInteger, randomNormal, shuffled } from '#shared/numerics/random.ts';

describe('createRandom', () => {
  it('gives the numbers of xoshiro128** seeded by splitmix64, as the C code of its authors does', () => {
    const expected: [number, number[]][] = [
      [0, [0.870254774404272, 0.6697971505310978, 0.3616586206733957, 0.759190638670705]],
      [1, [0.3946724931250869, 0.1477500889354657, 0.1668835131432617, 0.8795630233821434]],
      [42, [0.4137016681565887, 0.003983993377814743, 0.6500837027638867, 0.6846020186141416]],
      [Number.MAX_SAFE_INTEGER, [0.287118981031033, 0.1540904543499252, 0.6056109088751621, 0.5356477692973417]],
    ];
    for (const [seed, numbers] of expected) {
      const random = createRandom(seed);
      for (const number of numbers) expect(random()).toBeCloseTo(number, 15);
    }
  });

  it('is uniform: a chi-square test over 64 cells of 64000 draws', () => {
    const random = createRandom(7);
    const cells = new Float64Array(64);
    for (let i = 0; i < 64_000; i++) cells[randomInteger(random, 64)]! += 1;
    const chiSquare = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquare).toBeLessThan(103.4); // 99.9 % of chi-square with 63 degrees of freedom
    expect(chiSquare).toBeGreaterThan(33); // 0.1 %
  });

  it('makes normal numbers with mean 0, variance 1 and kurtosis 3', () => {
    const random = createRandom(3);
    const values = Float64Array.from({ length: 50_000 }, () => randomNormal(random));
    const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    expect(moment(1)).toBeCloseTo(0, 1);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.03);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
  });

  it('shuffles every order of three equally often and leaves its input alone', () => {
    const random = createRandom(11);
    const items = Object.freeze(['a', 'b', 'c']);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = shuffled(items, random).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
    expect(items).toEqual(['a', 'b', 'c']);
  });
});
