import { describe, expect, it } from 'vitest';
import type { Cell } from '#shared/domain/entities.ts';
import { figureSchema } from '#shared/figure.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { kaplanMeier } from '#shared/statistics/kaplan-meier/kaplan-meier.ts';
import { snapTimes, survivalAt, survivalCurve } from '#shared/statistics/kaplan-meier/survival-curve.ts';
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

  it('names the groups of a predicted probability so that they can be read aloud', () => {
    const run = tableFromRecords(
      records.map((record) => ({ ...record, 'probability of alive': Number(record['score']) / 2 })),
    );
    const params = { ...base, grouping: 'score', score: 'probability of alive', threshold: 0.53 };
    expect(compute(run, params).panels[0]?.series.map(({ label }) => label)).toEqual([
      'Low predicted probability of alive (≤ 0.53)',
      'High predicted probability of alive (> 0.53)',
    ]);
    const [low] = compute(run, { ...params, equalScores: 'high' }).panels[0]!.series;
    expect(low?.label).toBe('Low predicted probability of alive (< 0.53)');
  });

  it('puts scores equal to the threshold where it is told to', () => {
    const params = { ...base, grouping: 'score', score: 'score', threshold: 1 };
    expect(quantity(compute(table, { ...params, equalScores: 'high' }), 'group-2-patients')).toEqual({ estimate: 10 });
    expect(quantity(compute(table, params), 'group-2-patients')).toEqual({ estimate: 9 });
  });

  it('tests pairs of three groups with adjusted p values, and none when told so', () => {
    const three = tableFromRecords(records.map((record, i) => ({ ...record, stage: i % 3 })));
    const params = { ...base, grouping: 'column', group: 'stage' };
    const figure = compute(three, params);
    expect(figure.tables[1]?.columns).toEqual(['Group', 'Against', 'χ²', 'p', 'p, Holm']);
    expect(figure.values.filter(({ id }) => id.startsWith('pair-')).map(({ id }) => id)).toEqual([
      'pair-1-2-p',
      'pair-1-3-p',
      'pair-2-3-p',
    ]);
    expect(figure.methods).toContain('Holm adjustment of the 3 p values');
    const off = compute(three, { ...params, pairwise: 'off' });
    expect(off.values.some(({ id }) => id.startsWith('pair-'))).toBe(false);
    expect(off.tables.map(({ title }) => title)).toEqual(['Groups', 'Survival over time']);
  });

  it('stratifies the test within the values of a column and says so', () => {
    const strata = tableFromRecords(records.map((record, i) => ({ ...record, site: i % 2 ? 'x' : 'y' })));
    const figure = compute(strata, { ...base, grouping: 'column', group: 'arm', stratum: 'site' });
    expect(figure.panels[0]?.notes?.lines[0]).toMatch(/^Log-rank test, stratified by site: p = /);
    expect(quantity(figure, 'chi-square')).not.toEqual({ estimate: expect.closeTo(11.967978, 5) });
    const weighted = compute(strata, { ...base, grouping: 'column', group: 'arm', test: 'fleming-harrington' });
    expect(weighted.methods).toContain('Fleming–Harrington test (rho 0, gamma 1)');
  });

  it('gives counts below the axis and lines to the medians when asked', () => {
    const figure = compute(table, {
      ...base,
      grouping: 'column',
      group: 'arm',
      cumulativeEvents: true,
      cumulativeCensored: true,
      medianLines: true,
    });
    expect(figure.panels[0]?.riskTable?.rows[0]).toMatchObject({
      counts: [10, 10, 5, 3, 2],
      events: [0, 1, 5, 6, 7],
      censored: [0, 0, 1, 1, 1],
    });
    expect(figure.panels[0]?.guides).toEqual([
      { from: { x: 0, y: 0.5 }, to: { x: 10, y: 0.5 } },
      { from: { x: 10, y: 0.5 }, to: { x: 10, y: 0 } },
      { from: { x: 3.5, y: 0.5 }, to: { x: 3.5, y: 0 } },
    ]);
    expect(figure.tables.at(-1)?.rows[2]).toEqual(['A', 10, 5, 5, 1, '0.467 (0.150–0.737)']);
  });

  it('follows the published code of the study under its name, beside what was set', () => {
    const long = tableFromRecords(
      records.map((record) => ({
        ...record,
        time: Number(record['time']) * 365,
        score: record['arm'] === 'A' ? 0 : 1,
      })),
    );
    const params = { time: 'time', event: 'event', grouping: 'score', score: 'score', threshold: 1 };
    const figure = compute(long, { ...params, convention: 'reference-code' });
    // Cut at 5 years of 365 days; equal scores are high, so the groups are those of the golden data.
    expect(quantity(figure, 'chi-square')).toEqual({ estimate: expect.closeTo(8.299928, 5) });
    expect(quantity(figure, 'group-2-median')).toMatchObject({ estimate: 3 });
    expect(quantity(figure, 'group-1-median')).toEqual({ unavailable: 'not reached' });
    const compared = figure.tables.find(({ title }) => title === 'Conventions compared')!;
    const rows = Object.fromEntries(compared.rows.map(([name, ...cells]) => [name, cells]));
    expect(rows['Days of a year']).toEqual(['365.25', '365']);
    expect(rows['Scores equal to the threshold']).toEqual(['low group', 'high group']);
    expect(rows['Patients']).toEqual(['20 + 0', '10 + 10']);
    expect(rows['p']).toEqual(['none', '0.003965']);
    expect(compute(long, params).tables.some(({ title }) => title === 'Conventions compared')).toBe(false);
  });

  it('draws a long curve by at most 2,000 steps and 500 ticks, each on the true curve, with all patients in the numbers', () => {
    const random = createRandom(1);
    const count = 30_000;
    const time = Float64Array.from({ length: count }, () => -Math.log(1 - random()));
    const event = Float64Array.from({ length: count }, () => (random() < 0.6 ? 1 : 0));
    const large: DataTable = {
      rowCount: count,
      subjects: null,
      patients: null,
      columns: new Map([
        ['time', { type: 'number', values: time }],
        ['event', { type: 'number', values: event }],
      ]),
    };
    const figure = compute(large, base);
    const [series] = figure.panels[0]!.series;
    if (series?.mark !== 'step') throw new Error('expected steps');
    expect(series.points.length).toBeLessThanOrEqual(2002);
    expect(series.censored.length).toBeLessThanOrEqual(500);
    expect(figure.caption).toContain('1/2000 of the axis');
    const curve = survivalCurve(snapTimes(time), Uint8Array.from(event), { band: 'log-log', level: 0.95 });
    for (const { x, y } of series.points) expect(survivalAt(curve, x)?.survival).toBe(y);
    // Between two drawn steps the true curve is left by less than 1/2000 of the axis.
    const longest = Math.max(...time);
    curve.times.forEach((at, i) => {
      if (curve.events[i] === 0) return;
      const next = series.points.find(({ x }) => x >= at)!;
      expect(next.x - at).toBeLessThanOrEqual(longest / 2000);
    });
    expect(quantity(figure, 'group-1-patients')).toEqual({ estimate: count });
    expect(figure.panels[0]?.riskTable?.rows[0]?.counts[1]).toBe(
      time.filter((value) => value >= figure.panels[0]!.riskTable!.times[1]!).length,
    );
  });

  it('changes nothing it is given', () => {
    const copy = structuredClone(table);
    compute(table, Object.freeze({ ...base, grouping: 'score', score: 'score' }));
    expect(table).toEqual(copy);
  });
});
