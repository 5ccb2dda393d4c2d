import { UMAP } from 'umap-js';
import type { Neighbours } from './neighbours.ts';
import { createRandom } from './random.ts';
import type { Work } from './work.ts';

export interface UmapOptions {
  /** As umap-learn counts them: the row itself is one of them. */
  readonly neighbours: number;
  readonly minDistance: number;
  readonly seed: number;
}

/**
 * UMAP in the plane (McInnes, Healy & Melville 2018) by the library umap-js, on exact neighbours, seeded: 500 epochs up
 * to 2,500 rows, fewer for more. Starts from `start` instead of chance, so that the large-scale layout is that of the
 * principal components.
 * @param nearest of each row at least `neighbours` - 1
 * @param start x and y of each row in turn
 * @returns x and y of each row in turn
 */
export function umap(nearest: Neighbours, start: Float64Array, options: UmapOptions, work: Work = {}): Float64Array {
  const { count, each } = nearest;
  const others = options.neighbours - 1;
  const rows = Array.from({ length: count }, (_, i) => i);
  const kept = rows.map((i) => Array.from({ length: others }, (_, k) => i * each + k));
  const map = new UMAP({
    nNeighbors: options.neighbours,
    minDist: options.minDistance,
    random: createRandom(options.seed),
  });
  map.setPrecomputedKNN(
    rows.map((i) => [i, ...(kept[i] ?? []).map((at) => nearest.indices[at] as number)]),
    rows.map((i) => [0, ...(kept[i] ?? []).map((at) => Math.sqrt(nearest.squared[at] as number))]),
  );
  // With the neighbours given, the library takes only the number of rows from its data.
  const epochs = map.initializeFit(rows.map(() => []));
  const points = map.getEmbedding();
  points.forEach((point, i) => point.splice(0, 2, start[2 * i] as number, start[2 * i + 1] as number));
  for (let epoch = 0; epoch < epochs; epoch++) {
    if (epoch % 5 === 0) {
      work.signal?.throwIfAborted();
      work.report?.(epoch / epochs);
    }
    map.step();
  }
  return Float64Array.from(map.getEmbedding().flat());
}
