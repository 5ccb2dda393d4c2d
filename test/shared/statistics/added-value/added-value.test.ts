import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { addedValue } from '#shared/statistics/added-value/added-value.ts';
import { testsOf } from '#shared/statistics/added-value/analysis.ts';
import { addedValueData, modelDesigns } from '#shared/statistics/added-value/models.ts';
import { addedValueParams } from '#shared/statistics/added-value/params.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { cases as coxCases } from '../cox/cases.ts';
import { addedToSurvival, cases } from '../regression/cases.ts';

const context = { signal: { aborted: false, throwIfAborted: () => undefined } };
const compute = (table: DataTable, params: object) => addedValue.compute(table, params, context);
const quantity = (figure: ReturnType<typeof compute>, id: string) =>
  figure.values.find((value) => value.id === id)?.quantity;
const estimate = (figure: ReturnType<typeof compute>, id: string) =>
  (quantity(figure, id) as { estimate: number }).estimate;

const tableOf = ({ data }: (typeof cases)['small'], ids: { patients?: Int32Array } = {}) =>
  tableFromRecords(
    data.y.map((y, i) => ({ y, age: data.age[i]!, score: data.score[i]!, sex: data.sex[i] ? 'm' : 'f' })),
    ids,
  );
const binary = { endpoint: 'binary', target: 'y', positive: '1', imaging: ['score'], covariates: ['age', 'sex'] };
const names = ['clinical', 'imaging', 'combined'];

const followUp = coxCases['ties']!.data;
const survivalTable = tableFromRecords(
  followUp.time.map((time, i) => ({
    time,
    event: followUp.event[i]!,
    age: followUp.age[i]!,
    male: followUp.male[i]!,
    volume: followUp.volume[i]!,
  })),
);
const survival = {
  endpoint: 'survival',
  time: 'time',
  event: 'event',
  imaging: ['volume'],
  covariates: ['age', 'male'],
};

