import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { betaRegularised, fUpper, studentTwoSided } from '#shared/numerics/beta.ts';

interface Reference {
  tails: { t: number; df: number; p: number }[];
  fTails: { f: number; d1: number; d2: number; p: number }[];
  betas: { x: number; a: number; b: number; value: number }[];
}
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../reference/biology/correlation.json'), 'utf8'),
) as Reference;

const relative = (value: number, expected: number): number => Math.abs(value / expected - 1);

it('agrees with scipy on the incomplete beta function', () => {
  for (const { x, a, b, value } of reference.betas)
    expect(relative(betaRegularised(x, a, b), value)).toBeLessThan(1e-11);
  expect(betaRegularised(0, 2, 3)).toBe(0);
  expect(betaRegularised(1, 2, 3)).toBe(1);
});

it('agrees with scipy on the tails of t and F, far out too', () => {
  for (const { t, df, p } of reference.tails) expect(relative(studentTwoSided(t, df), p)).toBeLessThan(1e-9);
  for (const { f, d1, d2, p } of reference.fTails) expect(relative(fUpper(f, d1, d2), p)).toBeLessThan(1e-9);
  expect(studentTwoSided(0, 5)).toBe(1);
  expect(fUpper(0, 2, 3)).toBe(1);
});
