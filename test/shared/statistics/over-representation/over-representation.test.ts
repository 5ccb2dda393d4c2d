import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import Papa from 'papaparse';
import { describe, expect, it } from 'vitest';
import { parseGeneSets } from '#main/importers/gene-sets.ts';
import { figureSchema } from '#shared/figure.ts';
import type { DataTable } from '#shared/statistics/data-table.ts';
import { annotate } from '#shared/statistics/over-representation/annotate.ts';
import { hypergeometricUpper } from '#shared/statistics/over-representation/hypergeometric.ts';
import { overRepresentation } from '#shared/statistics/over-representation/over-representation.ts';
import { axisNames, readableSetName } from '#shared/statistics/over-representation/set-name.ts';
import { testSets } from '#shared/statistics/over-representation/test-sets.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { context, expressionOf, normals, seeded, tableOf } from '../gene-correlation/expression-table.ts';

interface Reference {
  hypergeometric: { hits: number; universe: number; marked: number; drawn: number; p: number }[];
  genes: string[];
  chosen: string[];
  sets: { name: string; genes: string[] }[];
  annotated: number;
  drawn: number;
  found: { name: string; hits: number; size: number; p: number; adjusted: number; q: number }[];
}
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../reference/biology/over-representation.json'), 'utf8'),
) as Reference;

describe('the hypergeometric tail', () => {
  it('gives the golden values', () => {
    expect(hypergeometricUpper(5, 20_000, 40, 100)).toBeCloseTo(1.6179837e-6, 13);
    expect(hypergeometricUpper(5, 5000, 30, 100)).toBeCloseTo(2.7728999e-4, 11);
  });

  it('agrees with scipy', () => {
    for (const { hits, universe, marked, drawn, p } of reference.hypergeometric)
      expect(Math.abs(hypergeometricUpper(hits, universe, marked, drawn) / p - 1)).toBeLessThan(1e-11);
  });

  it('is 1 for what must happen and 0 for what cannot', () => {
    expect(hypergeometricUpper(5, 30, 20, 15)).toBe(1);
    expect(hypergeometricUpper(11, 30, 10, 15)).toBe(0);
  });
});

describe('over-representation of chosen genes', () => {
  const isChosen = Uint8Array.from(reference.genes, (gene) => (reference.chosen.includes(gene) ? 1 : 0));
  const annotation = annotate(reference.genes, { name: 'sets', sets: reference.sets });
  const limits = { minSize: 10, maxSize: 500 };

  it('agrees with scipy and statsmodels by the rules of clusterProfiler', () => {
    const { sets, universe, drawn } = testSets(annotation, isChosen, { kind: 'annotated' }, limits);
    expect({ universe, drawn }).toEqual({ universe: reference.annotated, drawn: reference.drawn });
    expect(sets).toHaveLength(reference.found.length);
    for (const expected of reference.found) {
      const set = sets.find(({ name }) => name === expected.name)!;
      expect({ hits: set.hits.length, size: set.size }).toEqual({ hits: expected.hits, size: expected.size });
      expect(set.p).toBeCloseTo(expected.p, 12);
      expect(set.adjusted).toBeCloseTo(expected.adjusted, 12);
      expect(set.q).toBeCloseTo(expected.q, 12);
    }
  });

  it('depends on the universe, which counts as asked for', () => {
    const tested = testSets(annotation, isChosen, { kind: 'tested' }, limits);
    expect(tested).toMatchObject({ universe: 300, drawn: 60 });
    const number = testSets(annotation, isChosen, { kind: 'number', size: 20_000 }, limits);
    expect(number.universe).toBe(20_000);
    const [top] = number.sets;
    expect(top!.size).toBe(reference.sets.find(({ name }) => name === top!.name)!.genes.length);
    expect(top!.p).toBeLessThan(tested.sets.find(({ name }) => name === top!.name)!.p);
  });
});

/** 30 patients, 100 genes; the first 20 follow the score. */
function followed(sets: { name: string; genes: string[] }[]): DataTable {
  const random = seeded(11);
  const score = normals(random, 30);
  const rows = Object.fromEntries(
    Array.from({ length: 100 }, (_, gene) => [
      `G${gene}`,
      normals(random, 30).map((noise, patient) => 8 + noise + (gene < 20 ? 2 * (score[patient] as number) : 0)),
    ]),
  );
  return tableOf({ score }, expressionOf(rows), { name: 'Made-up sets', sets });
}
const range = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `G${from + i}`);
const compute = (table: DataTable, params: object = {}) =>
  overRepresentation.compute(table, { score: 'score', geneFilter: 'all', leastCorrelation: 0.5, ...params }, context);

