import { describe, expect, it } from 'vitest';
import type { Cell } from '#shared/domain/entities.ts';
import { figureSchema } from '#shared/figure.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { kaplanMeier } from '#shared/statistics/kaplan-meier/kaplan-meier.ts';
import { golden } from './golden.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const records: Record<string, Cell>[] = golden.flatMap(({ times, events }, group) =>
  times.map((time, i) => ({ time, event: events[i]!, arm: group === 0 ? 'A' : 'B', score: group + i / 100 })),
);
const table = tableFromRecords(records);
const base = { time: 'time', event: 'event', axisUnit: 'days' };

const compute = (data: DataTable, params: object) => kaplanMeier.compute(data, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((value) => value.id === id)?.quantity;

describe('the Kaplan-Meier statistic', () => {
  it('gives the golden medians and tests by group', () => {
    const figure = compute(table, { ...base, grouping: 'column', group: 'arm', band: 'log' });
    expect(quantity(figure, 'group-1-median')).toEqual({ estimate: 10, low: 6, level: 0.95, unit: 'days' });
    expect(quantity(figure, 'group-2-median')).toMatchObject({ estimate: 3.5 });
    expect(quantity(figure, 'chi-square')).toEqual({ estimate: expect.closeTo(11.967978, 5) });
    expect(quantity(figure, 'p')).toEqual({ estimate: expect.closeTo(5.4122636e-4, 10) });
    expect(
      quantity(compute(table, { ...base, grouping: 'column', group: 'arm', test: 'tarone-ware' }), 'chi-square'),
    ).toEqual({ estimate: expect.closeTo(11.7871, 4) });
    const other = compute(table, { ...base, grouping: 'column', group: 'arm', median: 'first' });
    expect(quantity(other, 'group-2-median')).toMatchObject({ estimate: 3 });
  });

  it('names the values that it takes as censored when there are several', () => {
    const words = ['dead', 'alive', 'unknown', 'dead'].map((event, i) => ({ time: i + 1, event }));
    const { warnings } = compute(tableFromRecords(words), { ...base, eventValue: 'dead' });
    expect(warnings).toContain('2 other values of event count as censored: "alive", "unknown".');
    expect(compute(table, base).warnings).toEqual([]);
  });

  it('cuts follow-up at a horizon: what comes at or after it is censored (golden value)', () => {
    const figure = compute(table, { ...base, grouping: 'column', group: 'arm', horizon: 5 });
    expect(quantity(figure, 'chi-square')).toEqual({ estimate: expect.closeTo(8.299928, 5) });
    expect(figure.caption).toContain('Follow-up was cut at 5 days.');
  });

  it('returns a figure that the schema accepts as it is, 89 mm wide, with steps, bands, ticks and numbers at risk', () => {
    const figure = compute(table, { ...base, grouping: 'column', group: 'arm' });
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(figure.sizeMm.width).toBe(89);
    const [panel] = figure.panels;
    expect(panel?.notes?.lines).toEqual(['Log-rank test: p = 0.00054']);
    expect(panel?.riskTable).toEqual({
      title: 'Number at risk',
      times: [0, 5, 10, 15, 20],
      rows: [
        { seriesId: 'group-1', label: 'A', counts: [10, 10, 5, 3, 2] },
        { seriesId: 'group-2', label: 'B', counts: [10, 3, 0, 0, 0] },
      ],
    });
    const [first, second] = panel!.series;
    if (first?.mark !== 'step' || second?.mark !== 'step') throw new Error('expected steps');
    expect(first.points.slice(0, 3)).toEqual([
      { x: 0, y: 1 },
      { x: 5, y: 0.9 },
      { x: 6, y: expect.closeTo(0.7, 12) },
    ]);
    expect(first.censored).toEqual([
      { x: 6, y: expect.closeTo(0.7, 12) },
      { x: 23, y: expect.closeTo(0.1166667, 6) },
    ]);
    expect(first.points.at(-1)?.x).toBe(23);
    // Survival of B ends at 0, where the last upper limit is carried on.
    expect(second.points.at(-1)).toEqual({ x: 8, y: 0 });
    expect(second.band?.at(-1)).toEqual({ x: 8, low: 0, high: expect.closeTo(0.433208, 6) });
  });

  it('splits a score at a frozen threshold, equal scores to the lower group, and warns when it takes the median in view', () => {
    const frozen = compute(table, { ...base, grouping: 'score', score: 'score', threshold: 1 });
    expect(frozen.panels[0]?.series.map(({ label }) => label)).toEqual(['Low score (≤ 1)', 'High score (> 1)']);
    expect(frozen.panels[0]?.riskTable?.rows.map(({ label }) => label)).toEqual(['Low', 'High']);
    expect(quantity(frozen, 'group-1-patients')).toEqual({ estimate: 11 });
    expect(frozen.warnings.some((warning) => warning.includes('median of the patients shown'))).toBe(false);
    const inView = compute(table, { ...base, grouping: 'score', score: 'score' });
    expect(quantity(inView, 'group-1-patients')).toEqual({ estimate: 10 });
    expect(inView.warnings.some((warning) => warning.includes('median of the patients shown'))).toBe(true);
  });

  it('counts a patient with several lesions once, by the mean of their scores', () => {
    const lesions = tableFromRecords(
      [
        { time: 3, event: 1, score: 0.2 },
        { time: 3, event: 1, score: 0.9 },
        { time: 8, event: 0, score: 0.1 },
      ],
      { patients: Int32Array.of(4, 4, 9), subjects: Int32Array.of(101, 102, 103) },
    );
    const params = { ...base, grouping: 'score', score: 'score', threshold: 0.5 };
    const mean = compute(lesions, params);
    expect([quantity(mean, 'group-1-patients'), quantity(mean, 'group-2-patients')]).toEqual([
      { estimate: 1 },
      { estimate: 1 },
    ]);
    expect(quantity(compute(lesions, { ...params, lesions: 'lowest' }), 'group-1-patients')).toEqual({ estimate: 2 });
    const [series] = mean.panels[0]!.series;
    if (series?.mark !== 'step') throw new Error('expected steps');
    expect(series.censored).toEqual([{ x: 8, y: 1, subject: 103 }]);
    const torn = tableFromRecords(
      [
        { time: 3, event: 1 },
        { time: 4, event: 1 },
      ],
      { patients: Int32Array.of(4, 4) },
    );
    expect(() => compute(torn, base)).toThrow(/lesions of one patient differ/);
  });

  it('says "not reached" for the median and an open limit, and why survival at a late time is missing', () => {
    const long = tableFromRecords([1, 2, 3, 4, 5, 6].map((time) => ({ time, event: time === 2 ? 1 : 0 })));
    const figure = compute(long, { ...base, landmark: 20 });
    expect(quantity(figure, 'group-1-median')).toEqual({ unavailable: 'not reached' });
    expect(quantity(figure, 'group-1-landmark')).toEqual({ unavailable: 'follow-up ends before' });
    expect(figure.tables[0]?.rows[0]).toContain('not reached');
    expect(JSON.stringify(figure)).not.toMatch(/NaN|null,"high"/);
  });

  it('converts days to years of 365.25 days for display without moving the test', () => {
    const years = compute(table, { ...base, axisUnit: 'years', grouping: 'column', group: 'arm' });
    expect(quantity(years, 'group-1-median')).toMatchObject({ estimate: 10 / 365.25, unit: 'years' });
    expect(quantity(years, 'chi-square')).toEqual({ estimate: expect.closeTo(11.967978, 5) });
    expect(years.methods).toContain('365.25 days');
  });

  it('warns of groups below ten and of patients left out, and refuses too many groups', () => {
    const figure = compute(
      tableFromRecords([
        ...records.slice(0, 4),
        { time: null, event: 1 },
        { time: 5, event: null },
        { time: -1, event: 1 },
      ]),
      base,
    );
    expect(figure.warnings).toEqual(
      expect.arrayContaining([
        '1 patient left out: no value of time.',
        '1 patient left out: no value of event.',
        '1 patient left out: time below 0.',
        expect.stringMatching(/The group "All patients" has 4 patients/),
      ]),
    );
    expect(() => compute(table, { ...base, grouping: 'column', group: 'score' })).toThrow(/20 values; at most 8/);
    expect(() => compute(table, { ...base, grouping: 'column' })).toThrow(/Choose a column/);
  });

  it('says so when no patient has the event', () => {
    const figure = compute(table, { ...base, eventValue: 'dead', grouping: 'column', group: 'arm' });
    expect(figure.warnings).toContain('No patient has event = "dead".');
    expect(quantity(figure, 'p')).toEqual({ unavailable: 'no event came while patients of two groups were at risk' });
  });

  it('adds a test for trend from three groups on, and groups without patients of their own do not break it', () => {
    const three = tableFromRecords(records.map((record, i) => ({ ...record, stage: i % 3 })));
    const figure = compute(three, { ...base, grouping: 'column', group: 'stage' });
    expect(figure.panels[0]?.series.map(({ label }) => label)).toEqual(['stage = 0', 'stage = 1', 'stage = 2']);
    expect(quantity(figure, 'trend-p')).toHaveProperty('estimate');
    const oneSided = compute(table, { ...base, grouping: 'score', score: 'score', threshold: 99 });
    expect(oneSided.warnings).toContain('No patient is in the group "High score (> 99)".');
    expect(quantity(oneSided, 'group-2-median')).toEqual({ unavailable: 'no patients' });
    expect(figureSchema.parse(oneSided)).toEqual(oneSided);
  });

  it('suggests the columns by their names and the tuning median as the threshold of a run', () => {
    const run = tableFromRecords(
      [0.1, 0.4, 0.8, 0.6].map((probability, i) => ({
        'Survival.time': 10 + i,
        'deadstatus.event': i % 2,
        target: i % 2 ? 'alive' : 'dead',
        part: i < 3 ? 'tune' : 'test',
        'probability of dead': 1 - probability,
        'probability of alive': probability,
      })),
    );
    expect(kaplanMeier.suggest(run)).toEqual({
      time: 'Survival.time',
      timeUnit: 'days',
      event: 'deadstatus.event',
      eventValue: '1',
      grouping: 'score',
      score: 'probability of alive',
      threshold: 0.4,
      subsetColumn: 'part',
      subsetValue: 'test',
    });
  });

  it('changes nothing it is given', () => {
    const copy = structuredClone(table);
    compute(table, Object.freeze({ ...base, grouping: 'score', score: 'score' }));
    expect(table).toEqual(copy);
  });
});
