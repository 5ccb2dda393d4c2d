import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { compareModels } from '#shared/statistics/compare-models/compare-models.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import reference from '#test/reference/comparison/comparison.json' with { type: 'json' };
import { golden } from '../comparison/examples.ts';
import { context, longTable, runsTable } from '../comparison/runs.ts';

const compute = (table: DataTable, params: object = {}) =>
  compareModels.compute(table, { ...compareModels.suggest(table), ...params }, context);
type Figure = ReturnType<typeof compute>;
const quantity = (figure: Figure, id: string) => figure.values.find((value) => value.id === id)?.quantity;
const table = (figure: Figure, title: RegExp) => figure.tables.find((one) => title.test(one.title))!;

const two = longTable(golden.y, { p: golden.p, q: golden.q });
const three = runsTable([
  { run: 'A', model: 'Network A', separation: 2.4 },
  { run: 'B', model: 'Network B', separation: 1 },
  { run: 'C', model: 'Network C', separation: 0 },
]);
const few = { resamples: 199, permutations: 199 };

describe('the comparison of two models', () => {
  const figure = compute(two);

  it('gives the golden difference, exact permutation p, DeLong and McNemar tests', () => {
    expect(quantity(figure, 'model-1')).toMatchObject({ estimate: expect.closeTo(0.72, 12) });
    expect(quantity(figure, 'model-2')).toMatchObject({ estimate: expect.closeTo(0.9, 12) });
    expect(quantity(figure, 'pair-1-2-difference')).toMatchObject({ estimate: expect.closeTo(-0.18, 12) });
    expect(quantity(figure, 'pair-1-2-p')).toEqual({ estimate: 0.1953125 });
    expect(table(figure, /Differences/).rows).toEqual([
      ['p − q', expect.stringMatching(/^−0\.180 \(/), '0.20', '0.20', '−1.389', '0.16', '0 / 1', '1.0', '0.50', '0.32'],
    ]);
  });

  it('draws a bar of each model with its interval, and a bracket with the p', () => {
    const [panel] = figure.panels;
    expect(panel!.x.categories).toEqual(['p', 'q']);
    expect(panel!.series.map((series) => series.mark === 'bars' && series.bars[0]?.x)).toEqual([0, 1]);
    expect(panel!.brackets).toEqual([{ from: 0, to: 1, text: 'p = 0.20' }]);
    expect(figureSchema.parse(figure)).toEqual(figure);
  });

  it('says n, resamples, swaps, sides, seed and that one pair needs no adjustment', () => {
    expect(figure.caption).toContain('in the same 10 lesions of 10 patients');
    expect(figure.caption).toContain('all swaps; two-sided: twice the smaller tail');
    expect(figure.methods).toContain('9999 resamples, the same for all models');
    expect(figure.methods).toContain('seed 42');
    expect(figure.methods).toContain('not adjusted (one pair)');
  });

  it('shows what each convention makes of the same predictions', () => {
    const rows = table(figure, /by each convention/).rows.filter(([name]) => name === 'p − q');
    expect(rows.map((row) => row[1])).toEqual(['seedpoint', 'paper text', 'reference code']);
    expect(rows[0]![3]).toBe('0.20 (exact)');
    // One-sided, of the wrong side: the first model is the worse one.
    expect(Number(rows[2]![3])).toBeGreaterThan(0.8);
  });

  it('leaves the table of conventions out where it is not wanted, and nothing else changes', () => {
    const without = compute(two, { conventionTable: false });
    expect(without.tables).toHaveLength(figure.tables.length - 1);
    expect(without.values).toEqual(figure.values);
  });

  it('takes the estimate of the convention chosen: of the reference code, the mean of the resamples', () => {
    const code = compute(two, { convention: 'reference code' });
    expect(quantity(code, 'model-1')).not.toMatchObject({ estimate: expect.closeTo(0.72, 6) });
    expect(code.caption).toContain('percentile bootstrap interval over 10 lesions (1000 resamples');
    expect(code.methods).toContain('one-sided');
    const text = compute(two, { convention: 'paper text' });
    expect(quantity(text, 'model-1')).toMatchObject({ estimate: expect.closeTo(0.72, 12) });
    expect(text.methods).toContain('basic (reverse percentile) bootstrap interval over 10 lesions (9999 resamples');
  });

  it('has an interval of the difference that agrees with the paired bootstrap of scipy', () => {
    const { y, p, q, difference, intervals } = reference.pairedDifference;
    for (const method of ['bca', 'percentile', 'basic'] as const) {
      // Quantiles of so many resamples have a Monte Carlo error of 0.0005, those of scipy's 19,999 of 0.001.
      const params = { interval: method, permutations: 99, resamples: 99_999 };
      const found = quantity(compute(longTable(y, { p, q }), params), 'pair-1-2-difference');
      const limits = found as { estimate: number; low: number; high: number };
      expect(limits.estimate).toBeCloseTo(difference, 12);
      expect(Math.abs(limits.low - intervals[method][0]!)).toBeLessThan(0.0035);
      expect(Math.abs(limits.high - intervals[method][1]!)).toBeLessThan(0.0035);
    }
  });

  it('changes nothing it is given and gives the same figure again', () => {
    const copy = structuredClone(two);
    expect(compute(two)).toEqual(figure);
    expect(two).toEqual(copy);
  });
});

describe('the comparison of several models', () => {
  it('compares all pairs, adjusted by Holm, or each with the reference', () => {
    const all = compute(three, few);
    expect(all.panels[0]?.brackets).toHaveLength(3);
    expect(table(all, /Differences/).rows.map(([name]) => name)).toEqual([
      'Network A − Network B',
      'Network A − Network C',
      'Network B − Network C',
    ]);
    const ps = ['1-2', '1-3', '2-3'].map((pair) => [
      (quantity(all, `pair-${pair}-p`) as { estimate: number }).estimate,
      (quantity(all, `pair-${pair}-adjusted-p`) as { estimate: number }).estimate,
    ]);
    const smallest = Math.min(...ps.map(([p]) => p!));
    expect(Math.min(...ps.map(([, adjusted]) => adjusted!))).toBeCloseTo(Math.min(1, 3 * smallest), 12);
    expect(all.caption).toContain("adjusted for 3 pairs by Holm's method");

    const one = compute(three, { ...few, reference: 'Network C' });
    expect(table(one, /Differences/).rows.map(([name]) => name)).toEqual([
      'Network A − Network C',
      'Network B − Network C',
    ]);
    expect(one.panels[0]?.brackets.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [0, 2],
    ]);
  });

  it('prints the least p of so many swaps as an upper bound', () => {
    const figure = compute(three, { ...few, reference: 'Network C', adjustment: 'none' });
    expect(figure.panels[0]?.brackets.at(-1)?.text).toBe('p ≤ 0.010');
    expect(figure.values.find(({ id }) => id === 'pair-1-3-p')?.definition).toContain('p is at most this');
  });

  it('takes the runs where one model has several on the same lesions, and else refuses the doubled rows', () => {
    const runs = runsTable([
      { run: 'half', model: 'Network A', fraction: 0.5, separation: 1 },
      { run: 'all', model: 'Network A', fraction: 1, separation: 2 },
    ]);
    expect(compareModels.suggest(runs)).toMatchObject({ model: 'run', positive: 'malignant', subsetValue: 'test' });
    expect(compute(runs, few).panels[0]?.x.categories).toEqual(['half', 'all']);
    expect(() => compute(runs, { ...few, model: 'model' })).toThrow(/45 rows of Network A repeat a lesion that it has/);
  });

  it('takes DeLong and McNemar only where each patient has one lesion', () => {
    const several = runsTable(
      [
        { run: 'A', model: 'Network A', separation: 2 },
        { run: 'B', model: 'Network B', separation: 1 },
      ],
      { lesions: 3 },
    );
    const figure = compute(several, { ...few, test: 'delong' });
    expect(quantity(figure, 'pair-1-2-p')).toEqual({ unavailable: expect.stringMatching(/several lesions/) });
    expect(figure.panels[0]?.brackets).toEqual([]);
    expect(quantity(figure, 'lesions')).toEqual({ estimate: 135 });
    expect(quantity(figure, 'patients')).toEqual({ estimate: 45 });
    expect(compute(several, few).methods).toContain('whole patients were drawn and swapped');
  });

  it('takes a test only with its metric', () => {
    expect(() => compute(two, { test: 'delong', metric: 'accuracy' })).toThrow(/choose the metric auc/);
    expect(() => compute(two, { test: 'mcnemar exact' })).toThrow(/choose the metric accuracy/);
    expect(quantity(compute(two, { ...few, test: 'mcnemar mid-p', metric: 'accuracy' }), 'pair-1-2-p')).toEqual({
      estimate: expect.closeTo(0.5, 12),
    });
  });

  it('takes the frozen tuning median of each model as cut-off where none is given', () => {
    const figure = compute(three, { ...few, metric: 'balanced-accuracy', cutoff: null });
    expect(figure.caption).toMatch(/Cut-off: Network A: 0\.\d+, Network B: 0\.\d+, Network C: 0\.\d+\./);
    expect(() => compute(two, { cutoff: null })).toThrow(/no rows of p with part = "tune": give a cut-off/);
  });

  it('averages over the classes of which there is a lesion, and names the one that is missing', () => {
    const random = createRandom(6);
    const names = ['bone', 'liver', 'lung'];
    const long = tableFromRecords(
      ['A', 'B'].flatMap((model) =>
        Array.from({ length: 40 }, (_, i) => ({
          model,
          lesion: i,
          target: names[1 + (i % 2)]!,
          ...Object.fromEntries(
            names.map((name, k) => [`probability of ${name}`, random() + (1 + (i % 2) === k ? 0.4 : 0)]),
          ),
        })),
      ),
    );
    const figure = compute(long, { ...few, metric: 'average-precision' });
    expect(figure.warnings).toContain('No lesion is bone: the means are over the other 2 classes.');
    expect(figure.panels[0]?.y.label).toBe('Mean average precision');
    expect(table(figure, /Differences/).rows[0]).toContain('for two classes only');
  });

  it('shows the values of the study as a table that says whose they are, and nowhere else', () => {
    const shown = compute(three, { ...few, showStudy: 'survival LUNG1' });
    const plain = compute(three, few);
    const reported = shown.tables.at(-1)!;
    expect(reported.title).toBe('Reported by the study (Pai et al.), not computed here: survival LUNG1');
    expect(reported.rows.map((row) => row[3])).toEqual([
      '0.637 (0.583–0.691)',
      '0.619 (0.564–0.674)',
      '0.566 (0.51–0.622)',
      '0.531 (0.475–0.587)',
    ]);
    expect(shown.panels).toEqual(plain.panels);
    expect(shown.values).toEqual(plain.values);
    expect(shown.caption).toContain('not output of this app');
  });
});

