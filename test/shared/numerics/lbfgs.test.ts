import { describe, expect, it } from 'vitest';
import { minimise } from '#shared/numerics/lbfgs.ts';

describe('minimise', () => {
  it('finds the minimum of the Rosenbrock function in ten dimensions', () => {
    const rosenbrock = (x: Float64Array, gradient: Float64Array): number => {
      gradient.fill(0);
      let value = 0;
      for (let i = 0; i + 1 < x.length; i++) {
        const bend = x[i + 1]! - x[i]! ** 2;
        value += 100 * bend ** 2 + (1 - x[i]!) ** 2;
        gradient[i]! += -400 * x[i]! * bend - 2 * (1 - x[i]!);
        gradient[i + 1]! += 200 * bend;
      }
      return value;
    };
    const start = new Float64Array(10).fill(-1);
    const { x, converged, evaluations } = minimise(rosenbrock, start);
    expect(converged).toBe(true);
    expect(evaluations).toBeLessThan(400);
    for (const value of x) expect(value).toBeCloseTo(1, 6);
    expect(start).toEqual(new Float64Array(10).fill(-1));
  });

  it('stops by decrease where rounding keeps the gradient above its tolerance', () => {
    const stiff = (x: Float64Array, gradient: Float64Array): number => {
      gradient[0] = 2e12 * (x[0]! - 1 / 3);
      return 1e12 * (x[0]! - 1 / 3) ** 2 + 5;
    };
    const { x, converged, evaluations } = minimise(stiff, Float64Array.of(40), { gradientTolerance: 0 });
    expect(converged).toBe(true);
    expect(evaluations).toBeLessThan(300);
    expect(x[0]).toBeCloseTo(1 / 3, 6);
  });

  it('says when it ran out of iterations', () => {
    const slow = (x: Float64Array, gradient: Float64Array): number => {
      gradient[0] = 4 * x[0]! ** 3;
      gradient[1] = 2e-4 * x[1]!;
      return x[0]! ** 4 + 1e-4 * x[1]! ** 2;
    };
    expect(minimise(slow, Float64Array.of(3, 3), { maxIterations: 2 }).converged).toBe(false);
  });
});
