import { describe, expect, it } from 'vitest';
import { neighbourAgreement, trustworthiness } from '#shared/numerics/cluster-measures.ts';
import { distancesBetween, nearestNeighbours } from '#shared/numerics/neighbours.ts';
import { umap } from '#shared/numerics/umap.ts';
import { matrixOf, reference } from './feature-space-reference.ts';

describe('UMAP', () => {
  const { tsne } = reference;
  const distances = distancesBetween(matrixOf(tsne));
  const near = nearestNeighbours(distances, 14);
  const start = Float64Array.from(tsne.points);
  const options = { neighbours: 15, minDistance: 0.1, seed: 42 };
  const map = umap(near, start, options);
  const plane = distancesBetween({ rows: tsne.rows, columns: 2, values: map });

  it('keeps neighbours together, starting from a layout by chance', () => {
    expect(map.every(Number.isFinite)).toBe(true);
    const inMap = nearestNeighbours(plane, 5);
    // umap-learn 0.5 reaches 0.90 on these rows; a random map 0.5.
    expect(trustworthiness(distances, inMap)).toBeGreaterThan(0.85);
    const labels = Array.from({ length: tsne.rows }, (_, i) => i % 5);
    expect(neighbourAgreement(inMap, labels, 5).purity).toBeGreaterThan(0.5);
  });

  it('is the same for the same seed and another for another', () => {
    expect(umap(near, start, options)).toEqual(map);
    expect(umap(near, start, { ...options, seed: 43 })).not.toEqual(map);
  });
});
