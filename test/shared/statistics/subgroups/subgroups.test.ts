import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { clusteredAuc } from '#shared/statistics/measures/clustered-auc.ts';
import { deLong } from '#shared/statistics/measures/delong.ts';
import { subgroups } from '#shared/statistics/subgroups/subgroups.ts';
import { cases, siteReference } from '../regression/cases.ts';
import { nullTable } from './simulate.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const compute = (table: DataTable, params: object) => subgroups.compute(table, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((value) => value.id === id)?.quantity;

const tableOf = ({ data }: (typeof cases)['small'], ids: { patients?: Int32Array } = {}) =>
  tableFromRecords(
    data.y.map((y, i) => ({
      y,
      age: data.age[i]!,
      score: data.score[i]!,
      sex: data.sex[i] ? 'm' : 'f',
      site: data.site[i]!,
    })),
    ids,
  );
const base = { target: 'y', positive: '1', score: 'score', columns: ['site'] };

describe('subgroups', () => {
  it.each(['small', 'large'] as const)('gives pROC’s AUC with DeLong’s limits within each site (%s)', (name) => {
    const figure = compute(tableOf(cases[name]), base);
    expect(figureSchema.parse(figure)).toEqual(figure);
    const sites = Object.values(siteReference[name].sites);
    let [weights, weighted, squares] = [0, 0, 0];
    sites.forEach(({ limits: [low, estimate, high], variance }, k) => {
      expect(quantity(figure, `site-${k + 1}`)).toEqual({
        estimate: expect.closeTo(estimate, 10),
        low: expect.closeTo(low, 8),
        high: expect.closeTo(Math.min(1, high), 8),
        level: 0.95,
      });
      const weight = (estimate * (1 - estimate)) ** 2 / variance;
      const logit = Math.log(estimate / (1 - estimate));
      weights += weight;
      weighted += weight * logit;
      squares += weight * logit ** 2;
    });
    // Cochran's Q of independent levels on the logit scale, upper tail of chi-square with two degrees of freedom.
    const q = squares - weighted ** 2 / weights;
    expect(quantity(figure, 'interaction-site')).toEqual({ estimate: expect.closeTo(Math.exp(-q / 2), 8) });
  });

  it.each(['small', 'large'] as const)(
    'tests the interaction of an odds ratio as statsmodels and R’s Rao test do (%s)',
    (name) => {
      const params = { ...base, measure: 'odds-ratio', scoreAs: 'unit' };
      const p = (ratioTest: string) =>
        quantity(compute(tableOf(cases[name]), { ...params, ratioTest }), 'interaction-site');
      expect(p('likelihood-ratio')).toEqual({ estimate: expect.closeTo(cases[name].interaction.p, 8) });
      expect(p('score')).toEqual({ estimate: expect.closeTo(siteReference[name].rao, 7) });
    },
  );

  it('has Obuchowski’s variance where patients have several lesions, and DeLong’s where not', () => {
    for (const { data, auc } of Object.values(cases)) {
      const [scores, isPositive] = [Float64Array.from(data.score), Uint8Array.from(data.y)];
      const clustered = clusteredAuc(scores, isPositive, Int32Array.from(data.patient));
      expect(clustered.estimate).toBeCloseTo(auc.estimate, 12);
      expect(clustered.variance).toBeCloseTo(auc.variance, 12);
      const plain = clusteredAuc(scores, isPositive, Int32Array.from(data.y.keys()));
      expect(plain.variance).toBeCloseTo(auc.independentVariance, 12);
      expect(plain.variance).toBeCloseTo(deLong([scores], isPositive).covariance[0]!, 12);
    }
    const { data } = cases.large;
    const table = tableOf(cases.large, { patients: Int32Array.from(data.patient) });
    const figure = compute(table, { ...base, lesions: 'each' });
    const all = quantity(figure, 'all') as { estimate: number; high: number };
    expect(((all.high - all.estimate) / 1.959963985) ** 2).toBeCloseTo(cases.large.auc.variance, 10);
    expect(figure.caption).toContain('400 lesions');
  });

  it('cuts numbers at the median or where it is told, and lists levels in a forest with the whole as a diamond', () => {
    const figure = compute(tableOf(cases.large), { ...base, columns: ['sex', 'age'], cuts: 'age = 65' });
    const [panel] = figure.panels;
    expect(panel!.y.categories).toEqual(['sex', '  f', '  m', 'age', '  ≤ 65', '  > 65', 'All']);
    const [series] = panel!.series;
    if (series?.mark !== 'intervals') throw new Error('expected intervals');
    expect(series.points.map(({ y, diamond }) => [y, diamond ?? false])).toEqual([
      [1, false],
      [2, false],
      [4, false],
      [5, false],
      [6, true],
    ]);
    const median = compute(tableOf(cases.large), { ...base, columns: ['age'] });
    const counts = median.tables[0]!.rows.slice(1).map((row) => row[2] as number);
    expect(Math.abs(counts[0]! - counts[1]!)).toBeLessThan(12);
    expect(() => compute(tableOf(cases.large), { ...base, cuts: 'age = 65' })).toThrow(/forms no subgroups/);
    expect(() => compute(tableOf(cases.large), { ...base, columns: ['age'], cuts: 'age: 65' })).toThrow(
      /column = number/,
    );
  });

  it('lists small, one-sided and missing subgroups with the reason, and leaves them out of the test', () => {
    const odd = tableFromRecords(
      Array.from({ length: 60 }, (_, i) => ({
        y: i % 2,
        score: (i * 7) % 11,
        group: i < 5 ? 'few' : i < 25 ? 'a' : i < 45 ? 'b' : null,
        pure: i % 2 ? 'p' : 'q',
      })),
    );
    const figure = compute(odd, { ...base, columns: ['group', 'pure'] });
    const few = figure.tables[0]!.rows.find((row) => row[1] === 'few');
    expect(few?.[4]).toBe('fewer than 10 patients');
    expect(figure.warnings).toContain('15 patients in no subgroup of group: no value.');
    expect(quantity(figure, 'interaction-group')).toHaveProperty('estimate');
    expect(quantity(figure, 'interaction-pure')).toEqual({ unavailable: 'fewer than two levels have an estimate' });
    expect(JSON.stringify(figure)).not.toContain('NaN');
    expect(() => compute(odd, { ...base, positive: '7' })).toThrow(/No row has y = "7"/);
    expect(() => compute(odd, { ...base, measure: 'c-index' })).toThrow(/time and event/);
    expect(() => compute(odd, { ...base, columns: ['nothing'] })).toThrow(/no column "nothing"/);
  });

  it('gives hazard ratios and C-indices of a survival endpoint', () => {
    const table = nullTable(4, 300);
    const follow = { time: 'time', event: 'event', axisUnit: 'days', score: 'score', columns: ['site'] };
    const ratio = compute(table, { ...follow, measure: 'hazard-ratio', scoreAs: 'unit' });
    const all = quantity(ratio, 'all') as { estimate: number; low: number; high: number };
    expect(all.low).toBeLessThan(Math.exp(0.6));
    expect(all.high).toBeGreaterThan(Math.exp(0.6));
    expect(ratio.panels[0]!.x.scale).toBe('log');
    const split = compute(table, { ...follow, measure: 'hazard-ratio', threshold: 0 });
    expect(split.caption).toContain('high score (> 0) against low');
    const c = compute(table, { ...follow, measure: 'c-index' });
    expect((quantity(c, 'all') as { estimate: number }).estimate).toBeGreaterThan(0.55);
    const turned = compute(table, { ...follow, measure: 'c-index', direction: 'lower' });
    expect((quantity(turned, 'all') as { estimate: number }).estimate).toBeCloseTo(
      1 - (quantity(c, 'all') as { estimate: number }).estimate,
      10,
    );
  });

  it.each(['auc', 'odds-ratio', 'hazard-ratio', 'c-index'] as const)(
    'the interaction test of %s holds its level with unequal groups and ties',
    (measure) => {
      const runs = 400;
      let rejected = 0;
      for (let run = 0; run < runs; run++) {
        const figure = compute(nullTable(1000 + run, 150), {
          ...base,
          measure,
          time: 'time',
          event: 'event',
          axisUnit: 'days',
          scoreAs: 'unit',
          smallest: 5,
        });
        const p = quantity(figure, 'interaction-site');
        if (p && 'estimate' in p && p.estimate < 0.05) rejected++;
      }
      // 0.05 with three standard errors of 400 runs is 0.017 to 0.083.
      expect(rejected / runs).toBeGreaterThan(0.017);
      expect(rejected / runs).toBeLessThan(0.083);
    },
  );
});
