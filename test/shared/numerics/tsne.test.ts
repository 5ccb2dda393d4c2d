import { describe, expect, it } from 'vitest';
import { trustworthiness } from '#shared/numerics/cluster-measures.ts';
import { distancesBetween, nearestNeighbours } from '#shared/numerics/neighbours.ts';
import { centredRows, principalComponents } from '#shared/numerics/pca.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { tsne, tsneDefaults, tsneNeighbours, tsneStart } from '#shared/numerics/tsne.ts';
import { type Affinities, jointAffinities } from '#shared/numerics/tsne-affinities.ts';
import { barnesHutGradient, exactGradient } from '#shared/numerics/tsne-gradient.ts';
import { largestDifference, matrixOf, reference } from './feature-space-reference.ts';

const { tsne: expected } = reference;
const distances = distancesBetween(matrixOf(expected));
const near = nearestNeighbours(distances, tsneNeighbours(expected.rows, expected));
const all = nearestNeighbours(distances, expected.rows - 1);
const sparse = jointAffinities(near, expected.perplexity);
const dense = jointAffinities(all, expected.perplexity);

/** One row of the symmetric matrix. */
function rowOfAffinities({ count, starts, columns, values }: Affinities, wanted: number): Float64Array {
  const row = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let k = starts[i] ?? 0; k < (starts[i + 1] ?? 0); k++) {
      if (i === wanted) row[columns[k] ?? 0] = values[k] ?? 0;
      if (columns[k] === wanted) row[i] = values[k] ?? 0;
    }
  }
  return row;
}

describe('similarities of t-SNE', () => {
  it('are those of scikit-learn, to its tolerance of the perplexity', () => {
    expect(near.each).toBe(37);
    expect(largestDifference(rowOfAffinities(sparse, 3), expected.similarities)).toBeLessThan(2e-8);
    expect(largestDifference(rowOfAffinities(dense, 3), expected.denseSimilarities)).toBeLessThan(2e-8);
  });

  it('have the entropies of scikit-learn in every row', () => {
    const entropies = Array.from({ length: expected.rows }, (_, i) =>
      rowOfAffinities(sparse, i).reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0),
    );
    expect(largestDifference(entropies, expected.entropies)).toBeLessThan(1e-6);
  });

  it('sum to 1 over both directions', () => {
    expect(2 * sparse.values.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });
});

describe('the gradient of t-SNE', () => {
  const points = Float64Array.from(expected.points);
  const gradient = new Float64Array(points.length);

  it('over all pairs is that of scikit-learn, with its divergence', () => {
    const divergence = exactGradient(dense)(points, gradient, 1, true);
    expect(divergence).toBeCloseTo(expected.exact.divergence, 5);
    expect(largestDifference(gradient, expected.exact.gradient)).toBeLessThan(1e-7);
  });

  it('by Barnes-Hut is that of scikit-learn at the same angle', () => {
    const divergence = barnesHutGradient(sparse, 0.5)(points, gradient, 1, true);
    expect(divergence).toBeCloseTo(expected.barnesHut.divergence, 4);
    expect(largestDifference(gradient, expected.barnesHut.gradient)).toBeLessThan(2e-6);
  });

  it('by Barnes-Hut with a small angle is the exact one, also where points coincide', () => {
    const stacked = Float64Array.from(points);
    for (let k = 0; k < 20; k++) stacked[k + 2] = points[k % 2] ?? 0;
    const exact = new Float64Array(points.length);
    exactGradient(dense)(stacked, exact, 12, false);
    barnesHutGradient(dense, 1e-6)(stacked, gradient, 12, false);
    expect(largestDifference(gradient, exact)).toBeLessThan(1e-12);
  });

  it('is the slope of the divergence', () => {
    const slopeAt = exactGradient(dense);
    slopeAt(points, gradient, 1, false);
    const moved = Float64Array.from(points);
    const scratch = new Float64Array(points.length);
    for (const k of [0, 7, 150]) {
      moved[k] = (points[k] ?? 0) + 1e-5;
      const above = slopeAt(moved, scratch, 1, true);
      moved[k] = (points[k] ?? 0) - 1e-5;
      const below = slopeAt(moved, scratch, 1, true);
      moved[k] = points[k] ?? 0;
      expect(gradient[k]).toBeCloseTo((above - below) / 2e-5, 7);
    }
  });
});

