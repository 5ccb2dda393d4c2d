import { AppError } from '../../errors.ts';
import { type Matrix, rowProducts } from '../../numerics/matrix.ts';
import {
  type Distances,
  distancesBetween,
  distancesOfGram,
  mostKeptRows,
  type Neighbours,
  nearestNeighbours,
} from '../../numerics/neighbours.ts';
import { componentsOfGram, type PrincipalComponents, principalComponents } from '../../numerics/pca.ts';
import {
  assertPerplexity,
  type TsneResult,
  tsne,
  tsneDefaults,
  tsneNeighbours,
  tsneStart,
} from '../../numerics/tsne.ts';
import { umap } from '../../numerics/umap.ts';
import { partOfWork, type Work } from '../../numerics/work.ts';
import type { EmbeddingParams } from './params.ts';

/** Lesions in the plane. */
export interface FeatureMap {
  /** x and y of each lesion in turn. */
  readonly points: Float64Array;
  readonly components: PrincipalComponents;
  readonly tsne: TsneResult | null;
  /** Between the lesions in the full feature space. */
  readonly distances: Distances;
}

/** Components of which the variance is reported; the other maps start from two. */
const reported = 10;
const start = 2;

/** Distances in the full space, principal components, and the map that is made of them. */
export function featureMap(features: Matrix, params: EmbeddingParams, work: Work): FeatureMap {
  assertSize(features.rows, params);
  const count = params.method === 'pca' ? reported : start;
  const { components, distances } = spaceOf(features, count, partOfWork(work, 0, 0.4));
  const base = { components, distances, tsne: null };
  if (params.method === 'pca') return { ...base, points: planeOf(components) };
  const own = partOfWork(work, 0.5, 1);
  if (params.method === 'tsne') {
    const options = {
      ...tsneDefaults,
      perplexity: params.perplexity,
      iterations: params.iterations,
      angle: params.repulsion === 'exact' ? 0 : tsneDefaults.angle,
    };
    const near = neighbours(distances, tsneNeighbours(features.rows, options), work);
    const result = tsne(near, tsneStart(components.scores), options, own);
    return { ...base, points: result.points, tsne: result };
  }
  const near = neighbours(distances, params.neighbours - 1, work);
  const { minDistance, seed } = params;
  return {
    ...base,
    points: umap(near, widened(planeOf(components)), { neighbours: params.neighbours, minDistance, seed }, own),
  };
}

const neighbours = (distances: Distances, each: number, work: Work): Neighbours =>
  nearestNeighbours(distances, each, partOfWork(work, 0.4, 0.5));

/** The products of all lesions serve components and distances alike where they are the smaller of the two Gram matrices. */
function spaceOf(
  features: Matrix,
  count: number,
  work: Work,
): { components: PrincipalComponents; distances: Distances } {
  if (features.rows <= features.columns && features.rows <= mostKeptRows) {
    const gram = rowProducts(features, features, partOfWork(work, 0, 0.9));
    const components = componentsOfGram(features, gram, count, partOfWork(work, 0.9, 1));
    return { components, distances: distancesOfGram(gram) };
  }
  const components = principalComponents(features, count, partOfWork(work, 0, 0.5));
  return { components, distances: distancesBetween(features, partOfWork(work, 0.5, 1)) };
}

/** The first two components; 0 where there is only one. */
function planeOf({ scores }: PrincipalComponents): Float64Array {
  return Float64Array.from({ length: 2 * scores.rows }, (_, at) => {
    const component = at % 2;
    return component < scores.columns ? (scores.values[Math.floor(at / 2) * scores.columns + component] as number) : 0;
  });
}

/** UMAP starts with its lesions within -10 to 10, as umap-learn places them. */
function widened(plane: Float64Array): Float64Array {
  const largest = plane.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return plane.map((value) => (value * 10) / largest);
}

function assertSize(count: number, { method, perplexity, neighbours: wanted }: EmbeddingParams): void {
  if (method === 'tsne') assertPerplexity(count, perplexity);
  if (method === 'umap' && wanted >= count) {
    throw new AppError(
      'invalid-input',
      `${wanted} neighbours need more than ${wanted} lesions; there are ${count}. Choose fewer neighbours.`,
    );
  }
}
