import { describe, expect, it } from 'vitest';
import { type LogLikelihood, maximise, restrictedTo } from '#shared/numerics/newton.ts';
import { addWeightedGram } from '#shared/numerics/weighted-gram.ts';

/** -(x - 3)⁴ - (y + 1)² - x y / 10, concave near its maximum. */
const bowl: LogLikelihood = (x, gradient, information) => {
  const [a, b] = [x[0]!, x[1]!];
  gradient[0] = -4 * (a - 3) ** 3 - 2 * (a - 3) - b / 10;
  gradient[1] = -2 * (b + 1) - a / 10;
  information.set([12 * (a - 3) ** 2 + 2, 0.1, 0.1, 2]);
  return -((a - 3) ** 4) - (a - 3) ** 2 - (b + 1) ** 2 - (a * b) / 10;
};

describe('maximise', () => {
  it('finds where the gradient vanishes, halving steps that go too far', () => {
    const found = maximise(bowl, Float64Array.of(-20, 40));
    expect(found.converged).toBe(true);
    const gradient = new Float64Array(2);
    bowl(found.x, gradient, new Float64Array(4));
    expect(Math.hypot(...gradient)).toBeLessThan(1e-8);
    expect([...found.diverging]).toEqual([0, 0]);
    const overshooting: LogLikelihood = (x, gradient, information) => {
      const t = x[0]! - 5;
      gradient[0] = -t / Math.sqrt(1 + t * t);
      information[0] = (1 + t * t) ** -1.5;
      return -Math.sqrt(1 + t * t);
    };
    expect(maximise(overshooting, Float64Array.of(-4)).x[0]).toBeCloseTo(5, 8);
  });

  it('tells a coordinate that runs to infinity from one that does not, and stops', () => {
    const rising: LogLikelihood = (x, gradient, information) => {
      const small = Math.exp(-x[0]!);
      gradient[0] = small;
      gradient[1] = -2 * (x[1]! - 2);
      information.set([small, 0, 0, 2]);
      return -small - (x[1]! - 2) ** 2;
    };
    const found = maximise(rising, new Float64Array(2));
    expect(found.converged).toBe(true);
    expect([...found.diverging]).toEqual([1, 0]);
    expect(found.value).toBeCloseTo(0, 9);
    expect(found.x[1]).toBeCloseTo(2, 9);
  });

  it('does not converge where the function cannot be computed, and holds what a restriction holds', () => {
    const broken: LogLikelihood = (_, gradient, information) => {
      gradient[0] = 1;
      information[0] = 1;
      return Number.NaN;
    };
    expect(maximise(broken, new Float64Array(1)).converged).toBe(false);
    const held = maximise(restrictedTo(1, bowl), Float64Array.of(0, 7));
    expect(held.x[1]).toBe(7);
    expect(held.x[0]).not.toBeCloseTo(maximise(bowl, new Float64Array(2)).x[0]!, 2);
  });
});

describe('addWeightedGram', () => {
  it.each([3, 4, 9])('adds X’r and the lower triangle of X’WX of %i rows at an offset', (rows) => {
    const columns = 2;
    const values = Float64Array.from({ length: rows * columns }, (_, i) => Math.sin(i + 1));
    const [weights, residuals] = [1, 2].map((k) => Float64Array.from({ length: rows }, (_, i) => Math.cos(k * i)));
    const gradient = new Float64Array(3);
    const information = new Float64Array(9);
    addWeightedGram({ rows, columns, values }, weights!, residuals!, gradient, information, {
      offset: 4,
      stride: 3,
      first: 1,
    });
    const sum = (term: (i: number) => number) =>
      Array.from({ length: rows }, (_, i) => term(i)).reduce((a, b) => a + b);
    const x = (i: number, j: number) => values[2 * i + j]!;
    expect(gradient[0]).toBe(0);
    expect(gradient[2]).toBeCloseTo(
      sum((i) => residuals![i]! * x(i, 1)),
      12,
    );
    expect(information[4]).toBeCloseTo(
      sum((i) => weights![i]! * x(i, 0) ** 2),
      12,
    );
    expect(information[7]).toBeCloseTo(
      sum((i) => weights![i]! * x(i, 0) * x(i, 1)),
      12,
    );
    expect(information[5]).toBe(0);
  });
});
