import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';
import { restrictedMean } from '#shared/statistics/restricted-mean/restricted-mean.ts';
import { golden } from '../kaplan-meier/golden.ts';
import { reference } from '../kaplan-meier/reference.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const table = tableFromRecords(
  golden.flatMap(({ times, events }, group) =>
    times.map((time, i) => ({ time, event: events[i]!, arm: group === 0 ? 'A' : 'B', score: group })),
  ),
);
const base = { time: 'time', event: 'event', axisUnit: 'days', grouping: 'column', group: 'arm' };
const quantity = (figure: ReturnType<typeof restrictedMean.compute>, id: string) =>
  figure.values.find((value) => value.id === id)?.quantity;

describe('the statistic of restricted means', () => {
  it('gives the golden means, and averages to the smaller of the last follow-ups by itself', () => {
    const figure = restrictedMean.compute(table, { ...base, tau: 10 }, context);
    expect(quantity(figure, 'group-1-mean')).toMatchObject({ estimate: expect.closeTo(8.35, 10), unit: 'days' });
    expect(quantity(figure, 'group-2-standard-error')).toMatchObject({ estimate: expect.closeTo(0.7264, 4) });
    expect(quantity(figure, 'group-2-difference')).toMatchObject({ estimate: expect.closeTo(-4.65, 10) });
    expect(quantity(figure, 'group-2-ratio')).toMatchObject({ estimate: expect.closeTo(3.7 / 8.35, 10) });
    expect(quantity(restrictedMean.compute(table, base, context), 'tau')).toEqual({ estimate: 8, unit: 'days' });
  });

  it('shades the area up to tau and no further', () => {
    const figure = restrictedMean.compute(table, { ...base, tau: 7.5 }, context);
    expect(figureSchema.parse(figure)).toEqual(figure);
    const [first] = figure.panels[0]!.series;
    if (first?.mark !== 'step') throw new Error('expected steps');
    expect(first.points.at(-1)!.x).toBe(23);
    expect(first.band!.at(-1)).toEqual({ x: 7.5, low: 0, high: expect.closeTo(7 / 12, 10) });
    expect(figure.panels[0]!.guides).toEqual([{ from: { x: 7.5, y: 0 }, to: { x: 7.5, y: 1 } }]);
  });

  it('takes another reference group by its value, adjusts for several, and says when a group is too short', () => {
    const three = tableFromRecords(reference.data);
    const params = { ...base, group: 'group', tau: 15 };
    const figure = restrictedMean.compute(three, { ...params, reference: '2' }, context);
    expect(figure.tables[1]?.title).toBe('Against group = 2');
    expect(quantity(figure, 'group-1-difference-p-holm')).toHaveProperty('estimate');
    expect(() => restrictedMean.compute(three, { ...params, reference: '7' }, context)).toThrow(/reference group/);
    const short = restrictedMean.compute(table, { ...base, tau: 30 }, context);
    expect(quantity(short, 'group-1-mean')).toEqual({ unavailable: 'follow-up of the group ends before 30 days' });
    expect(quantity(short, 'group-2-difference')).toHaveProperty('unavailable');
    expect(short.warnings).toContain('Follow-up of the group "A" ends before 30 days: it has no mean.');
  });

  it('works for one group, for a score, with nobody dead, and refuses an empty table', () => {
    const { grouping: _, ...all } = base;
    expect(restrictedMean.compute(table, all, context).values.map(({ id }) => id)).not.toContain('group-2-mean');
    const split = restrictedMean.compute(
      table,
      { ...base, grouping: 'score', score: 'score', threshold: 0.5 },
      context,
    );
    expect(quantity(split, 'group-2-mean')).toMatchObject({ estimate: expect.any(Number) });
    const alive = tableFromRecords([5, 6, 7].map((time) => ({ time, event: 0, arm: time > 5 ? 'A' : 'B' })));
    expect(quantity(restrictedMean.compute(alive, base, context), 'group-2-difference-p')).toEqual({
      unavailable: 'no event up to the time in either group',
    });
    expect(() => restrictedMean.compute(tableFromRecords([]), base, context)).toThrow(/no rows/);
  });
});
