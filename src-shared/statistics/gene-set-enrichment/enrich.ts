import { ascendingOrder } from '../../numerics/order.ts';
import { createRandom, shuffled } from '../../numerics/random.ts';
import type { GeneScores } from '../gene-correlation/gene-scores.ts';
import { permuteScores, tellProgress } from '../gene-correlation/permutation-p.ts';
import type { MeasuredSet } from '../over-representation/annotate.ts';
import type { StatisticContext } from '../statistic.ts';
import { enrichmentScorer } from './enrichment-score.ts';
import type { EnrichmentParams } from './params.ts';
import { type SetSignificance, significance } from './significance.ts';

export interface EnrichedSet extends SetSignificance {
  readonly set: MeasuredSet;
  readonly score: number;
}

export interface Ranking {
  /** Positions of the genes, the largest correlation first. */
  readonly order: Int32Array;
  /** |correlation|^exponent by rank. */
  readonly weights: Float64Array;
}

/** Genes by falling correlation; equal ones keep the order of the table. A correlation of NaN counts as 0. */
export function rankGenes(r: Float64Array, exponent: number): Ranking {
  const falling = r.map((value) => (Number.isNaN(value) ? 0 : -value));
  const order = ascendingOrder(falling);
  return {
    order,
    weights: Float64Array.from(order, (gene) => Math.abs(falling[gene] as number) ** exponent),
  };
}

/** Scores of all sets and their significance by the permutations asked for, by p and then by normalised score. */
export function enrich(
  { r, scores, correlator }: GeneScores,
  sets: readonly MeasuredSet[],
  params: EnrichmentParams,
  context: StatisticContext,
): EnrichedSet[] {
  const scorer = enrichmentScorer(r.length, sets);
  const { order, weights } = rankGenes(r, params.exponent);
  const observed = scorer.score(order, weights);
  const permuted: Float64Array[] = [];
  if (params.permute === 'patients') {
    permuteScores(scores, params, context, (arrangement) => {
      const ranking = rankGenes(correlator.correlate(arrangement), params.exponent);
      permuted.push(scorer.score(ranking.order, ranking.weights));
    });
  } else {
    const random = createRandom(params.seed);
    for (let permutation = 0; permutation < params.permutations; permutation++) {
      tellProgress(permutation, params.permutations, context);
      permuted.push(scorer.score(Int32Array.from(shuffled([...order], random)), weights));
    }
  }
  const found = significance(observed, permuted);
  return sets
    .map((set, i) => ({ set, score: observed[i] as number, ...(found[i] as SetSignificance) }))
    .toSorted((a, b) => a.p - b.p || Math.abs(b.nes ?? 0) - Math.abs(a.nes ?? 0) || (a.set.name < b.set.name ? -1 : 1));
}

/** The genes of a set that make its score: up to the peak of the running sum, or from it on where the score is negative. */
export function leadingEdge({ order }: Ranking, set: MeasuredSet, score: number, peak: number): number[] {
  const members = new Set(set.genes);
  const side = score >= 0 ? order.subarray(0, peak) : order.subarray(peak).toReversed();
  return [...side].filter((gene) => members.has(gene));
}