describe('added value', () => {
  it.each(['small', 'large'] as const)('has statsmodels’ test and AUCs, and Harrell’s optimism (%s)', (name) => {
    const reference = cases[name].added;
    const figure = compute(tableOf(cases[name]), { ...binary, reclassification: true });
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(estimate(figure, 'added-imaging-p')).toBeCloseTo(reference.p, 8);
    names.forEach((model, i) => {
      expect(estimate(figure, `${model}-apparent`)).toBeCloseTo(reference.apparent[i]!, 10);
      // Two sets of resamples: their Monte Carlo errors are about a tenth of the spread of one fall, 0.05 / sqrt(1000).
      expect(Math.abs(estimate(figure, `${model}-optimism`) - reference.optimism[i]!)).toBeLessThan(0.008);
      expect(estimate(figure, `${model}-corrected`)).toBeCloseTo(
        estimate(figure, `${model}-apparent`) - estimate(figure, `${model}-optimism`),
        12,
      );
    });
    // A single score fixed beforehand has hardly any: only where its sign turns.
    expect(estimate(figure, 'imaging-optimism')).toBeLessThan(0.015);
    expect(estimate(figure, 'nri')).toBeCloseTo(reference.nri, 10);
    expect(estimate(figure, 'idi')).toBeCloseTo(reference.idi, 8);
  });

  it('has R’s test and concordances of a survival endpoint, and Harrell’s optimism', () => {
    const figure = compute(survivalTable, survival);
    expect(estimate(figure, 'added-imaging-p')).toBeCloseTo(addedToSurvival.p, 8);
    names.forEach((model, i) => {
      expect(estimate(figure, `${model}-apparent`)).toBeCloseTo(addedToSurvival.apparent[i]!, 10);
      expect(Math.abs(estimate(figure, `${model}-optimism`) - addedToSurvival.optimism[i]!)).toBeLessThan(0.004);
    });
    expect(quantity(figure, 'gain')).toHaveProperty('low');
    expect(figure.panels.map(({ id }) => id)).toEqual(['performance', 'coefficients']);
    expect(figure.panels[1]!.y.categories).toEqual([
      expect.stringMatching(/^age, per SD/),
      expect.stringMatching(/^male, per SD/),
      expect.stringMatching(/^volume, per SD/),
    ]);
  });

  it('tests either part against the other', () => {
    const figure = compute(tableOf(cases.large), { ...binary, resamples: 99 });
    const turned = compute(tableOf(cases.large), {
      ...binary,
      imaging: ['age'],
      covariates: ['score', 'sex'],
      resamples: 99,
    });
    expect(estimate(figure, 'added-clinical-p')).toBeGreaterThan(0);
    // The combined model is the same whatever is called imaging.
    expect(estimate(turned, 'combined-apparent')).toBeCloseTo(estimate(figure, 'combined-apparent'), 12);
  });

  it('draws patients, not lesions, and tests by a robust Wald test when patients have several', () => {
    const table = tableOf(cases.large, { patients: Int32Array.from(cases.large.data.patient) });
    expect(() => compute(table, binary)).toThrow(/lesions of one patient differ in y/);
    const figure = compute(table, { ...binary, lesions: 'each', resamples: 99 });
    expect(figure.tables[1]!.title).toContain('robust Wald');
    expect(quantity(figure, 'added-imaging-p')).toHaveProperty('estimate');
  });

  it('gives the same for the same seed, and reports progress', () => {
    const shares: number[] = [];
    const run = () =>
      addedValue.compute(
        survivalTable,
        { ...survival, resamples: 120 },
        { ...context, report: (share) => shares.push(share) },
      );
    expect(run()).toEqual(run());
    expect(shares.length).toBeGreaterThanOrEqual(60);
    const aborted = {
      aborted: true,
      throwIfAborted: () => {
        throw new Error('stopped');
      },
    };
    expect(() => addedValue.compute(survivalTable, survival, { signal: aborted })).toThrow('stopped');
  });

  it('has reasons where a model cannot be fitted, and says what to choose', () => {
    const odd = tableFromRecords(
      Array.from({ length: 40 }, (_, i) => ({
        y: i % 2,
        all: 1,
        constant: 2,
        twin: i % 5,
        score: (i * 7) % 13,
        half: i % 5,
        perfect: i % 2,
      })),
    );
    const base = { endpoint: 'binary', target: 'y', positive: '1', imaging: ['score'], resamples: 99 };
    const constant = compute(odd, { ...base, covariates: ['constant'] });
    expect(quantity(constant, 'added-imaging-p')).toHaveProperty('estimate');
    const collinear = compute(odd, { ...base, imaging: ['half'], covariates: ['twin'] });
    expect(quantity(collinear, 'added-imaging-p')).toEqual({ unavailable: expect.stringMatching(/nothing is left/) });
    const separated = compute(odd, { ...base, covariates: ['perfect'] });
    expect(separated.warnings.some((warning) => warning.includes('separation'))).toBe(true);
    const oneClass = compute(odd, { ...base, target: 'all', covariates: ['twin'] });
    expect(quantity(oneClass, 'combined-corrected')).toEqual({ unavailable: 'all rows are positive' });
    expect(JSON.stringify([constant, collinear, separated, oneClass])).not.toContain('NaN');
    expect(() => compute(odd, { ...base, covariates: ['score'] })).toThrow(/both imaging and a clinical/);
    expect(() => compute(odd, { ...base, covariates: [] })).toThrow();
    expect(() => compute(odd, { ...base, endpoint: 'survival', covariates: ['twin'] })).toThrow(/time and event/);
  });

  it.each(['binary', 'survival'] as const)(
    'holds the level of the test of added value in small samples (%s)',
    (endpoint) => {
      const random = createRandom(endpoint === 'binary' ? 5 : 6);
      const runs = 1000;
      let rejected = 0;
      for (let run = 0; run < runs; run++) {
        const table = tableFromRecords(
          Array.from({ length: 80 }, () => {
            const age = Math.round(65 + 9 * randomNormal(random));
            const score = Math.round(10 * (randomNormal(random) + 0.05 * (age - 65))) / 10;
            const time = Math.ceil(-Math.log(1 - random()) * 12 * Math.exp(-0.05 * (age - 65)));
            const end = Math.ceil(random() * 30);
            const y = random() < 1 / (1 + Math.exp(-(0.05 * (age - 65) - 0.5))) ? 1 : 0;
            return { age, score, y, time: Math.min(time, end), event: time <= end ? 1 : 0 };
          }),
        );
        const follow = { endpoint, target: 'y', positive: '1', time: 'time', event: 'event' };
        const params = addedValueParams.parse({ ...follow, imaging: ['score'], covariates: ['age'] });
        const data = addedValueData(table, params);
        const { imaging } = testsOf(data, modelDesigns(data, params), undefined);
        if ('p' in imaging && imaging.p < 0.05) rejected++;
      }
      // 0.05 with three standard errors of 1000 runs.
      expect(rejected / runs).toBeGreaterThan(0.029);
      expect(rejected / runs).toBeLessThan(0.071);
    },
    60_000,
  );
});
