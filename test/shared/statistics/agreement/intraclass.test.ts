import { describe, expect, it } from 'vitest';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { type IccForm, iccForms, intraclass, type Ratings } from '#shared/statistics/agreement/intraclass.ts';
import reference from '#test/reference/stability/icc.json' with { type: 'json' };

const ratings = (table: readonly (readonly number[])[]): Ratings => ({
  cases: table.length,
  raters: table[0]!.length,
  values: Float64Array.from(table.flat()),
});
const shroutFleiss = ratings([
  [9, 2, 5, 8],
  [6, 1, 3, 2],
  [8, 4, 6, 8],
  [7, 1, 2, 6],
  [10, 5, 6, 9],
  [6, 2, 4, 7],
]);
const twoScans = ratings([
  [0.12, 0.15],
  [0.43, 0.4],
  [0.55, 0.57],
  [0.61, 0.66],
  [0.7, 0.69],
  [0.33, 0.37],
  [0.92, 0.9],
  [0.25, 0.31],
]);
const close = (value: number, digits = 5): unknown => expect.closeTo(value, digits);

describe('the golden tables', () => {
  it.each([
    ['1', 0.165742, -0.132933, 0.72256],
    ['A,1', 0.289764, 0.018787, 0.761084],
    ['C,1', 0.714841, 0.342465, 0.945858],
  ] as const)('ICC(%s) of Shrout and Fleiss with its interval', (form, estimate, low, high) => {
    expect(intraclass(shroutFleiss, form).icc).toEqual({
      estimate: close(estimate),
      low: close(low),
      high: close(high),
      level: 0.95,
    });
  });

  it('the forms of two scans', () => {
    const estimates = (['1', 'A,1', 'C,1'] as const).map((form) => intraclass(twoScans, form).icc);
    expect(estimates).toMatchObject([
      { estimate: close(0.989695) },
      { estimate: close(0.989702) },
      { estimate: close(0.990991) },
    ]);
  });
});

describe.each(reference.tables)('a table of pingouin', ({ table, forms }) => {
  it.each(forms)('ICC($form): estimate, interval, F, degrees of freedom and p', ({ form, ...expected }) => {
    const { icc, test } = intraclass(ratings(table), form as IccForm);
    expect(icc).toEqual({
      estimate: close(expected.icc, 10),
      low: close(expected.interval[0]!, 9),
      high: close(expected.interval[1]!, 9),
      level: 0.95,
    });
    expect(test).toEqual({
      f: close(expected.f, 8),
      numeratorFreedom: expected.df[0],
      denominatorFreedom: close(expected.df[1]!, 9),
      p: expect.closeTo(expected.p, 12),
    });
  });
});

/** Cases of variance `between`, raters of fixed differences, errors of variance 1 - `between`; rounded, so with ties. */
function simulated(random: () => number, cases: number, raters: number, between: number, offset: number): Ratings {
  const values = new Float64Array(cases * raters);
  for (let i = 0; i < cases; i++) {
    const truth = Math.sqrt(between) * randomNormal(random);
    for (let j = 0; j < raters; j++) {
      const error = Math.sqrt(1 - between) * randomNormal(random);
      values[i * raters + j] = Math.round(20 * (truth + error + offset * j)) / 20;
    }
  }
  return { cases, raters, values };
}

const simulations = 2000;
/** Three standard errors of a share of 0.05. */
const bound = 3 * Math.sqrt((0.05 * 0.95) / simulations);

describe('the tests hold their level on simulated nulls', () => {
  it.each([
    ['1', 0, 0],
    ['1', 0.5, 0],
    ['C,1', 0, 1],
    ['C,1', 0.5, 1],
    ['C,k', 0, 1],
    ['A,1', 0, 1],
    ['A,k', 0, 0.3],
  ] as const)('F test of ICC(%s) = %f with a difference of raters of %f', (form, between, offset) => {
    const random = createRandom(17);
    let rejected = 0;
    for (let i = 0; i < simulations; i++) {
      const { test } = intraclass(simulated(random, 9, 3, between, offset), form, { nullValue: between });
      if ('p' in test && test.p < 0.05) rejected++;
    }
    expect(Math.abs(rejected / simulations - 0.05)).toBeLessThan(bound);
  });

  it('covers the truth with its intervals: one-way and consistency exactly, agreement within two per cent', () => {
    const random = createRandom(5);
    const missed: Record<string, number> = { '1': 0, 'C,1': 0, 'A,1': 0 };
    for (let i = 0; i < simulations; i++) {
      const table = simulated(random, 15, 2, 0.8, 0);
      for (const form of Object.keys(missed)) {
        const { icc } = intraclass(table, form as IccForm);
        if ('estimate' in icc && (icc.low! > 0.8 || icc.high! < 0.8)) missed[form] = missed[form]! + 1;
      }
    }
    expect(Math.abs(missed['1']! / simulations - 0.05)).toBeLessThan(bound);
    expect(Math.abs(missed['C,1']! / simulations - 0.05)).toBeLessThan(bound);
    expect(Math.abs(missed['A,1']! / simulations - 0.05)).toBeLessThan(0.02 + bound);
  });

  it('tests against its own lower limit with p = 0.025: test and interval agree', () => {
    for (const form of ['1', 'C,1', 'C,k'] as const) {
      const { icc } = intraclass(shroutFleiss, form);
      if (!('estimate' in icc) || icc.low! < 0) continue;
      expect(intraclass(shroutFleiss, form, { nullValue: icc.low! }).test).toMatchObject({ p: close(0.025, 10) });
    }
  });
});

describe('tables of which there is no coefficient', () => {
  it.each(iccForms)('ICC(%s) of equal measurements, of one case, of one measurement', (form) => {
    expect(
      intraclass(
        ratings([
          [0.3, 0.3],
          [0.3, 0.3],
        ]),
        form,
      ).icc,
    ).toEqual({ unavailable: 'all measurements are equal' });
    expect(intraclass(ratings([[1, 2]]), form).icc).toHaveProperty('unavailable');
    expect(intraclass(ratings([[1], [2]]), form).icc).toHaveProperty('unavailable');
  });

  it('is 1 without an interval where every case is measured alike', () => {
    for (const form of iccForms) {
      const { icc, test } = intraclass(
        ratings([
          [0.1, 0.1],
          [0.7, 0.7],
          [0.3, 0.3],
        ]),
        form,
      );
      expect(icc).toEqual({ estimate: 1 });
      expect(test).toHaveProperty('unavailable');
    }
  });

  it('agrees of a constant shift in consistency alone', () => {
    const shifted = ratings([
      [1, 2],
      [2, 3],
      [4, 5],
    ]);
    expect(intraclass(shifted, 'C,1').icc).toEqual({ estimate: 1 });
    const { icc } = intraclass(shifted, 'A,1');
    expect('estimate' in icc && icc.estimate).toBeLessThan(0.9);
  });

  it('gives no number that is not finite, whatever the table', () => {
    const tables = [
      [
        [0, 0],
        [0, 1],
      ],
      [
        [1, 2],
        [2, 1],
      ],
      [
        [1e300, 1e300],
        [1, 2],
      ],
      [
        [1e-300, 0],
        [0, 1e-300],
      ],
      [
        [5, 5],
        [5, 5.000000000000001],
      ],
    ];
    for (const table of tables) {
      for (const form of iccForms) {
        const { icc } = intraclass(ratings(table), form);
        for (const value of Object.values(icc)) if (typeof value === 'number') expect(value).toSatisfy(Number.isFinite);
      }
    }
  });
});