describe('tables that cannot be compared', () => {
  it.each([
    ['one model', longTable(golden.y, { p: golden.p }), {}, /has one value, p, in these rows/],
    [
      'one class',
      longTable(
        golden.y.map(() => 1),
        { p: golden.p, q: golden.q },
      ),
      { positive: '1' },
      /needs lesions of two kinds/,
    ],
    ['no rows', longTable([], {}), { positive: '1', score: 'score' }, /There is no column|no rows/],
    ['an unknown reference', two, { reference: 'r' }, /No row has model = "r"/],
    [
      'text in the score',
      longTable(golden.y, { p: golden.p.map(String).map((s) => `${s}?`), q: golden.q }),
      {},
      /holds text/,
    ],
  ])('say what is wrong: %s', (_, long, params, message) => {
    expect(() => compute(long, params)).toThrow(message);
  });

  it('pairs only the lesions that all models have, and counts the others', () => {
    const uneven = longTable([...golden.y, 1, 0], { p: [...golden.p, 0.4, 0.2], q: [...golden.q, null, 0.3] });
    const figure = compute(uneven, few);
    expect(quantity(figure, 'lesions')).toEqual({ estimate: 11 });
    expect(figure.warnings).toEqual(
      expect.arrayContaining([
        '1 row left out: no score.',
        '1 row left out: the other models lack these lesions of p.',
      ]),
    );
    const apart = tableFromRecords([
      { model: 'p', lesion: 'a', target: 1, score: 0.2 },
      { model: 'q', lesion: 'b', target: 0, score: 0.3 },
    ]);
    expect(() => compute(apart, { ...few, positive: '1' })).toThrow(/no lesion in common/);
  });

  it('refuses models that were asked different questions', () => {
    const records = golden.y.flatMap((target, i) => [
      { model: 'p', lesion: i, target, score: golden.p[i]! },
      { model: 'q', lesion: i, target: i === 3 ? 1 - target : target, score: golden.q[i]! },
    ]);
    expect(() => compute(tableFromRecords(records), few)).toThrow(/1 lesion has different values of target/);
  });

  it('does not swap a probability with a logit, but ranks; and doubts very different spreads', () => {
    const logits = golden.q.map((q) => 6 * Math.log(q / (1 - q)));
    const mixed = longTable(golden.y, { p: golden.p, logit: logits });
    expect(quantity(compute(mixed, few), 'pair-1-2-p')).toEqual({
      unavailable: expect.stringMatching(/swap ranks instead/),
    });
    expect(quantity(compute(mixed, { ...few, swap: 'ranks' }), 'pair-1-2-p')).toHaveProperty('estimate');
    const narrow = longTable(golden.y, { p: golden.p, narrow: golden.q.map((q) => q / 10) });
    expect(compute(narrow, few).warnings.join()).toMatch(/very different spreads/);
  });

  it('gives constant scores their AUC of one half without an interval', () => {
    const figure = compute(longTable(golden.y, { p: golden.p, constant: golden.y.map(() => 0.3) }), few);
    expect(quantity(figure, 'model-2')).toEqual({ estimate: 0.5 });
    expect(figure.warnings.join()).toContain('There is no interval for constant: every resample gave the same value.');
  });

  it('reads patients of a table of the command line from its column `patient`', () => {
    const records = golden.y.flatMap((target, i) => [
      { model: 'p', lesion: i, patient: `a${i >> 1}`, target, score: golden.p[i]! },
      { model: 'q', lesion: i, patient: `a${i >> 1}`, target, score: golden.q[i]! },
    ]);
    expect(quantity(compute(tableFromRecords(records), few), 'patients')).toEqual({ estimate: 5 });
  });
});
