import { readFileSync } from 'node:fs';
import type { Matrix } from '#shared/numerics/matrix.ts';

interface Components {
  readonly scores: number[];
  readonly variances: number[];
  readonly shares: number[];
}

export interface ReferenceRows {
  readonly rows: number;
  readonly columns: number;
  readonly values: number[];
}

export interface ReferenceCase extends ReferenceRows {
  readonly labels: number[];
  readonly pca: Components;
  readonly scaledPca: Components;
  readonly each: number;
  readonly neighbours: number[];
  readonly distances: number[];
  readonly silhouette: number;
  readonly trustworthiness: number;
  readonly purity: number;
  readonly balancedAccuracy: number;
}

interface TsneEnd {
  readonly divergence: number;
  readonly trustworthiness: number;
  readonly learningRate: number;
}

export interface TsneCase extends ReferenceRows {
  readonly perplexity: number;
  readonly similarities: number[];
  readonly entropies: number[];
  readonly denseSimilarities: number[];
  readonly points: number[];
  readonly exact: { readonly divergence: number; readonly gradient: number[] };
  readonly barnesHut: { readonly divergence: number; readonly gradient: number[] };
  readonly ends: { readonly exact: TsneEnd; readonly barnes_hut: TsneEnd };
}

interface FeatureSpaceReference {
  readonly tall: ReferenceCase;
  readonly wide: ReferenceCase;
  readonly tsne: TsneCase;
  readonly density: {
    readonly points: number[];
    readonly covariance: number[];
    readonly places: number[];
    readonly densities: number[];
  };
  readonly smoothing: {
    readonly values: number[];
    readonly smoothed: readonly { readonly sigma: number; readonly values: number[] }[];
  };
}

/** What `make.py` wrote with scikit-learn and scipy. */
export const reference = JSON.parse(
  readFileSync(new URL('../../reference/feature-space/feature-space.json', import.meta.url), 'utf8'),
) as FeatureSpaceReference;

export const matrixOf = ({ rows, columns, values }: ReferenceRows): Matrix => ({
  rows,
  columns,
  values: Float64Array.from(values),
});

/** Largest difference between two lists of equal length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? Number.NaN) - (b[i] ?? Number.NaN)));
  return largest;
}
