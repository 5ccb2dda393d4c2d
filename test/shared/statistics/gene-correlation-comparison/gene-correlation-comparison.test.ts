import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { geneCorrelationComparison } from '#shared/statistics/gene-correlation-comparison/gene-correlation-comparison.ts';
import { mannWhitney, signedRank } from '#shared/statistics/gene-correlation-comparison/rank-tests.ts';
import {
  binomialBounds,
  context,
  correlatedGenes,
  normals,
  rejectionRate,
  seeded,
  tableOf,
} from '../gene-correlation/expression-table.ts';

const { ranks } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../reference/biology/correlation.json'), 'utf8'),
) as { ranks: { first: number[]; second: number[]; signedRankP: number; mannWhitneyP: number } };

const compute = (table: DataTable, params: object = {}) =>
  geneCorrelationComparison.compute(table, { score: 'a', geneFilter: 'all', permutations: 99, ...params }, context);
const estimate = (figure: ReturnType<typeof compute>, id: string): number => {
  const quantity = figure.values.find((value) => value.id === id)?.quantity;
  return quantity && 'estimate' in quantity ? quantity.estimate : Number.NaN;
};

describe('rank tests', () => {
  const [first, second] = [Float64Array.from(ranks.first), Float64Array.from(ranks.second)];
  const p = (test: ReturnType<typeof signedRank>): number => ('p' in test ? test.p : Number.NaN);

  it('agree with scipy, with ties and differences of 0', () => {
    expect(p(signedRank(first, second))).toBeCloseTo(ranks.signedRankP, 12);
    expect(p(mannWhitney(first, second))).toBeCloseTo(ranks.mannWhitneyP, 12);
    expect(p(signedRank(second, first))).toBeCloseTo(ranks.signedRankP, 12);
  });

  it('cannot be made of equal values', () => {
    expect(signedRank(first, first)).toEqual({ unavailable: 'the two models do not differ in any gene' });
    expect(mannWhitney(Float64Array.of(1, 1), Float64Array.of(1, 1))).toEqual({ unavailable: 'all values are equal' });
  });
});

/** Model a follows a factor of the genes, model b is noise. */
function followedByA(): { a: number[]; b: number[]; table: DataTable } {
  const random = seeded(7);
  const expression = correlatedGenes(random, 80, 60, 2);
  const factor = Array.from({ length: 60 }, (_, patient) => expression.values[patient] as number);
  const a = factor.map((value) => value + 0.5 * normals(random, 1)[0]!);
  const b = normals(random, 60);
  return { a, b, table: tableOf({ a, b }, expression) };
}

describe('the gene correlations of two models', () => {
  it('differ where one follows the genes and the other does not', () => {
    const figure = compute(followedByA().table, { otherScore: 'b' });
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(estimate(figure, 'difference')).toBeGreaterThan(0.2);
    expect(estimate(figure, 'permutation-p')).toBe(0.02);
    expect(estimate(figure, 'patients')).toBe(60);
    expect(figure.panels[0]!.brackets[0]!.text).toBe('p ≤ 0.020');
    expect(figure.warnings).toEqual([]);
  });

  it('are the same from long tables, in which each model has rows of its own', () => {
    const { a, b, table } = followedByA();
    const records = [
      ...a.map((score, patient) => ({ score, run: 'A', patient: patient + 1 })),
      ...b.map((score, patient) => ({ score, run: 'B', patient: patient + 1 })),
    ].toReversed();
    const long: DataTable = {
      ...tableFromRecords(records, { patients: Int32Array.from(records, ({ patient }) => patient) }),
      attachments: table.attachments!,
    };
    const wide = compute(table, { otherScore: 'b' });
    const params = { score: 'score', modelColumn: 'run', model: 'A', otherModel: 'B' };
    const figure = compute(long, params);
    expect(figure.values.map(({ quantity }) => quantity)).toEqual(wide.values.map(({ quantity }) => quantity));
    expect(geneCorrelationComparison.suggest(long)).toMatchObject({ modelColumn: 'run', model: 'A', otherModel: 'B' });
    expect(() => compute(long, { ...params, otherModel: 'C' })).toThrow('No row has run = "C"');
    expect(() => compute(long, { ...params, otherModel: 'A' })).toThrow('two different models');
    expect(() => compute(long, { score: 'score' })).toThrow('Choose a second score');
  });

  it('do not depend on which way a prediction points', () => {
    const { a, b, table } = followedByA();
    const turned = tableOf({ a, b: b.map((value) => -3 * value + 1) }, table.attachments!.expression!);
    const p = (data: DataTable): number => estimate(compute(data, { otherScore: 'b' }), 'permutation-p');
    expect(p(turned)).toBe(p(table));
  });

  it('warn of tests that take genes as independent', () => {
    const { table } = followedByA();
    const unpaired = compute(table, { otherScore: 'b', test: 'unpaired' });
    expect(unpaired.warnings.join(' ')).toContain('Conclude from the permutation test');
    expect(compute(table, { otherScore: 'b', test: 'signed-rank' }).warnings.join(' ')).toContain('too small');
  });

  it('are refused for one score twice', () => {
    expect(() => compute(followedByA().table, { otherScore: 'a' })).toThrow('two different scores');
  });
});

it('holds its level by swapping within patients, which the tests over genes do not', () => {
  const trials = 300;
  let bySignedRank = 0;
  const rate = rejectionRate(trials, (seed) => {
    const random = seeded(1000 + seed);
    const expression = correlatedGenes(random, 50, 24, 3);
    const table = tableOf({ a: normals(random, 24), b: normals(random, 24) }, expression);
    const figure = compute(table, { otherScore: 'b', seed });
    if (estimate(figure, 'signed-rank-p') < 0.05) bySignedRank++;
    return estimate(figure, 'permutation-p');
  });
  const [low, high] = binomialBounds(trials);
  expect(rate).toBeGreaterThan(low);
  expect(rate).toBeLessThan(high);
  expect(bySignedRank / trials).toBeGreaterThan(0.3);
});
