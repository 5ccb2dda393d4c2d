import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { cox } from '#shared/statistics/cox/cox.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { golden } from '../kaplan-meier/golden.ts';
import { lung1Table } from './lung1-table.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const compute = (table: DataTable, params: object) => cox.compute(table, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((value) => value.id === id)?.quantity;

const records = golden.flatMap(({ times, events }, group) =>
  times.map((time, i) => ({ time, event: events[i]!, arm: group === 0 ? 'A' : 'B', score: group + i / 100 })),
);
const table = tableFromRecords(records);
const base = { time: 'time', event: 'event', axisUnit: 'days' };

describe('the Cox statistic', () => {
  it('gives the golden hazard ratio of a dichotomised score with the high scores as group 1', () => {
    const figure = compute(table, { ...base, score: 'score', threshold: 0.5 });
    expect(quantity(figure, 'hr-score')).toEqual({
      estimate: expect.closeTo(7.316701, 5),
      low: expect.closeTo(2.10672, 5),
      high: expect.closeTo(25.41112, 4),
      level: 0.95,
    });
    expect(quantity(figure, 'beta-score')).toMatchObject({ estimate: expect.closeTo(1.99016, 5) });
    expect(quantity(figure, 'p-score')).toEqual({ estimate: expect.closeTo(0.00173044, 7) });
    expect(figure.tables[0]!.rows[1]).toEqual([
      'score',
      'High (> 0.5)',
      10,
      9,
      1.99,
      0.6352,
      '7.32 (2.11–25.41)',
      '0.0017',
    ]);
    expect(figure.caption).toContain('Split'.toLowerCase());
  });

  it('draws a forest: a heading, the reference and the level, with counts and ratios beside them', () => {
    const figure = compute(table, { ...base, covariates: ['arm'] });
    expect(figureSchema.parse(figure)).toEqual(figure);
    const [panel] = figure.panels;
    expect(panel!.y.categories).toEqual(['arm', '  A', '  B']);
    expect(panel!.sideTexts.map(({ header, cells }) => [header, cells])).toEqual([
      ['Patients', ['', '10', '10']],
      ['Events', ['', '8', '9']],
      ['Hazard ratio (95% CI)', ['', '1 (reference)', '7.32 (2.11–25.41)']],
      ['p', ['', '', '0.0017']],
    ]);
    const [series] = panel!.series;
    if (series?.mark !== 'intervals') throw new Error('expected intervals');
    expect(series.points).toEqual([
      { x: 1, y: 1 },
      { x: expect.closeTo(7.3167, 4), y: 2, low: expect.closeTo(2.10672, 4), high: expect.closeTo(25.4111, 3) },
    ]);
  });

  it('takes the reference level that is named, and says which there are when there is no such', () => {
    const figure = compute(table, { ...base, covariates: ['arm'], references: 'arm = B' });
    expect(quantity(figure, 'hr-arm-a')).toMatchObject({ estimate: expect.closeTo(1 / 7.316701, 6) });
    expect(() => compute(table, { ...base, covariates: ['arm'], references: 'arm = C' })).toThrow(/it has "A", "B"/);
    expect(() => compute(table, { ...base, covariates: ['arm'], references: 'sex = m' })).toThrow(/no covariate/);
    expect(() => compute(table, { ...base, covariates: ['arm'], references: 'B' })).toThrow(/column = level/);
  });

  it('counts a continuous score per unit or per standard deviation', () => {
    const unit = compute(table, { ...base, score: 'score', scoreAs: 'unit' });
    const sd = compute(table, { ...base, score: 'score', scoreAs: 'sd' });
    const beta = (figure: ReturnType<typeof compute>) =>
      (quantity(figure, 'beta-score') as { estimate: number }).estimate;
    const spread = Number(/per SD \((.*)\)/.exec(sd.panels[0]!.y.categories![0]!)![1]);
    expect(beta(sd) / beta(unit)).toBeCloseTo(spread, 2);
  });

  it('leaves out patients without a covariate and says so, each alone only from the model concerned', () => {
    const gaps = tableFromRecords(
      records.map((record, i) => ({ ...record, age: i === 3 ? null : 50 + ((i * 7) % 20) })),
    );
    const together = compute(gaps, { ...base, covariates: ['arm', 'age'] });
    expect(quantity(together, 'patients')).toEqual({ estimate: 19 });
    expect(together.warnings).toContain('1 patient left out: no value of age.');
    const alone = compute(gaps, { ...base, covariates: ['arm', 'age'], analysis: 'each alone' });
    expect(quantity(alone, 'hr-arm-b')).toMatchObject({ estimate: expect.closeTo(7.316701, 5) });
    expect(alone.caption).toContain('19 to 20 patients');
    const both = compute(gaps, { ...base, covariates: ['arm', 'age'], analysis: 'both' });
    expect(quantity(both, 'hr-arm-b')).toEqual(quantity(together, 'hr-arm-b'));
    expect(quantity(both, 'hr-arm-b-alone')).toEqual(quantity(alone, 'hr-arm-b'));
    expect(both.tables).toHaveLength(4);
  });

  it('gives a reason instead of a number for separation, constants, collinear columns and no events', () => {
    const odd = tableFromRecords(
      records.map((record, i) => ({
        ...record,
        never: record.event === 1 ? 1 : 0,
        constant: 3,
        twice: 2 * record.score,
        n: i,
      })),
    );
    const figure = compute(odd, { ...base, covariates: ['score', 'constant', 'twice'] });
    expect(quantity(figure, 'hr-constant')).toEqual({ unavailable: expect.stringMatching(/does not vary/) });
    expect(quantity(figure, 'hr-twice')).toEqual({ unavailable: expect.stringMatching(/follows from/) });
    expect(quantity(figure, 'hr-score')).toHaveProperty('estimate');
    const separated = compute(odd, { ...base, covariates: ['never'] });
    expect(quantity(separated, 'hr-never')).toEqual({ unavailable: expect.stringMatching(/separation/) });
    expect(quantity(separated, 'wald-p')).toHaveProperty('unavailable');
    expect(quantity(separated, 'likelihood-ratio-p')).toHaveProperty('estimate');
    const none = compute(odd, { ...base, eventValue: 'dead', covariates: ['score'] });
    expect(quantity(none, 'hr-score')).toEqual({ unavailable: 'no patient has the event' });
    const one = compute(tableFromRecords(records.slice(0, 10)), { ...base, covariates: ['arm'] });
    expect(one.warnings).toContain('No estimate for arm: all have the same value.');
    for (const result of [figure, separated, none, one]) expect(JSON.stringify(result)).not.toMatch(/NaN|null,"high"/);
  });

  it('says what to choose and what does not go together', () => {
    expect(() => compute(table, base)).toThrow(/Choose a score or at least one covariate/);
    expect(() => compute(table, { ...base, score: 'score', covariates: ['score'] })).toThrow(/both the score/);
    expect(() => compute(table, { ...base, covariates: ['nothing'] })).toThrow(/no column "nothing"/);
    const many = tableFromRecords(records.map((record, i) => ({ ...record, code: `x${i}` })));
    expect(() => compute(many, { ...base, covariates: ['code'] })).toThrow(/20 values; a model takes at most 12/);
    expect(() => compute(tableFromRecords([]), { ...base, covariates: ['arm'] })).toThrow(/no rows/);
  });

  it('merges the lesions of a patient, or takes each with a robust variance', () => {
    const lesions = records.flatMap((record, i) => [
      record,
      ...(i % 3 === 0 ? [{ ...record, score: record.score + 0.2 }] : []),
    ]);
    const patients = Int32Array.from(records.flatMap((_, i) => (i % 3 === 0 ? [i, i] : [i])));
    const several = tableFromRecords(lesions, { patients, subjects: patients.map((_, i) => 100 + i) });
    const merged = compute(several, { ...base, score: 'score', scoreAs: 'unit' });
    expect(quantity(merged, 'patients')).toEqual({ estimate: 20 });
    const each = compute(several, { ...base, score: 'score', scoreAs: 'unit', lesions: 'each' });
    expect(quantity(each, 'patients')).toEqual({ estimate: 27 });
    expect(quantity(each, 'likelihood-ratio-p')).toEqual({ unavailable: expect.stringMatching(/not independent/) });
    expect(quantity(each, 'hr-score')).toHaveProperty('low');
    expect(each.panels[0]!.sideTexts[0]!.header).toBe('Lesions');
    const torn = tableFromRecords(
      lesions.map((record, i) => ({ ...record, sex: i % 2 ? 'f' : 'm' })),
      { patients },
    );
    expect(() => compute(torn, { ...base, covariates: ['sex'] })).toThrow(/lesions of one patient differ in sex/);
  });

  it('plots residuals that open their lesion', () => {
    const subjects = tableFromRecords(records, { subjects: Int32Array.from(records, (_, i) => 500 + i) });
    const figure = compute(subjects, {
      ...base,
      score: 'score',
      scoreAs: 'unit',
      covariates: ['arm'],
      residualPlots: true,
    });
    expect(figure.panels.map(({ id }) => id.split('-')[0])).toEqual(['forest', 'residuals', 'residuals']);
    const [points] = figure.panels[1]!.series;
    if (points?.mark !== 'points') throw new Error('expected points');
    expect(points.points).toHaveLength(17);
    expect(points.points[0]!.subject).toBeGreaterThanOrEqual(500);
    expect(figure.sizeMm.height).toBeGreaterThan(80);
  });

  it('changes nothing it is given', () => {
    const copy = structuredClone(table);
    compute(table, Object.freeze({ ...base, covariates: ['arm', 'score'] }));
    expect(table).toEqual(copy);
  });
});

