import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { embedding } from '#shared/statistics/embedding/embedding.ts';
import { reference } from '../../numerics/feature-space-reference.ts';
import { featureTable } from './feature-table.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const compute = (table: DataTable, params: object) => embedding.compute(table, params, context);
const valueOf = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((value) => value.id === id)?.quantity;
const estimateOf = (figure: ReturnType<typeof compute>, id: string): number => {
  const quantity = valueOf(figure, id);
  return quantity && 'estimate' in quantity ? quantity.estimate : Number.NaN;
};
const { tall } = reference;
const classes = { colour: 'target', k: tall.each };

describe('the map of the feature space', () => {
  it('of PCA lies where scikit-learn puts it, with the share of variance on its axes', () => {
    const figure = compute(featureTable(), { ...classes, method: 'pca' });
    const [panel] = figure.panels;
    const points = panel?.series.flatMap((series) => (series.mark === 'points' ? series.points : [])) ?? [];
    expect(points).toHaveLength(60);
    const seventh = points.find(({ subject }) => subject === 107);
    expect(seventh?.x).toBeCloseTo(tall.pca.scores[28] ?? 0, 4);
    expect(seventh?.y).toBeCloseTo(tall.pca.scores[29] ?? 0, 4);
    expect(panel?.x.label).toBe(`PC 1 (${(100 * (tall.pca.shares[0] ?? 0)).toFixed(1)}% of variance)`);
    expect(estimateOf(figure, 'variance-both')).toBeCloseTo((tall.pca.shares[0] ?? 0) + (tall.pca.shares[1] ?? 0), 5);
    expect(estimateOf(figure, 'trustworthiness')).toBeCloseTo(tall.trustworthiness, 10);
  });

  it('measures the classes in the full feature space as scikit-learn does, whatever the map', () => {
    for (const method of ['pca', 'tsne', 'umap']) {
      const figure = compute(featureTable(), { ...classes, method, perplexity: 10 });
      expect(estimateOf(figure, 'silhouette')).toBeCloseTo(tall.silhouette, 6);
      expect(estimateOf(figure, 'purity')).toBeCloseTo(tall.purity, 12);
      expect(estimateOf(figure, 'neighbour-accuracy')).toBeCloseTo(tall.balancedAccuracy, 12);
      expect(estimateOf(figure, 'silhouette-map')).not.toBeCloseTo(tall.silhouette, 3);
    }
  });

  it('standardises features when asked to', () => {
    const figure = compute(featureTable(), { ...classes, method: 'pca', scale: 'standardise' });
    expect(estimateOf(figure, 'variance-1')).toBeCloseTo(tall.scaledPca.shares[0] ?? 0, 5);
    expect(figure.caption).toContain('standardised features');
  });

  it('is a figure that the schema accepts as it is, with a contour per mass and class and a dot per lesion', () => {
    const figure = compute(featureTable(), { ...classes, perplexity: 10, masses: [0.5, 0.8] });
    expect(figureSchema.parse(figure)).toEqual(figure);
    const series = figure.panels[0]?.series ?? [];
    expect(series.map(({ mark, label }) => `${mark} ${label}`)).toEqual([
      ...[0, 1, 2].map((label) => `contours class ${label}`),
      ...[0, 1, 2].map((label) => `points class ${label}`),
    ]);
    const [contours] = series;
    expect(contours?.mark === 'contours' && contours.levels.map(({ level }) => level)).toEqual([0.8, 0.5]);
    expect(figure.panels[0]?.x).toMatchObject({ label: 't-SNE 1', ticks: [] });
    expect(figure.caption).toContain('perplexity 10, 1000 iterations, early exaggeration 12, learning rate 50');
    expect(figure.caption).toContain('Contours hold 50% and 80% of the density of each class');
    expect(figure.caption).toContain('distances between groups and their sizes are not to be read');
    expect(figure.tables[0]?.rows).toEqual([0, 1, 2].map((label) => [`class ${label}`, 20]));
  });

  it('is the same every time, and another for another seed of UMAP', () => {
    const map = (params: object) =>
      compute(featureTable(), { ...classes, perplexity: 10, ...params }).panels[0]?.series;
    expect(map({})).toEqual(map({}));
    expect(map({ method: 'umap' })).toEqual(map({ method: 'umap' }));
    expect(map({ method: 'umap', seed: 1 })).not.toEqual(map({ method: 'umap' }));
  });

  it('colours by a number with a scale from the 2nd to the 98th percentile', () => {
    const sizes = tall.labels.map((_, row) => row);
    const figure = compute(featureTable(tall, { columns: { size: sizes } }), { method: 'pca', colour: 'size' });
    expect(figure.panels[0]?.colourScale).toMatchObject({ domain: [1.18, expect.closeTo(57.82, 9)], label: 'size' });
    expect(figure.panels[0]?.series.map(({ mark }) => mark)).toEqual(['dots']);
    expect(figure.caption).not.toContain('Contours');
    expect(valueOf(figure, 'silhouette')).toBeUndefined();
  });

  it('takes a number of few values as classes, and text as a number when asked never', () => {
    const grade = tall.labels.map((label) => label + 1);
    const table = featureTable(tall, { columns: { grade } });
    expect(compute(table, { method: 'pca', colour: 'grade' }).tables[0]?.rows).toHaveLength(3);
    expect(() => compute(table, { method: 'pca', colour: 'target', colourAs: 'number' })).toThrow('holds text');
  });

  it('compares lesions with those of other patients only', () => {
    // Every patient has three lesions, one of each class: their own lesions are never of the same class.
    const patients = Int32Array.from(tall.labels, (_, row) => Math.floor(row / 3));
    const own = compute(featureTable(tall, { patients }), { ...classes, method: 'pca', otherPatients: false });
    const others = compute(featureTable(tall, { patients }), { ...classes, method: 'pca' });
    expect(estimateOf(own, 'purity')).toBeCloseTo(tall.purity, 12);
    expect(estimateOf(others, 'purity')).toBeGreaterThan(tall.purity);
    expect(others.methods).toContain('nearest neighbours of other patients');
  });
});

