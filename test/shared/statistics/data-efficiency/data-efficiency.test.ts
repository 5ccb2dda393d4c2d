import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { dataEfficiency } from '#shared/statistics/data-efficiency/data-efficiency.ts';
import { type DataTable, numberColumn, textColumn } from '#shared/statistics/data-table.ts';
import { auc } from '#shared/statistics/measures/auc.ts';
import { context, runsTable } from '../comparison/runs.ts';

const few = { resamples: 199, permutations: 199 };
const compute = (table: DataTable, params: object = {}) =>
  dataEfficiency.compute(table, { ...dataEfficiency.suggest(table), ...few, ...params }, context);
type Figure = ReturnType<typeof compute>;
const quantity = (figure: Figure, id: string) => figure.values.find((value) => value.id === id)?.quantity;

const shares = [1, 0.5, 0.1];
const models = [
  { model: 'Foundation', separation: 2.5 },
  { model: 'Supervised', separation: 0.8 },
];
const single = runsTable(
  models.flatMap(({ model, separation }) =>
    shares.map((fraction) => ({
      run: `${model} ${fraction}`,
      model,
      fraction,
      separation: separation * (0.5 + fraction / 2),
    })),
  ),
);
const repeated = runsTable(
  models.flatMap(({ model, separation }) =>
    shares.flatMap((fraction) =>
      [1, 2, 3].map((seed) => ({ run: `${model} ${fraction} ${seed}`, model, fraction, seed, separation })),
    ),
  ),
);

/** The AUC of the test lesions of one run, straight from the table. */
function aucOf(table: DataTable, run: string): number {
  const [runs, parts, truth] = ['run', 'part', 'target'].map((name) => textColumn(table, name));
  const rows = runs!.flatMap((name, row) => (name === run && parts![row] === 'test' ? [row] : []));
  const scores = numberColumn(table, 'probability of malignant');
  return auc(
    rows.map((row) => scores[row]!),
    Uint8Array.from(rows, (row) => Number(truth![row] === 'malignant')),
  );
}

