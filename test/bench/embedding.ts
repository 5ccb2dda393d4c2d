import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { trustworthiness } from '#shared/numerics/cluster-measures.ts';
import { distancesBetween, nearestNeighbours } from '#shared/numerics/neighbours.ts';
import { centredRows, principalComponents } from '#shared/numerics/pca.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { featureMap } from '#shared/statistics/embedding/map.ts';
import { embeddingParams } from '#shared/statistics/embedding/params.ts';
import { besidePython, runPython } from './python.ts';
import type { Benchmark } from './run.ts';

/** The study's test lesions and features of its lesion-type task. */
const rows = 1221;
const columns = 4096;
const classes = 8;

interface Peer {
  readonly seconds: number;
  readonly divergence: number | null;
  readonly trustworthiness: number | null;
}
type Peers = Readonly<Partial<Record<'components' | 'barnesHut' | 'openTsne' | 'umap', Peer>>>;

/** Positive and skewed, as features after a rectifier and pooling are, with a class and twenty further directions. */
function simulatedFeatures(): Float32Array {
  const random = createRandom(1);
  const normals = (count: number): Float64Array => Float64Array.from({ length: count }, () => randomNormal(random));
  const centres = normals(classes * columns);
  const directions = normals(20 * columns);
  const features = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const weights = normals(20);
    const centre = (row % classes) * columns;
    for (let k = 0; k < columns; k++) {
      let value = 0.5 * (centres[centre + k] ?? 0) + 0.6 * randomNormal(random);
      for (let d = 0; d < 20; d++) value += 0.2 * (weights[d] ?? 0) * (directions[d * columns + k] ?? 0);
      features[row * columns + k] = Math.max(0, value);
    }
  }
  return features;
}

const allRows = Array.from({ length: rows }, (_, row) => row);

function timed<T>(work: () => T): { value: T; seconds: number } {
  const start = performance.now();
  const value = work();
  return { value, seconds: (performance.now() - start) / 1000 };
}

/** One map by us: from features as they are to points. */
function map(features: Float32Array, params: object) {
  const { value, seconds } = timed(() =>
    featureMap(centredRows(features, columns, allRows, false), embeddingParams.parse(params), {}),
  );
  const near = nearestNeighbours(distancesBetween({ rows, columns: 2, values: value.points }), 10);
  return { seconds, divergence: value.tsne?.divergence ?? null, trust: trustworthiness(value.distances, near) };
}

export const bench: Benchmark = {
  name: 'embedding',
  async run() {
    const features = simulatedFeatures();
    const folder = await mkdtemp(join(tmpdir(), 'seedpoint-bench-'));
    try {
      const path = join(folder, 'features.f32');
      await writeFile(path, features);
      const script = new URL('embedding.py', import.meta.url);
      const peers = (await runPython<Peers>(script, { path, rows, columns, threads: availableParallelism() })) ?? {};
      const components = timed(() => principalComponents(centredRows(features, columns, allRows, false), 10));
      const quality = (divergence: number | null, trust: number | null | undefined): string =>
        `${divergence === null ? '' : `divergence ${divergence.toFixed(3)}, `}trustworthiness ${trust?.toFixed(4) ?? '-'}`;
      const compared = (label: string, ours: ReturnType<typeof map>, peer: Peer | undefined) => {
        const theirs = peer ? ` (${quality(peer.divergence, peer.trustworthiness)})` : '';
        const beside = besidePython(ours.seconds, peer?.seconds);
        return { label, value: `${beside}; ${quality(ours.divergence, ours.trust)}${theirs}` };
      };
      const tsne = map(features, { method: 'tsne' });
      return [
        { label: 'ten principal components', value: besidePython(components.seconds, peers.components?.seconds) },
        compared('t-SNE, beside scikit-learn', tsne, peers.barnesHut),
        compared('t-SNE, beside openTSNE', tsne, peers.openTsne),
        compared('UMAP, 15 neighbours, beside umap-learn', map(features, { method: 'umap' }), peers.umap),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