describe('lesions that cannot be mapped', () => {
  it('are left out and counted: those without features and those without a class', () => {
    const features = Float32Array.from(tall.values);
    features.fill(Number.NaN, 0, tall.columns);
    const site = tall.labels.map((_, row) => (row < 3 ? null : 'here'));
    const table = featureTable(tall, { features, columns: { site } });
    const figure = compute(table, { method: 'pca', colour: 'site' });
    expect(estimateOf(figure, 'lesions')).toBe(57);
    expect(figure.warnings).toEqual(['1 lesion left out: no features.', '2 lesions left out: no value of site.']);
  });

  it.each([
    ['no features', featureless(), {}, 'Choose a feature set, or extract features first.'],
    ['a perplexity of too few lesions', featureTable(), { perplexity: 60 }, 'needs more than 60 rows; there are 60'],
    ['too many neighbours for UMAP', featureTable(), { method: 'umap', neighbours: 60 }, 'need more than 60 lesions'],
    [
      'features that are all alike',
      featureTable(tall, { features: new Float32Array(720).fill(3) }),
      {},
      'are the same',
    ],
    [
      'too many classes',
      featureTable(tall, { columns: { name: tall.labels.map((_, row) => `n${row}`) } }),
      { colour: 'name' },
      'name has 60 values; at most 8 colours',
    ],
    [
      'two lesions',
      featureTable(tall, { columns: { two: tall.labels.map((_, row) => (row < 2 ? 1 : null)) } }),
      { colour: 'two' },
      '2 lesions with both features and a value of two',
    ],
    ['no rows', tableFromRecords([]), {}, 'The table has no rows.'],
  ])('are refused with a reason: %s', (_, table, params, message) => {
    expect(() => compute(table, { ...params })).toThrow(message);
  });

  function featureless(): DataTable {
    return tableFromRecords([{ target: 'a' }]);
  }
});

