import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { correlationP } from '#shared/numerics/correlation.ts';
import { correlationInterval, geneCorrelator } from '#shared/statistics/gene-correlation/correlate.ts';
import { benjaminiHochberg } from '#shared/statistics/multiplicity/adjust.ts';
import { storeyQ } from '#shared/statistics/over-representation/storey-q.ts';
import { expressionOf } from './expression-table.ts';

interface Reference {
  score: number[];
  expression: (number | null)[][];
  rows: Record<'count' | 'pearson' | 'pearsonP' | 'low' | 'high' | 'spearman' | 'spearmanP', number>[];
  adjusted: number[];
}
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../reference/biology/correlation.json'), 'utf8'),
) as Reference;

const expression = expressionOf(Object.fromEntries(reference.expression.map((row, gene) => [`G${gene}`, row])));
const everyGene = Int32Array.from(expression.genes.keys());
const everySample = Int32Array.from(expression.patients.keys());
const score = Float64Array.from(reference.score);

it('agrees with scipy on Pearson and Spearman with ties and missing cells', () => {
  for (const kind of ['pearson', 'spearman'] as const) {
    const correlator = geneCorrelator(expression, everyGene, everySample, kind);
    const r = correlator.correlate(score);
    reference.rows.forEach((row, gene) => {
      expect(correlator.counts[gene]).toBe(row.count);
      expect(r[gene]).toBeCloseTo(row[kind], 12);
      const p = correlationP(r[gene]!, row.count);
      expect(Math.abs(p / row[`${kind}P`] - 1)).toBeLessThan(1e-9);
    });
  }
});

it('gives the golden Spearman with ties', () => {
  const table = expressionOf({ y: [2, 1, 3, 3, 6, 4, 7] });
  const samples = Int32Array.from({ length: 7 }, (_, i) => i);
  const [rho = Number.NaN] = geneCorrelator(table, Int32Array.of(0), samples, 'spearman').correlate(
    Float64Array.of(1, 2, 2, 3, 5, 5, 7),
  );
  expect(rho).toBeCloseTo(0.9082951062, 10);
  expect(correlationP(rho, 7)).toBeCloseTo(0.004653274, 9);
});

it("agrees with scipy on Fisher's interval", () => {
  for (const { pearson, count, low, high } of reference.rows) {
    const interval = correlationInterval(pearson, count);
    expect(interval.low).toBeCloseTo(low, 10);
    expect(interval.high).toBeCloseTo(high, 10);
  }
});

it('has no correlation for a constant gene, a constant score or fewer than five values', () => {
  const table = expressionOf({ flat: [1, 1, 1, 1, 1, 1], few: [1, 2, 3, 4, null, null], good: [1, 2, 3, 4, 5, 7] });
  const samples = Int32Array.from({ length: 6 }, (_, i) => i);
  const correlator = geneCorrelator(table, Int32Array.of(0, 1, 2), samples, 'pearson');
  const r = correlator.correlate(Float64Array.of(1, 2, 3, 4, 5, 6));
  expect([...r].map(Number.isNaN)).toEqual([true, true, false]);
  expect([...correlator.correlate(new Float64Array(6).fill(0.1))].every(Number.isNaN)).toBe(true);
});

it('gives a perfect correlation a p of 0 and an interval that ends at 1', () => {
  expect(correlationP(1, 10)).toBe(0);
  expect(correlationInterval(1, 10).high).toBeCloseTo(1, 6);
});

it('adjusts p values as statsmodels and the golden values', () => {
  expect([...benjaminiHochberg([0.01, 0.04, 0.03, 0.005, 0.2])].map((q) => Number(q.toFixed(12)))).toEqual([
    0.025, 0.05, 0.05, 0.025, 0.2,
  ]);
  const adjusted = benjaminiHochberg(reference.rows.map(({ pearsonP }) => pearsonP));
  adjusted.forEach((q, i) => expect(q).toBeCloseTo(reference.adjusted[i]!, 14));
  expect(benjaminiHochberg([])).toHaveLength(0);
});

it('lowers q values by the share of p values above 0.05', () => {
  const p = [0.001, 0.01, 0.02, 0.03, 0.5, 0.9];
  const { q, nullShare } = storeyQ(p);
  expect(nullShare).toBeCloseTo(2 / 6 / 0.95, 12);
  benjaminiHochberg(p).forEach((adjusted, i) => expect(q[i]).toBeCloseTo(adjusted * nullShare, 12));
});
