import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { createRandom, shuffled } from '#shared/numerics/random.ts';
import type { DataTable } from '#shared/statistics/data-table.ts';
import { leadingEdge, rankGenes } from '#shared/statistics/gene-set-enrichment/enrich.ts';
import { enrichmentScorer, runningSum } from '#shared/statistics/gene-set-enrichment/enrichment-score.ts';
import { geneSetEnrichment } from '#shared/statistics/gene-set-enrichment/gene-set-enrichment.ts';
import { significance } from '#shared/statistics/gene-set-enrichment/significance.ts';
import { annotate } from '#shared/statistics/over-representation/annotate.ts';
import {
  binomialBounds,
  context,
  correlatedGenes,
  normals,
  rejectionRate,
  seeded,
  tableOf,
} from '../gene-correlation/expression-table.ts';

interface Reference {
  genes: string[];
  values: number[];
  sets: { name: string; genes: string[] }[];
  found: { name: string; es: number; nes: number; p: number; fdr: number; edge: string[] }[];
}
const reference = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../reference/biology/enrichment.json'), 'utf8'),
) as Reference;

describe('the enrichment score', () => {
  const { sets } = annotate(reference.genes, { name: 'sets', sets: reference.sets });
  const ranking = rankGenes(Float64Array.from(reference.values), 1);
  const scorer = enrichmentScorer(reference.genes.length, sets);
  const scores = scorer.score(ranking.order, ranking.weights);

  it('equals that of gseapy, leading edge and all', () => {
    for (const { name, es, edge } of reference.found) {
      const index = sets.findIndex((set) => set.name === name);
      expect(scores[index]).toBeCloseTo(es, 10);
      const { peak, points } = runningSum(ranking.order, ranking.weights, sets[index]!);
      expect(points.reduce((most, { y }) => (Math.abs(y) > Math.abs(most) ? y : most), 0)).toBeCloseTo(es, 10);
      const own = leadingEdge(ranking, sets[index]!, es, peak).map((gene) => reference.genes[gene]!);
      expect(own.toSorted()).toEqual(edge);
    }
  });

  it('is normalised and judged as by gseapy, within what permutations leave', () => {
    const random = createRandom(1);
    const permuted = Array.from({ length: 4000 }, () =>
      scorer.score(Int32Array.from(shuffled([...ranking.order], random)), ranking.weights),
    );
    const found = significance(scores, permuted);
    for (const expected of reference.found) {
      const own = found[sets.findIndex(({ name }) => name === expected.name)]!;
      expect(own.nes! / expected.nes).toBeGreaterThan(0.97);
      expect(own.nes! / expected.nes).toBeLessThan(1.03);
      expect(Math.abs(own.p - expected.p)).toBeLessThan(0.035);
      expect(Math.abs(own.fdr! - expected.fdr)).toBeLessThan(0.06);
    }
  });

  it('of a set at the very top is 1, at the very bottom -1', () => {
    const ends = annotate(['A', 'B', 'C', 'D', 'E', 'F'], {
      name: 'ends',
      sets: [
        { name: 'top', genes: ['A', 'B'] },
        { name: 'bottom', genes: ['E', 'F'] },
      ],
    }).sets;
    const { order, weights } = rankGenes(Float64Array.of(3, 2, 1, -1, -2, -3), 1);
    expect([...enrichmentScorer(6, ends).score(order, weights)]).toEqual([1, -1]);
  });
});

it('has no normalised score where no permutation has its sign', () => {
  const [found] = significance(Float64Array.of(0.5), [Float64Array.of(-0.2), Float64Array.of(-0.4)]);
  expect(found).toEqual({ nes: null, p: 1, fdr: null });
});

const compute = (table: DataTable, params: object = {}) =>
  geneSetEnrichment.compute(table, { score: 'score', permutations: 199, ...params }, context);

/** 60 genes in 3 modules of 20 (by number modulo 3); the score follows the factor of the first. */
function followed(): DataTable {
  const random = seeded(21);
  const expression = correlatedGenes(random, 60, 40, 3);
  const score = Array.from({ length: 40 }, (_, patient) => expression.values[patient]! + 0.3 * normals(random, 1)[0]!);
  const sets = [0, 1, 2].map((module) => ({
    name: `DEMO_MODULE_${module}`,
    genes: expression.genes.filter((_, gene) => gene % 3 === module),
  }));
  return tableOf({ score }, expression, { name: 'Modules', sets });
}

describe('the statistic', () => {
  it('finds the set that gathers at an end of the ranking, by either permutation', () => {
    for (const permute of ['patients', 'genes']) {
      const figure = compute(followed(), { permute });
      expect(figureSchema.parse(figure)).toEqual(figure);
      const [first] = figure.tables[0]!.rows;
      expect(first![0]).toBe('Demo module 0');
      expect(first![4]).toBeLessThan(0.05);
      expect(figure.panels[0]).toMatchObject({ title: 'Demo module 0' });
      expect(figure.title).not.toContain('ver-represent');
      expect(figure.warnings.some((warning) => warning.startsWith('Genes were permuted'))).toBe(permute === 'genes');
    }
  });

  it('draws the set asked for, by either of its names', () => {
    for (const set of ['DEMO_MODULE_2', 'Demo module 2'])
      expect(compute(followed(), { set }).panels[0]).toMatchObject({ title: 'Demo module 2' });
    expect(() => compute(followed(), { set: 'KEGG' })).toThrow('No set “KEGG” is among the 3 tested');
  });

  it('says which limit leaves nothing to test', () => {
    const figure = compute(followed(), { minSize: 30 });
    expect(figure.warnings.join(' ')).toContain('No set has 30 or more of the 60 ranked genes; the largest has 20');
    expect(figure.tables).toEqual([]);
  });

  it('gives the same figure for the same seed', () => {
    expect(compute(followed(), { seed: 5 })).toEqual(compute(followed(), { seed: 5 }));
  });

  it('stops when it is cancelled', () => {
    const signal = {
      aborted: true,
      throwIfAborted: () => {
        throw new Error('stopped');
      },
    };
    expect(() => geneSetEnrichment.compute(followed(), { score: 'score' }, { signal })).toThrow('stopped');
  });
});

it('holds its level under permuted patients where genes of a set vary together, and not under permuted genes', () => {
  const trials = 300;
  const rate = (permute: string): number =>
    rejectionRate(trials, (seed) => {
      const random = seeded(5000 + seed);
      const expression = correlatedGenes(random, 60, 16, 3);
      const sets = [{ name: 'module', genes: expression.genes.filter((_, gene) => gene % 3 === 0) }];
      const table = tableOf({ score: normals(random, 16) }, expression, { name: 'Modules', sets });
      const figure = compute(table, { permute, permutations: 99, seed });
      return Number(figure.tables[0]!.rows[0]![4]);
    });
  const [low, high] = binomialBounds(trials);
  expect(rate('patients')).toBeGreaterThan(low);
  expect(rate('patients')).toBeLessThan(high);
  expect(rate('genes')).toBeGreaterThan(0.2);
});
