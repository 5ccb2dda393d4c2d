import type { MeasuredSet } from '../over-representation/annotate.ts';

/** Enrichment scores of all sets in one pass over a ranking. */
export interface EnrichmentScorer {
  /**
   * @param order positions of the genes from the top of the ranking to its bottom
   * @param weights what a hit at each rank counts, |ranking value|^p
   */
  score(order: Int32Array, weights: Float64Array): Float64Array;
}

/**
 * The weighted Kolmogorov-Smirnov statistic of Subramanian et al. (PNAS 2005): down the ranking a running sum rises at
 * each gene of the set by its weight over the sum of its set's weights, and falls by 1 / (N - size) at every other
 * gene; the score is its largest deviation from 0 (the negative one where both are as large, as gseapy). All sets
 * are followed at once, so that a permutation costs one step per gene and membership.
 */
export function enrichmentScorer(geneCount: number, sets: readonly MeasuredSet[]): EnrichmentScorer {
  const { starts, members } = setsOfGenes(geneCount, sets);
  const misses = Float64Array.from(sets, (set) => geneCount - set.genes.length);
  return {
    score(order, weights) {
      const totals = new Float64Array(sets.length);
      for (let rank = 0; rank < geneCount; rank++) {
        const gene = order[rank] as number;
        for (let at = starts[gene] as number; at < (starts[gene + 1] as number); at++)
          add(totals, members[at] as number, weights[rank] as number);
      }
      const [sums, seen, highest, lowest] = [
        new Float64Array(sets.length),
        new Int32Array(sets.length),
        new Float64Array(sets.length),
        new Float64Array(sets.length),
      ];
      for (let rank = 0; rank < geneCount; rank++) {
        const gene = order[rank] as number;
        for (let at = starts[gene] as number; at < (starts[gene + 1] as number); at++) {
          const set = members[at] as number;
          const fallen = (rank - (seen[set] as number)) / (misses[set] as number);
          const before = (sums[set] as number) - fallen;
          if (before < (lowest[set] as number)) lowest[set] = before;
          add(sums, set, (weights[rank] as number) / (totals[set] as number));
          add(seen, set, 1);
          const after = (sums[set] as number) - fallen;
          if (after > (highest[set] as number)) highest[set] = after;
        }
      }
      return highest.map((high, set) => (high > -(lowest[set] as number) ? high : (lowest[set] as number)));
    },
  };
}

function add(sums: Float64Array | Int32Array, index: number, value: number): void {
  sums[index] = (sums[index] as number) + value;
}

/** Which sets each gene is in, gene by gene in one list. */
function setsOfGenes(geneCount: number, sets: readonly MeasuredSet[]): { starts: Int32Array; members: Int32Array } {
  const starts = new Int32Array(geneCount + 1);
  for (const { genes } of sets) for (const gene of genes) add(starts, gene + 1, 1);
  for (let gene = 0; gene < geneCount; gene++) add(starts, gene + 1, starts[gene] as number);
  const next = starts.slice(0, geneCount);
  const members = new Int32Array(starts[geneCount] as number);
  sets.forEach(({ genes }, set) => {
    for (const gene of genes) {
      members[next[gene] as number] = set;
      add(next, gene, 1);
    }
  });
  return { starts, members };
}

export interface RunningSum {
  /** The sum after each rank, from 0 before the first: corners of the line alone. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Ranks (from 1) of the genes of the set. */
  readonly hits: readonly number[];
  /** Rank of the largest deviation. */
  readonly peak: number;
}

/** The running sum of one set, for its plot. */
export function runningSum(order: Int32Array, weights: Float64Array, set: MeasuredSet): RunningSum {
  const isMember = new Set(set.genes);
  const total = order.reduce((sum, gene, rank) => sum + (isMember.has(gene) ? (weights[rank] as number) : 0), 0);
  const fall = 1 / (order.length - set.genes.length);
  const points = [{ x: 0, y: 0 }];
  const hits: number[] = [];
  let [sum, peak, deviation] = [0, 0, 0];
  order.forEach((gene, rank) => {
    if (!isMember.has(gene)) {
      sum -= fall;
      return;
    }
    points.push({ x: rank, y: sum });
    if (-sum >= Math.abs(deviation)) [peak, deviation] = [rank, sum];
    sum += (weights[rank] as number) / total;
    hits.push(rank + 1);
    points.push({ x: rank + 1, y: sum });
    if (sum > Math.abs(deviation)) [peak, deviation] = [rank + 1, sum];
  });
  points.push({ x: order.length, y: 0 });
  return { points, hits, peak };
}
