import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { figureCsv } from '#shared/figure-csv.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { geneCorrelation } from '#shared/statistics/gene-correlation/gene-correlation.ts';
import { filterGenes } from '#shared/statistics/gene-correlation/gene-filter.ts';
import {
  binomialBounds,
  context,
  correlatedGenes,
  expressionOf,
  normals,
  rejectionRate,
  seeded,
  tableOf,
} from './expression-table.ts';

const compute = (table: DataTable, params: object = {}) =>
  geneCorrelation.compute(table, { score: 'score', geneFilter: 'all', permutations: 99, ...params }, context);
const estimate = (figure: ReturnType<typeof compute>, id: string): number => {
  const quantity = figure.values.find((value) => value.id === id)?.quantity;
  return quantity && 'estimate' in quantity ? quantity.estimate : Number.NaN;
};

/** 40 patients; the first 10 of 60 genes follow the score. */
function followed(): { table: DataTable; score: number[] } {
  const random = seeded(3);
  const score = normals(random, 40);
  const rows = Object.fromEntries(
    Array.from({ length: 60 }, (_, gene) => [
      `G${gene}`,
      normals(random, 40).map((noise, patient) => 6 + noise + (gene < 10 ? 1.5 * (score[patient] as number) : 0)),
    ]),
  );
  return { table: tableOf({ score }, expressionOf(rows)), score };
}

describe('the correlation of genes with a prediction', () => {
  it('finds the genes that follow it, and says so of all of them together', () => {
    const figure = compute(followed().table);
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(estimate(figure, 'patients')).toBe(40);
    expect(estimate(figure, 'genes')).toBe(60);
    expect(estimate(figure, 'significant')).toBeGreaterThanOrEqual(10);
    expect(estimate(figure, 'significant')).toBeLessThanOrEqual(12);
    expect(estimate(figure, 'overall-p')).toBe(0.01);
    const top = figure.tables[0]!.rows.slice(0, 10).map(([gene]) => gene);
    expect(new Set(top)).toEqual(new Set(Array.from({ length: 10 }, (_, gene) => `G${gene}`)));
  });

  it('names every gene in the plot, so that the source data hold all of them', () => {
    const figure = compute(followed().table);
    const names = figure.panels[0]!.series.flatMap((series) =>
      series.mark === 'points' ? series.points.map(({ name }) => name) : [],
    );
    expect(new Set(names).size).toBe(60);
  });

  it('writes every gene by name into the source data', () => {
    const rows = figureCsv(compute(followed().table)).split('\n');
    expect(rows.filter((row) => /,point,/.test(row)).map((row) => row.split(',').at(-1))).toContain('G59');
  });

  it('takes patients, not lesions: the mean, the largest or the first', () => {
    const { table, score } = followed();
    const records = score.flatMap((value, row) => [
      { patient: row + 1, score: value - 1, volume: 5 },
      { patient: row + 1, score: value + 1, volume: 9 },
    ]);
    const lesions: DataTable = {
      ...tableFromRecords(records, { patients: Int32Array.from(records, ({ patient }) => patient) }),
      attachments: table.attachments!,
    };
    const single = compute(table).tables[0]!.rows;
    expect(compute(lesions).tables[0]!.rows).toEqual(single);
    for (const aggregate of ['largest', 'first'] as const) {
      const figure = compute(lesions, { aggregate, volumeColumn: 'volume' });
      expect(figure.tables[0]!.rows).toEqual(single);
      expect(estimate(figure, 'patients')).toBe(40);
    }
    expect(() => compute(lesions, { aggregate: 'largest' })).toThrow('volume mm3');
  });

  it('keeps to the rows chosen and says who has no expression', () => {
    const { table, score } = followed();
    const wide = tableFromRecords(
      [...score, 1, 2].map((value, row) => ({ score: value, part: row < 25 || row >= 40 ? 'test' : 'train' })),
      { patients: Int32Array.from({ length: 42 }, (_, row) => row + 1) },
    );
    const figure = compute({ ...wide, attachments: table.attachments! }, { subsetColumn: 'part', subsetValue: 'test' });
    expect(estimate(figure, 'patients')).toBe(25);
    expect(figure.warnings.join(' ')).toContain('2 patients with a score but without expression');
  });

  it.each([
    ['no patients', (table: DataTable) => ({ ...table, patients: null }), 'name no patients'],
    ['no expression', (table: DataTable) => ({ ...table, attachments: {} }), 'Import a table of gene expression first'],
    [
      'other patients',
      (table: DataTable) => ({ ...table, patients: Int32Array.from({ length: 40 }, (_, i) => 900 + i) }),
      'Of 40 patients with a score, 0 have expression',
    ],
    [
      'a constant score',
      (table: DataTable) => ({
        ...table,
        columns: new Map([['score', { type: 'number' as const, values: new Float64Array(40).fill(0.2) }]]),
      }),
      'the same score',
    ],
  ])('with %s is refused in words', (_, change, words) => {
    expect(() => compute(change(followed().table))).toThrow(words);
  });

  it('refuses expression in which no gene varies', () => {
    const flat = tableOf({ score: [1, 2, 3, 4, 5, 6] }, expressionOf({ A: [1, 1, 1, 1, 1, 1] }));
    expect(() => compute(flat)).toThrow('No gene');
  });

  it('proposes the second class, the test lesions, and all genes of a small panel', () => {
    const table = tableOf(
      { 'probability of dead': [0.1], 'probability of alive': [0.9], part: ['test'] },
      expressionOf({ A: [1] }),
    );
    expect(geneCorrelation.suggest(table)).toEqual({
      score: 'probability of alive',
      subsetColumn: 'part',
      subsetValue: 'test',
      geneFilter: 'all',
    });
  });
});

