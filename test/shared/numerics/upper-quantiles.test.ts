import { expect, it } from 'vitest';
import { chiSquareQuantile, fQuantile, studentQuantile } from '#shared/numerics/upper-quantiles.ts';
import reference from '#test/reference/stability/quantiles.json' with { type: 'json' };

const expectClose = (found: number, expected: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-10 * Math.abs(expected));

it('gives the quantiles of Student’s t of scipy', () => {
  for (const [tail, freedom, t] of reference.student) expectClose(studentQuantile(tail!, freedom!), t!);
});

it('gives the quantiles of F of scipy, also with fractional degrees of freedom', () => {
  for (const [tail, above, below, f] of reference.f) expectClose(fQuantile(tail!, above!, below!), f!);
});

it('gives the quantiles of chi-square of scipy', () => {
  for (const [tail, freedom, x] of reference.chiSquare) expectClose(chiSquareQuantile(tail!, freedom!), x!);
});
