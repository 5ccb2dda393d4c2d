import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import type { DataTable } from '#shared/statistics/data-table.ts';
import { nearestLesions } from '#shared/statistics/nearest-lesions/nearest-lesions.ts';
import { reference } from '../../numerics/feature-space-reference.ts';
import { featureTable } from '../embedding/feature-table.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const { tall } = reference;
const lesion = tall.labels.map((_, row) => `P${row}-1`);
const table = featureTable(tall, { columns: { lesion, age: tall.labels.map((_, row) => 40 + row) } });
const compute = (of: DataTable, params: object) => nearestLesions.compute(of, params, context);

describe('the nearest lesions', () => {
  it('by distance are the neighbours of scikit-learn, in their order', () => {
    const figure = compute(table, { lesion: 'P4-1', similarity: 'euclidean', count: tall.each });
    const expected = tall.neighbours.slice(4 * tall.each, 5 * tall.each);
    expect(figure.panels[0]?.y.categories).toEqual(expected.map((row) => `P${row}-1`));
    const [first] = figure.panels[0]?.series ?? [];
    expect(first?.mark === 'intervals' && first.points[0]).toEqual({
      x: expect.closeTo(tall.distances[4 * tall.each] ?? 0, 5),
      y: 0,
      subject: 100 + (expected[0] ?? 0),
    });
    expect(figureSchema.parse(figure)).toEqual(figure);
  });

  it('by cosine are those of the smallest angle, whatever the length', () => {
    const features = Float32Array.from([1, 0, 3, 0.1, 0, 5, -2, 0, 100, 100]);
    const five = { ...tall, rows: 5, columns: 2, labels: [0, 0, 1, 1, 1] };
    const small = featureTable(five, { features, columns: { lesion } });
    const figure = compute(small, { lesion: 'P0-1', colour: 'target', described: ['target'] });
    expect(figure.tables[0]?.rows).toEqual([
      ['chosen', 'P0-1', null, 'class 0'],
      [1, 'P1-1', expect.closeTo(3 / Math.hypot(3, 0.1), 5), 'class 0'],
      [2, 'P4-1', expect.closeTo(Math.SQRT1_2, 5), 'class 1'],
      [3, 'P2-1', 0, 'class 1'],
      [4, 'P3-1', -1, 'class 1'],
    ]);
    expect(figure.panels[0]?.series.map(({ label }) => label)).toEqual(['class 0', 'class 1']);
    expect(figure.caption).toContain('The 4 lesions nearest to P0-1 by the cosine similarity');
  });

  it('leave out lesions of the same patient unless asked for, and those without features', () => {
    const patients = Int32Array.from(tall.labels, (_, row) => Math.floor(row / 2));
    const features = Float32Array.from(tall.values).fill(Number.NaN, 0, tall.columns);
    const own = featureTable(tall, { patients, features, columns: { lesion } });
    const namesWith = (params: object) =>
      compute(own, { lesion: 'P4-1', count: 50, ...params }).panels[0]?.y.categories;
    expect(namesWith({})).not.toContain('P5-1');
    expect(namesWith({ otherPatients: false, similarity: 'euclidean' })).not.toContain('P0-1');
    expect(compute(own, { lesion: 'P4-1' }).caption).toContain('of 57 lesions of other patients');
    expect(() => compute(own, { lesion: 'P0-1' })).toThrow('P0-1 has no features.');
  });

  it.each([
    ['an unknown lesion', { lesion: 'P99-1' }, 'No row has lesion = "P99-1".'],
    ['no lesion', {}, 'Choose a lesion.'],
    ['a name of several rows', { nameColumn: 'target', lesion: 'class 1' }, '20 rows have target = "class 1"'],
    [
      'a subset of the lesion itself',
      { lesion: 'P4-1', subsetColumn: 'lesion', subsetValue: 'P4-1' },
      'no lesion of another patient',
    ],
  ])('are refused with a reason: %s', (_, params, message) => {
    expect(() => compute(table, params)).toThrow(message);
  });

  it('are proposed for the first test lesion', () => {
    const parts = tall.labels.map((_, row) => (row < 3 ? 'train' : 'test'));
    const proposed = nearestLesions.suggest(
      featureTable(tall, { columns: { lesion, part: parts, age: parts.map(() => 1) } }),
    );
    expect(proposed).toEqual({ lesion: 'P3-1', colour: 'target', described: ['target', 'age'] });
  });
});
