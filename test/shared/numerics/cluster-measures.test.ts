import { describe, expect, it } from 'vitest';
import { neighbourAgreement, permutedLabels, silhouettes, trustworthiness } from '#shared/numerics/cluster-measures.ts';
import { distancesBetween, nearestNeighbours } from '#shared/numerics/neighbours.ts';
import { centredRows, principalComponents } from '#shared/numerics/pca.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { matrixOf, reference } from './feature-space-reference.ts';

describe.each([
  ['tall', reference.tall],
  ['wide', reference.wide],
])('measures of a labelled space (%s), as scikit-learn gives them', (_, example) => {
  const classes = new Set(example.labels).size;
  const distances = distancesBetween(matrixOf(example));

  it('silhouette, of several labellings at once', () => {
    const other = example.labels.map((label) => (label + 1) % classes);
    const [first, second] = silhouettes(distances, [example.labels, other], classes);
    expect(first).toBeCloseTo(example.silhouette, 8);
    // Turning all labels round by one changes no class.
    expect(second).toBeCloseTo(example.silhouette, 8);
  });

  it('purity and balanced accuracy of the nearest neighbours, leaving one out', () => {
    const near = nearestNeighbours(distances, example.each);
    const { purity, balancedAccuracy } = neighbourAgreement(near, example.labels, classes);
    expect(purity).toBeCloseTo(example.purity, 12);
    expect(balancedAccuracy).toBeCloseTo(example.balancedAccuracy, 12);
  });

  it('trustworthiness of the first two components', () => {
    const rows = Array.from({ length: example.rows }, (_value, i) => i);
    const centred = centredRows(Float32Array.from(example.values), example.columns, rows, false);
    const { scores } = principalComponents(centred, 2);
    const map = nearestNeighbours(distancesBetween(scores), example.each);
    expect(trustworthiness(distances, map)).toBeCloseTo(example.trustworthiness, 10);
  });
});

describe('measures of a labelled space', () => {
  it('a class of one has silhouette 0; two far pairs are near 1', () => {
    const values = Float64Array.from([0, 1, 100, 101, 200]);
    const line = { rows: 5, columns: 1, values };
    const [all] = silhouettes(distancesBetween(line), [[0, 0, 1, 1, 2]], 3);
    expect(all).toBeCloseTo((0.99 + 0.98989899 + 0.98989899 + 0.98989899 + 0) / 5, 2);
    expect(all).toBeLessThan(0.8);
  });

  it('rows without any neighbour count nowhere', () => {
    const line = { rows: 4, columns: 1, values: Float64Array.from([0, 1, 2, 3]) };
    const near = nearestNeighbours(distancesBetween(line), 1, { groups: [1, 1, 1, 1] });
    expect(neighbourAgreement(near, [0, 0, 1, 1], 2).purity).toBeNaN();
  });

  it('labels keep their counts when they change places', () => {
    const labels = [0, 0, 0, 1, 1, 2];
    const random = createRandom(9);
    const drawn = permutedLabels(labels, random);
    expect(Int32Array.from(drawn).sort()).toEqual(Int32Array.from(labels));
    expect(
      Array.from({ length: 20 }, () => permutedLabels(labels, random).join()).some((text) => text !== labels.join()),
    ).toBe(true);
  });

  it('a map of the space itself is fully trustworthy', () => {
    const matrix = matrixOf(reference.tall);
    const distances = distancesBetween(matrix);
    expect(trustworthiness(distances, nearestNeighbours(distances, 5))).toBe(1);
  });
});