describe('data efficiency', () => {
  it('draws bars of all data and curves over the shares, from all data down', () => {
    const figure = compute(single);
    const [bars, curves] = figure.panels;
    expect(bars).toMatchObject({ title: 'All data', x: { categories: ['Foundation', 'Supervised'] } });
    expect(curves!.x).toMatchObject({ scale: 'category', categories: ['100', '50', '10'], unit: '%' });
    const [foundation] = curves!.series;
    const points = foundation?.mark === 'intervals' ? foundation.points : [];
    expect(points.map(({ x }) => x)).toEqual([0, 1, 2]);
    shares.forEach((fraction, i) => {
      expect(points[i]!.y).toBeCloseTo(aucOf(single, `Foundation ${fraction}`), 12);
      expect(points[i]!.low).toBeLessThan(points[i]!.y);
      expect(points[i]!.high).toBeGreaterThan(points[i]!.y);
    });
    expect(bars!.series[0]).toMatchObject({ mark: 'bars', bars: [{ x: 0, y: points[0]!.y, low: points[0]!.low }] });
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(figure.sizeMm.width).toBe(183);
    expect(figure.caption).toContain(
      'trained on 100%, 50%, 10% of the training data, in the same 45 lesions of 45 patients with part = test',
    );
  });

  it('gives the increase over a baseline at each share, as the study prints it', () => {
    const figure = compute(single, { baseline: 'Supervised', secondMetric: 'balanced-accuracy' });
    const increases = figure.tables[1]!;
    expect(increases.title).toMatch(/^Increase over Supervised/);
    expect(increases.columns.slice(2)).toEqual([
      'Δ AUC over Supervised (95% CI), p',
      'Δ Balanced accuracy over Supervised (95% CI), p',
    ]);
    expect(increases.rows.map((row) => row.slice(0, 2))).toEqual(
      shares.map((share) => [`${share * 100}%`, 'Foundation']),
    );
    expect(increases.rows[0]![2]).toMatch(/^0\.\d{3} \(−?0\.\d{3}–0\.\d{3}\), p [=≤] /);
    const difference = aucOf(single, 'Foundation 0.5') - aucOf(single, 'Supervised 0.5');
    expect(quantity(figure, 'auc-1-over-2-500-increase')).toMatchObject({ estimate: expect.closeTo(difference, 12) });
    expect(figure.methods).toContain('adjusted for 6 tests by Holm');
    expect(figure.panels).toHaveLength(4);
  });

  it('marks the largest increase of a share and what is not significant', () => {
    const weak = runsTable([
      { run: 'a', model: 'A', separation: 3 },
      { run: 'b', model: 'B', separation: 0.1 },
      { run: 'c', model: 'C', separation: 0 },
    ]);
    const [, increases] = compute(weak, { baseline: 'C', permutations: 999 }).tables;
    const [best, none] = increases!.rows.map((row) => String(row[2]));
    expect(best).toMatch(/†, p [=≤] 0\.\d+$/);
    expect(none).toMatch(/[^†], p = [\d.]+‡$/);
  });

  it('shows the mean of repeats, their deviation, and either interval', () => {
    const figure = compute(repeated, { baseline: 'Supervised' });
    const areas = [1, 2, 3].map((seed) => aucOf(repeated, `Foundation 0.1 ${seed}`));
    const mean = (areas[0]! + areas[1]! + areas[2]!) / 3;
    const deviation = Math.sqrt(areas.reduce((sum, area) => sum + (area - mean) ** 2, 0) / 2);
    expect(quantity(figure, 'auc-1-100')).toMatchObject({ estimate: expect.closeTo(mean, 12) });
    expect(quantity(figure, 'auc-1-100-deviation')).toEqual({ estimate: expect.closeTo(deviation, 12) });
    expect(figure.tables[0]!.rows.every((row) => row[2] === 3)).toBe(true);
    const overRuns = compute(repeated, { whiskers: 'repeats' }).panels[1]!.series[0];
    const point = overRuns?.mark === 'intervals' ? overRuns.points[2]! : null;
    // t of 2 degrees of freedom at 0.975.
    expect(point?.high).toBeCloseTo(mean + (4.302652729911275 * deviation) / Math.sqrt(3), 9);
    expect(point?.low).toBeCloseTo(mean - (4.302652729911275 * deviation) / Math.sqrt(3), 9);
  });

  it('has no interval over repeats of single runs, and asks for the column that tells runs apart', () => {
    const figure = compute(single, { whiskers: 'repeats' });
    const bar = figure.panels[0]!.series[0];
    expect(bar?.mark === 'bars' && Object.keys(bar.bars[0]!)).toEqual(['x', 'y']);
    expect(() => compute(repeated, { repeat: '' })).toThrow(/repeat a lesion that it has already. Choose a column/);
  });

  it('leaves the test open where models have different numbers of repeats, and says so', () => {
    const runs = [1, 2].map((seed) => ({ run: `A ${seed}`, model: 'A', seed, separation: 2 }));
    const uneven = runsTable([...runs, { run: 'B', model: 'B', separation: 1 }]);
    const figure = compute(uneven, { baseline: 'B' });
    expect(quantity(figure, 'auc-1-over-2-1000-p')).toEqual({
      unavailable: expect.stringMatching(/different numbers/),
    });
    expect(figure.panels).toHaveLength(1);
  });

  it('takes percents, draws a logarithmic axis, and names the runs that are missing', () => {
    const percents = runsTable([
      { run: 'a', model: 'A', fraction: 100, separation: 2 },
      { run: 'b', model: 'A', fraction: 10, separation: 1 },
      { run: 'c', model: 'B', fraction: 100, separation: 1 },
    ]);
    const figure = compute(percents, { axis: 'log' });
    expect(figure.panels[1]!.x).toMatchObject({ scale: 'log', ticks: [10, 100] });
    expect(figure.warnings).toContain('There is no run of B with 10% of the data.');
  });

  it('refuses a share that is none, and an unknown baseline', () => {
    const wrong = runsTable([{ run: 'a', model: 'A', fraction: -0.5, separation: 2 }]);
    expect(() => compute(wrong)).toThrow(/above 0 and at most 1/);
    expect(() => compute(single, { baseline: 'Nobody' })).toThrow(/No row has model = "Nobody"/);
  });

  it('shows the increases that the study reports beside, marked as such', () => {
    const figure = compute(single, { showStudy: 'nodule malignancy' });
    const reported = figure.tables.at(-1)!;
    expect(reported.title).toContain('not computed here');
    expect(reported.rows).toContainEqual([
      'foundation, fine-tuned, increase over supervised, fine-tuned',
      'AUC',
      '10%',
      '−0.091 (−0.015 to 0.171481)',
      '<0.05',
      'Extended Data Table 2',
      'The interval is malformed in print.',
    ]);
  });
});