describe('what cannot be estimated', () => {
  it('has a reason: one class, more neighbours than lesions, contours of two lesions', () => {
    const one = compute(featureTable(tall, { columns: { site: tall.labels.map(() => 'lung') } }), {
      method: 'pca',
      colour: 'site',
    });
    expect(valueOf(one, 'silhouette')).toEqual({ unavailable: 'all lesions are of one class' });
    expect(valueOf(one, 'purity')).toEqual({ unavailable: 'all lesions are of one class' });
    const many = compute(featureTable(), { ...classes, method: 'pca', k: 60 });
    expect(valueOf(many, 'purity')).toEqual({ unavailable: 'k = 60 neighbours need more than 60 lesions' });
    expect(valueOf(many, 'trustworthiness')).toHaveProperty('unavailable');
    const rare = tall.labels.map((_, row) => (row < 2 ? 'rare' : 'usual'));
    const figure = compute(featureTable(tall, { columns: { rare } }), { method: 'pca', colour: 'rare' });
    expect(figure.warnings).toContain('No contours of rare: fewer than three lesions, or all on a line.');
    expect(estimateOf(figure, 'purity')).toBeGreaterThan(0);
  });

  it('lesions of a single patient have no neighbours of other patients', () => {
    const patients = new Int32Array(60).fill(1);
    const figure = compute(featureTable(tall, { patients }), { ...classes, method: 'pca', permutations: 99 });
    expect(valueOf(figure, 'purity')).toEqual({ unavailable: 'all lesions are of one patient' });
    expect(valueOf(figure, 'silhouette-p')).toHaveProperty('unavailable', expect.stringContaining('several lesions'));
  });
});

describe('the permutation test of the silhouette', () => {
  it('finds the classes of the reference, with the least p that 199 permutations can give', () => {
    const figure = compute(featureTable(), { ...classes, method: 'pca', permutations: 199 });
    expect(valueOf(figure, 'silhouette-p')).toEqual({ estimate: 1 / 200 });
    expect(figure.caption).toContain('p = 0.0050, 199 permutations');
  });

  it('holds its level where features say nothing: unequal classes of 21 lesions', () => {
    const random = createRandom(8);
    const rows = 21;
    const trials = 300;
    let rejected = 0;
    for (let trial = 0; trial < trials; trial++) {
      const example = {
        ...tall,
        rows,
        columns: 3,
        labels: Array.from({ length: rows }, (_, i) => (i < 5 ? 0 : i < 12 ? 1 : 2)),
      };
      const features = Float32Array.from({ length: rows * 3 }, () => randomNormal(random));
      const table = featureTable(example, { features });
      const params = { method: 'pca', colour: 'target', k: 3, masses: [], permutations: 99, seed: trial };
      if (estimateOf(compute(table, params), 'silhouette-p') <= 0.05) rejected++;
    }
    // 15 expected of 300; 99.9 % of binomial draws lie within 4 to 29.
    expect(rejected).toBeGreaterThanOrEqual(4);
    expect(rejected).toBeLessThanOrEqual(29);
  });
});

describe('proposed parameters', () => {
  it('are the target on the test lesions of a run, and a perplexity that the number allows', () => {
    const columns = { part: tall.labels.map((_, row) => (row % 2 ? 'test' : 'train')) };
    expect(embedding.suggest(featureTable(tall, { columns }))).toEqual({
      perplexity: 9,
      colour: 'target',
      subsetColumn: 'part',
      subsetValue: 'test',
    });
  });

  it('are a column that speaks of classes in a cohort without a run', () => {
    const table = tableFromRecords([{ patient: 'P1', PatientID: 1, histology: 'adeno', age: 60 }]);
    expect(embedding.suggest(table)).toMatchObject({ colour: 'histology' });
  });
});