/** A vector of one is a number in the file. */
type Vector = number | number[];
const listed = (vector: Vector): number[] => [vector].flat();

interface CoxReference {
  coef: Vector;
  lower: Vector;
  upper: Vector;
  p: Vector;
  loglik: [number, number];
  concordance: [number, number];
  lrt: [number, number, number];
  score: [number, number, number];
  zph: { rows: string[]; chisq: number[]; p: number[] };
}

describe.skipIf(!hasSharedData)('the Cox statistic on LUNG1, against R', () => {
  const cases = hasSharedData
    ? ([
        ['lung1-by-gender.json', 'gender', ['female', 'male']],
        ['lung1-by-stage.json', 'Overall.Stage', ['I', 'II', 'IIIa', 'IIIb']],
      ] as const)
    : [];

  it.each(cases)('%s', (file, column, labels) => {
    const reference = JSON.parse(readFileSync(sharedData('reference-statistics', file), 'utf8')) as Record<
      'cox_group_efron' | 'cox_group_breslow' | 'cox_multi',
      CoxReference
    >;
    const data = lung1Table(column, labels);
    const follow = { time: 'Survival.time', event: 'deadstatus.event', axisUnit: 'days' };
    const check = (of: CoxReference, params: object) => {
      const figure = compute(data, { ...follow, ...params });
      const betas = figure.values.filter(({ id }) => id.startsWith('beta-'));
      const ratios = figure.values.filter(({ id }) => id.startsWith('hr-'));
      const ps = figure.values.filter(({ id }) => id.startsWith('p-'));
      listed(of.coef).forEach((value, i) => {
        expect(betas[i]!.quantity).toMatchObject({ estimate: expect.closeTo(value, 8) });
        expect(ratios[i]!.quantity).toMatchObject({
          low: expect.closeTo(listed(of.lower)[i]!, 7),
          high: expect.closeTo(listed(of.upper)[i]!, 7),
        });
        expect(ps[i]!.quantity).toMatchObject({ estimate: expect.closeTo(listed(of.p)[i]!, 8) });
      });
      expect(quantity(figure, 'log-likelihood')).toEqual({ estimate: expect.closeTo(of.loglik[1], 7) });
      expect(quantity(figure, 'likelihood-ratio-p')).toEqual({ estimate: expect.closeTo(of.lrt[2], 9) });
      expect(quantity(figure, 'score-p')).toEqual({ estimate: expect.closeTo(of.score[2], 9) });
      const c = quantity(figure, 'c-index') as { estimate: number; high: number };
      expect(c.estimate).toBeCloseTo(of.concordance[0], 9);
      expect((c.high - c.estimate) / 1.959963985).toBeCloseTo(of.concordance[1], 8);
      expect(quantity(figure, 'proportional-hazards-p')).toEqual({ estimate: expect.closeTo(of.zph.p.at(-1)!, 8) });
    };
    check(reference.cox_group_efron, { covariates: [column] });
    check(reference.cox_group_breslow, { covariates: [column], ties: 'breslow' });
    check(reference.cox_multi, { covariates: ['age', column] });
  });
});