describe('the gene filter', () => {
  const rows = {
    high1: [10, 11, 12, 13, 14],
    high2: [20, 20.1, 20.2, 20.1, 20],
    low: [1, 4, 1, 4, 1],
    flat: [5, 5, 5, 5, 5],
  };

  it('of the study keeps genes above the mean of means, then those of largest spread', () => {
    const expression = expressionOf(rows);
    const kept = (params: { geneFilter: 'study' | 'spread' | 'all'; genesKept: number }) =>
      [...filterGenes(expression, params).genes].map((gene) => expression.genes[gene]);
    // The mean of the means 12, 20.08 and 2.2 is 11.4.
    expect(kept({ geneFilter: 'study', genesKept: 10 })).toEqual(['high1', 'high2']);
    expect(kept({ geneFilter: 'study', genesKept: 1 })).toEqual(['high1']);
    expect(kept({ geneFilter: 'spread', genesKept: 2 })).toEqual(['high1', 'low']);
    expect(kept({ geneFilter: 'all', genesKept: 1 })).toEqual(['high1', 'high2', 'low']);
  });

  it('cannot be applied to z-scores, and says so', () => {
    const random = seeded(5);
    const centred = expressionOf(
      Object.fromEntries(Array.from({ length: 30 }, (_, g) => [`G${g}`, normals(random, 20)])),
    );
    const { genes, warnings } = filterGenes(centred, { geneFilter: 'study', genesKept: 10 });
    expect(genes).toHaveLength(30);
    expect(warnings.join(' ')).toContain('cannot be applied');
    expect(filterGenes(centred, { geneFilter: 'spread', genesKept: 10 }).genes).toHaveLength(10);
  });
});

it('holds its level on random scores: gene by gene, and over dependent genes together', () => {
  const trials = 300;
  let singles = 0;
  const rate = rejectionRate(trials, (seed) => {
    const random = seeded(seed);
    const expression = correlatedGenes(random, 60, 18, 4);
    const figure = compute(tableOf({ score: normals(random, 18) }, expression), { seed });
    const p = figure.panels[0]!.series.flatMap((series) =>
      series.mark === 'points' ? series.points.map(({ y }) => 10 ** -y) : [],
    );
    singles += p.filter((value) => value < 0.05).length / p.length;
    return estimate(figure, 'overall-p');
  });
  const [low, high] = binomialBounds(trials);
  expect(rate).toBeGreaterThan(low);
  expect(rate).toBeLessThan(high);
  // Genes of a module come together: the mean over 300 trials of 4 modules spreads like about 1200 tests.
  expect(singles / trials).toBeGreaterThan(0.025);
  expect(singles / trials).toBeLessThan(0.075);
});