describe('t-SNE', () => {
  const rows = Array.from({ length: expected.rows }, (_, i) => i);
  const { scores } = principalComponents(
    centredRows(Float32Array.from(expected.values), expected.columns, rows, false),
    2,
  );
  const start = tsneStart(scores);

  it('starts from the first two components with a standard deviation of 1e-4 along the first', () => {
    const first = start.filter((_, i) => i % 2 === 0);
    const second = start.filter((_, i) => i % 2 === 1);
    const deviation = (values: Float64Array) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0) / values.length);
    expect(deviation(first)).toBeCloseTo(1e-4, 12);
    expect(deviation(second)).toBeLessThan(1e-4);
  });

  it.each([
    ['Barnes-Hut', near, 0.5, expected.ends.barnes_hut],
    ['exact', all, 0, expected.ends.exact],
  ])('(%s) ends as well as scikit-learn, over starts that are nudged a little', (_, neighbours, angle, end) => {
    const options = { ...tsneDefaults, perplexity: expected.perplexity, angle };
    const starts = 12;
    const random = createRandom(1);
    let [divergence, trust] = [0, 0];
    for (let k = 0; k < starts; k++) {
      const nudged = start.map((value) => value * (1 + 1e-3 * randomNormal(random)));
      const found = tsne(neighbours, nudged, options);
      expect(found).toMatchObject({ learningRate: end.learningRate, iterations: 1000 });
      divergence += found.divergence / starts;
      const plane = { rows: expected.rows, columns: 2, values: found.points };
      trust += trustworthiness(distances, nearestNeighbours(distancesBetween(plane), 5)) / starts;
    }
    // A nudge moves one divergence by 4 %, and so a mean of twelve by about 1 %.
    expect(divergence).toBeLessThan(end.divergence * 1.03);
    expect(divergence).toBeGreaterThan(end.divergence * 0.93);
    expect(trust).toBeGreaterThan(end.trustworthiness - 0.003);
  });

  it('is the same every time', () => {
    const options = { ...tsneDefaults, perplexity: expected.perplexity, iterations: 300 };
    expect(tsne(near, start, options)).toEqual(tsne(near, start, options));
  });

  it('refuses a perplexity that is not less than the number of rows', () => {
    const few = nearestNeighbours(distancesBetween({ rows: 5, columns: 1, values: new Float64Array(5) }), 4);
    expect(() => tsne(few, new Float64Array(10), tsneDefaults)).toThrow(
      'A perplexity of 30 needs more than 30 rows; there are 5.',
    );
  });

  it('stands rows that are all alike', () => {
    const alike = nearestNeighbours(distancesBetween({ rows: 40, columns: 2, values: new Float64Array(80) }), 16);
    const { points } = tsne(alike, new Float64Array(80), { ...tsneDefaults, perplexity: 5, iterations: 300 });
    expect(points.every(Number.isFinite)).toBe(true);
  });

  it('can be stopped on the way, and tells how far it is', () => {
    const shares: number[] = [];
    const signal = { throwIfAborted: () => (shares.length > 5 ? expect.fail('stopped') : undefined) };
    const options = { ...tsneDefaults, perplexity: expected.perplexity };
    expect(() => tsne(near, start, options, { signal, report: (share) => shares.push(share) })).toThrow('stopped');
    expect(shares).toEqual([0, 0.01, 0.02, 0.03, 0.04, 0.05]);
  });
});
