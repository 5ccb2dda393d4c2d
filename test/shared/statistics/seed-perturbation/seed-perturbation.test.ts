import { describe, expect, it } from 'vitest';
import type { Cell } from '#shared/domain/entities.ts';
import { figureSchema } from '#shared/figure.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { auc } from '#shared/statistics/measures/auc.ts';
import { seedPerturbation } from '#shared/statistics/seed-perturbation/seed-perturbation.ts';
import { context } from '../agreement/layouts.ts';

const compute = (table: DataTable, params: object) => seedPerturbation.compute(table, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((one) => one.id === id)?.quantity;
const params = { target: 'target', positive: 'yes' };

type Row = Record<string, Cell>;

/** `lesions` whose probability rises with their class and wanders with the seed by a standard deviation of `wander`. */
function perturbed({ lesions = 40, draws = 20, wander = 0.05, seed = 1, model = '' } = {}): Row[] {
  const random = createRandom(seed);
  return Array.from({ length: lesions }, (_, i) => i).flatMap((i) => {
    const base = 0.5 + (i % 2 === 0 ? 0.12 : -0.12) + 0.15 * randomNormal(random);
    return Array.from({ length: draws + 1 }, (_, draw): Row => {
      const offset = draw === 0 ? [0, 0, 0] : [4, 4, 4].map((sd) => sd * randomNormal(random));
      const score = Math.min(1, Math.max(0, base + (draw === 0 ? 0 : wander * randomNormal(random))));
      return {
        patient: `P${Math.floor(i / 2)}`,
        lesion: `P${Math.floor(i / 2)}-${(i % 2) + 1}`,
        target: i % 2 === 0 ? 'yes' : 'no',
        part: i < lesions - 2 ? 'test' : 'train',
        'probability of no': 1 - score,
        'probability of yes': score,
        draw,
        'offset x': offset[0]!,
        'offset y': offset[1]!,
        'offset z': offset[2]!,
        ...(model === '' ? {} : { model }),
      };
    });
  });
}

const tableOf = (rows: readonly Row[]): DataTable =>
  tableFromRecords(rows, {
    subjects: Int32Array.from(rows, ({ lesion }) => Number(String(lesion).replace(/\D/g, ''))),
    patients: Int32Array.from(rows, ({ patient }) => Number(String(patient).slice(1))),
  });

describe('the measure over the draws', () => {
  const rows = perturbed();
  const figure = compute(tableOf(rows), params);
  const aucOf = (draw: number): number => {
    const own = rows.filter((row) => row['draw'] === draw);
    return auc(
      own.map((row) => Number(row['probability of yes'])),
      Uint8Array.from(own, ({ target }) => (target === 'yes' ? 1 : 0)),
    );
  };

  it('is that of the lesions at each draw; the seeds themselves are apart', () => {
    const expected = Array.from({ length: 20 }, (_, i) => aucOf(i + 1));
    const mean = expected.reduce((sum, value) => sum + value, 0) / 20;
    const deviation = Math.sqrt(expected.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 19);
    expect(quantity(figure, 'unperturbed')).toEqual({ estimate: aucOf(0) });
    expect(quantity(figure, 'mean')).toEqual({ estimate: expect.closeTo(mean, 12) });
    expect(quantity(figure, 'deviation')).toEqual({ estimate: expect.closeTo(deviation, 12) });
    expect(quantity(figure, 'least')).toEqual({ estimate: Math.min(...expected) });
    const boxes = figure.panels.find(({ id }) => id === 'measure')!.series[0];
    expect(boxes?.mark === 'boxes' && boxes.boxes[0]!.points.map(({ y }) => y)).toEqual(expected);
    expect(figure.panels.find(({ id }) => id === 'measure')!.guides[0]).toMatchObject({ from: { y: aucOf(0) } });
  });

  it('does not depend on the order of the rows', () => {
    const other = compute(tableOf(rows.toReversed()), params);
    expect(quantity(other, 'deviation')).toEqual({
      estimate: expect.closeTo((quantity(figure, 'deviation') as { estimate: number }).estimate, 12),
    });
    expect(quantity(other, 'flipping')).toEqual(quantity(figure, 'flipping'));
  });

  it('is a valid figure, with contours of the displacements and marginals that hold every seed', () => {
    expect(figureSchema.parse(figure)).toEqual(figure);
    const [x, contours, y] = figure.panels;
    expect([x!.id, contours!.id, y!.id]).toEqual(['offsets-x', 'offsets', 'offsets-y']);
    for (const panel of [x!, y!]) {
      const [bins] = panel.series;
      const count = bins?.mark === 'bins' ? bins.bins.reduce((sum, bin) => sum + bin.count, 0) : 0;
      expect(count).toBe(40 * 20);
    }
    expect(contours!.series[0]).toMatchObject({ mark: 'contours', filled: true });
    expect(figure.caption).toContain('mm along x, y, z');
  });
});

describe('the spread of each lesion', () => {
  const scores = {
    a: [0.6, 0.6, 0.4, 0.7],
    b: [0.2, 0.2, 0.2, 0.2],
    c: [0.9, 0.8, 0.7, 0.9],
    d: [0.5, 0.5, 0.51, 0.4],
  };
  const rows = Object.entries(scores).flatMap(([lesion, list], i) =>
    list.map(
      (score, draw): Row => ({
        lesion,
        patient: lesion,
        target: i % 2 ? 'no' : 'yes',
        draw,
        'probability of yes': score,
      }),
    ),
  );
  const table = tableFromRecords(rows, {
    subjects: Int32Array.from(rows, ({ lesion }) => String(lesion).charCodeAt(0)),
  });

  it('counts the draws of another class: equal to the threshold is negative', () => {
    const figure = compute(table, params);
    // a: one of three falls below; d: 0.5 is negative, one of three rises above.
    expect(quantity(figure, 'flips')).toEqual({ estimate: expect.closeTo(100 * (2 / 12), 10), unit: '%' });
    expect(quantity(figure, 'flipping')).toEqual({ estimate: 50, unit: '%' });
    expect(quantity(compute(table, { ...params, threshold: 0.1 }), 'flipping')).toEqual({ estimate: 0, unit: '%' });
  });

  it('lists the lesions that move most first, and draws them by their mean, to be opened', () => {
    const figure = compute(table, { ...params, listed: 2 });
    const listed = figure.tables.find(({ title }) => title === 'Least stable lesions')!;
    expect(listed.rows.map(([lesion]) => lesion)).toEqual(['a', 'c']);
    expect(listed.rows[0]).toEqual(['a', 'a', '0.600', '0.567', '0.153', expect.any(String), '33.3%']);
    const panel = figure.panels.find(({ id }) => id === 'lesions')!;
    const points = panel.series.flatMap((series) => (series.mark === 'intervals' ? series.points : []));
    expect(points.toSorted((p, q) => p.x - q.x).map(({ subject }) => String.fromCharCode(subject!))).toEqual([
      'b',
      'd',
      'a',
      'c',
    ]);
  });

  it('goes without draw 0 and without offsets, and says so', () => {
    const unseeded = tableFromRecords(rows.filter(({ draw }) => draw !== 0));
    const figure = compute(unseeded, params);
    expect(quantity(figure, 'unperturbed')).toHaveProperty('unavailable');
    expect(quantity(figure, 'flipping')).toEqual({ estimate: 50, unit: '%' });
    expect(figure.panels.map(({ id }) => id)).toEqual(['measure', 'spread', 'lesions']);
    expect(figure.warnings.join(' ')).toContain('does not say how the seeds were displaced');
  });
});

describe('several classes', () => {
  const classes = ['bone', 'liver', 'lung'];
  const random = createRandom(4);
  const rows = Array.from({ length: 30 }, (_, i) => i).flatMap((i) =>
    [0, 1, 2, 3].map((draw): Row => {
      const weights = classes.map((_, k) => (k === i % 3 ? 3 : 1) * random());
      const sum = weights.reduce((total, weight) => total + weight, 0);
      const scores = classes.map((name, k) => [`probability of ${name}`, weights[k]! / sum]);
      return { lesion: `L${i}`, target: classes[i % 3]!, draw, ...Object.fromEntries(scores) };
    }),
  );

  it('takes the mean over the classes and the most probable class', () => {
    const figure = compute(tableFromRecords(rows), { target: 'target', metric: 'balanced-accuracy' });
    const answer = (row: Row): string =>
      classes.reduce((best, name) =>
        Number(row[`probability of ${name}`]) > Number(row[`probability of ${best}`]) ? name : best,
      );
    const recalls = classes.map((name) => {
      const own = rows.filter((row) => row['draw'] === 0 && row['target'] === name);
      return own.filter((row) => answer(row) === name).length / own.length;
    });
    expect(quantity(figure, 'unperturbed')).toEqual({
      estimate: expect.closeTo(recalls.reduce((sum, value) => sum + value, 0) / 3, 12),
    });
    const changing = Array.from({ length: 30 }, (_, i) => rows.filter(({ lesion }) => lesion === `L${i}`)).filter(
      (own) => new Set(own.map(answer)).size > 1,
    ).length;
    expect(quantity(figure, 'flipping')).toEqual({ estimate: expect.closeTo((100 * changing) / 30, 10), unit: '%' });
    expect(quantity(figure, 'icc')).toHaveProperty('unavailable');
  });
});

describe('two models', () => {
  const steady = perturbed({ wander: 0.02, model: 'Foundation' });

  it('are compared by Pitman-Morgan where the seeds were displaced alike, else by Brown-Forsythe', () => {
    const random = createRandom(77);
    const shaky = steady.map((row): Row => {
      const score = Number(row['probability of yes']) + (row['draw'] === 0 ? 0 : 0.3 * randomNormal(random));
      return { ...row, model: 'Supervised', 'probability of yes': Math.min(1, Math.max(0, score)) };
    });
    const figure = compute(tableOf([...steady, ...shaky]), { ...params, model: 'model' });
    expect(figure.caption).toContain('Pitman–Morgan');
    expect(quantity(figure, 'variance-ratio')).toMatchObject({ estimate: expect.any(Number) });
    expect((quantity(figure, 'variance-ratio') as { estimate: number }).estimate).toBeLessThan(1);
    expect((quantity(figure, 'variance-p') as { estimate: number }).estimate).toBeLessThan(0.01);
    expect(figure.panels.find(({ id }) => id === 'measure')!.x.categories).toEqual(['Foundation', 'Supervised']);
    const other = compute(tableOf([...steady, ...perturbed({ seed: 2, wander: 0.3, model: 'Supervised' })]), {
      ...params,
      model: 'model',
    });
    expect(other.caption).toContain('Brown–Forsythe');
  });

  it('in one table without the column that tells them apart are refused', () => {
    const both = tableOf([...steady, ...steady.map((row) => ({ ...row, model: 'Other' }))]);
    expect(() => compute(both, params)).toThrow('two rows of draw');
  });
});

describe('tables that cannot be used', () => {
  const rows = perturbed({ lesions: 6, draws: 3 });
  it.each([
    ['no draws', rows.filter(({ draw }) => draw === 0), {}, 'at least two draws'],
    ['no draw column', rows, { draw: 'try' }, 'no column "try"'],
    ['no such subset', rows, { subsetColumn: 'part', subsetValue: 'nowhere' }, 'No row has part'],
    ['text as score', rows, { score: 'lesion' }, 'holds text'],
    ['no scores', rows, { positive: 'perhaps' }, 'Choose the column of the probability'],
    [
      'no complete lesion',
      rows.filter(({ draw, lesion }) => draw !== Number(String(lesion).slice(1, 2)) + 1),
      {},
      'prediction at every draw',
    ],
  ])('%s', (_, list, extra, message) => {
    expect(() => compute(tableOf(list as Row[]), { ...params, ...extra })).toThrow(message);
  });

  it('leaves out a lesion that lacks a draw and counts it', () => {
    const figure = compute(tableOf(rows.filter(({ draw, lesion }) => draw !== 2 || lesion !== 'P0-1')), params);
    expect(figure.warnings).toContain('1 lesion left out: a draw or a prediction is missing.');
    expect(quantity(figure, 'lesions')).toEqual({ estimate: 5 });
  });

  it('gives the spread, and no measure, of lesions of one class', () => {
    const figure = compute(tableOf(rows.map((row) => ({ ...row, target: 'yes' }))), params);
    expect(quantity(figure, 'mean')).toEqual({ unavailable: 'the lesions have one class only' });
    expect(figure.panels.map(({ id }) => id)).not.toContain('measure');
    expect(quantity(figure, 'lesion-deviation')).toHaveProperty('estimate');
  });

  it('gives no ICC of predictions that never change', () => {
    const constant = compute(tableOf(rows.map((row) => ({ ...row, 'probability of yes': 0.3 }))), params);
    expect(quantity(constant, 'icc')).toEqual({ unavailable: 'all measurements are equal' });
    expect(quantity(constant, 'deviation')).toEqual({ estimate: 0 });
  });
});

it('suggests the test lesions of a run that was perturbed, and nothing for other tables', () => {
  expect(seedPerturbation.suggest(tableOf(perturbed({ lesions: 4, draws: 2 })))).toMatchObject({
    target: 'target',
    positive: 'yes',
    subsetColumn: 'part',
    subsetValue: 'test',
  });
  expect(seedPerturbation.suggest(tableFromRecords([{ a: 1 }]))).toEqual({});
});