describe('the statistic', () => {
  const sets = [
    { name: 'DEMO_FOLLOWERS', genes: range(0, 15) },
    { name: 'others', genes: range(40, 60) },
    { name: 'mixed', genes: [...range(15, 20), ...range(60, 80)] },
    { name: 'small', genes: range(0, 5) },
  ];

  it('finds the set of the genes that follow the score and lists them', () => {
    const figure = compute(followed(sets));
    expect(figureSchema.parse(figure)).toEqual(figure);
    const [first] = figure.tables[0]!.rows;
    expect(first!.slice(0, 4)).toEqual(['Demo followers', 15, 20, 15]);
    expect(String(first!.at(-1)).split(' ').toSorted()).toEqual(range(0, 15).toSorted());
    const [panel] = figure.panels;
    expect(panel!.y.categories).toContain('Demo followers');
    expect(panel!.series[0]).toMatchObject({ mark: 'dots' });
    expect(figure.caption).toContain('universe of 60 tested genes that stand in any set');
  });

  it('follows the direction asked for', () => {
    const negative = compute(followed(sets), { direction: 'negative' });
    expect(negative.warnings.join(' ')).toContain('None of the 100 tested genes is chosen by r < −0.5');
  });

  it.each([
    [{ minSize: 26 }, 'No set has 26 or more of the 60 tested genes that stand in any set; the largest has 25'],
    [{ maxSize: 10, minSize: 8 }, 'No set has 8 to 10'],
    [{ leastCorrelation: 0.99 }, 'is chosen by |r| > 0.99'],
  ])('says which limit %j leaves nothing to test', (params, words) => {
    const figure = compute(followed(sets), params);
    expect(figure.warnings.join(' ')).toContain(words);
    expect(figure.values.find(({ id }) => id === 'significant')!.quantity).toEqual({
      unavailable: expect.stringContaining(words),
    });
    expect(figure.panels[0]!.series).toEqual([]);
  });

  it('says when genes and sets are named in different ways', () => {
    const figure = compute(followed([{ name: 'a', genes: ['ENSG0001', 'ENSG0002'] }]));
    expect(figure.warnings.join(' ')).toContain('gene names may be of another kind');
  });

  it('warns of a universe of genes that could not be chosen, and refuses one smaller than the genes', () => {
    const figure = compute(followed(sets), { universe: 'number', universeSize: 20_000 });
    expect(figure.warnings.join(' ')).toContain('could not be chosen');
    expect(() => compute(followed(sets), { universe: 'number', universeSize: 30 })).toThrow('cannot be smaller');
  });

  it('asks for gene sets where there are none', () => {
    const { attachments, ...table } = followed(sets);
    expect(() => compute({ ...table, attachments: { expression: attachments!.expression! } })).toThrow('GMT');
  });
});

it('makes names of sets readable and keeps shortened ones apart', () => {
  expect(readableSetName('HALLMARK_TNFA_SIGNALING_VIA_NFKB')).toBe('TNFA signaling via NFKB');
  expect(readableSetName('REACTOME_PD1_SIGNALING')).toBe('PD1 signaling');
  expect(readableSetName('Interferon gamma signaling')).toBe('Interferon gamma signaling');
  expect(readableSetName('PROTEASOME')).toBe('PROTEASOME');
  const long = 'A pathway whose name is so long that nobody at all would ever want it beside an axis';
  const [first, second] = axisNames([`${long} one`, `${long} two`]);
  expect(first!.length).toBeLessThanOrEqual(75);
  expect(first).not.toBe(second);
});

describe.skipIf(!hasSharedData)('on the real expression of GSE103584', () => {
  it('tests Hallmark and Reactome sets with the universe of the table', () => {
    const { data } = Papa.parse<string[]>(readFileGz('GSE103584_top1000_zscore.csv.gz'), { skipEmptyLines: true });
    const rows = Object.fromEntries(
      data.slice(1).map(([gene = '', ...cells]) => [gene, cells.map((cell) => (cell === '' ? null : Number(cell)))]),
    );
    // A stand-in for a prediction: a gene of interferon signalling, so that its pathway must come first.
    const stat1 = rows['STAT1'] ?? rows['HLA-DRA'] ?? Object.values(rows)[0]!;
    const expression = expressionOf(rows);
    for (const [file, sized] of [
      ['h.all.v7.0.symbols.gmt', 31],
      ['ReactomePathways.gmt', 172],
    ] as const) {
      const { sets } = parseGeneSets(readFileSync(sharedData('genesets', file), 'utf8'), file);
      const figure = compute(tableOf({ score: stat1 }, expression, { name: file, sets }), { leastCorrelation: 0.3 });
      expect(figure.values.find(({ id }) => id === 'sets')!.quantity).toEqual({ estimate: sized });
    }
  });
});

function readFileGz(name: string): string {
  return gunzipSync(readFileSync(sharedData('gene-expression', name))).toString('utf8');
}
