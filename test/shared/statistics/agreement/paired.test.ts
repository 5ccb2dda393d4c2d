import { describe, expect, it } from 'vitest';
import { fitLine } from '#shared/numerics/line-fit.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { determination } from '#shared/statistics/agreement/determination.ts';
import { differencesOf, limitsOfAgreement } from '#shared/statistics/agreement/limits-of-agreement.ts';
import { roundDomain } from '#shared/statistics/agreement/plot-scale.ts';
import { withinSubject } from '#shared/statistics/agreement/within-subject.ts';
import reference from '#test/reference/stability/pairs.json' with { type: 'json' };

const close = (value: number, digits = 9): unknown => expect.closeTo(value, digits);
const quantity = ([estimate, low, high]: number[], level = 0.95) => ({
  estimate: close(estimate!),
  low: close(low!),
  high: close(high!),
  level,
});

it('gives R² both ways: the golden numbers', () => {
  const [u, v] = [
    [1, 2, 3, 4],
    [1.1, 2.5, 2.9, 4.8],
  ];
  expect(determination(u, v)).toBeCloseTo(0.818, 12);
  expect(determination(v, u)).toBeCloseTo(0.869767, 6);
  expect(determination([1, 1], [1, 2])).toBeNaN();
});

describe.each(reference)('pairs of scipy, scikit-learn and statsmodels', (pairs) => {
  const [first, second] = [Float64Array.from(pairs.first), Float64Array.from(pairs.second)];

  it('R² is r2_score', () => {
    expect([determination(first, second), determination(second, first)]).toEqual(
      pairs.r2Score.map((value) => close(value)),
    );
  });

  it('the line with its band', () => {
    const line = fitLine(first, second)!;
    expect(line.slope).toBeCloseTo(pairs.slope[0]!, 10);
    expect(line.intercept).toBeCloseTo(pairs.intercept[0]!, 10);
    for (const [x, low, high] of pairs.band)
      expect(line.at(x!, 0.95)).toMatchObject({ low: close(low!), high: close(high!) });
  });

  it('the standard error of measurement is the root of the one-way mean square within', () => {
    const { standardError, detectableChange, variation } = withinSubject(first, second, { level: 0.95, z: 1.96 });
    expect(standardError).toEqual(quantity(pairs.standardError));
    expect(detectableChange).toMatchObject({ estimate: close(1.96 * Math.SQRT2 * pairs.standardError[0]!) });
    expect(variation).toMatchObject({ estimate: close(pairs.variation), unit: '%' });
  });

  it('bias, limits of agreement and their intervals, and the trend', () => {
    const limits = limitsOfAgreement(differencesOf(first, second, 'difference')!, { coverage: 0.95, level: 0.95 })!;
    expect(limits.bias).toEqual(quantity(pairs.bias));
    expect(limits.biasP).toEqual({ estimate: close(pairs.biasP) });
    expect(limits.lower).toEqual(quantity(pairs.lower));
    expect(limits.upper).toEqual(quantity(pairs.upper));
    expect([limits.trend!.slope, limits.trend!.slopeP]).toEqual(pairs.trend.map((value) => close(value)));
  });
});

/** Peak expiratory flow by two meters, litres a minute: Bland & Altman, Lancet 1986, table 1, first measurements. */
const large = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427];
const mini = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451];

it('agrees with the published example: bias -2.1, SD 38.8, limits -79.7 to 75.5, interval of the bias -22.1 to 17.8', () => {
  const differences = differencesOf(Float64Array.from(mini), Float64Array.from(large), 'difference')!;
  // The paper multiplies by 2 instead of 1.96.
  const limits = limitsOfAgreement(differences, { coverage: 0.9544997361036416, level: 0.95 })!;
  expect(limits.deviation).toBeCloseTo(38.8, 1);
  expect(limits.bias).toMatchObject({ estimate: close(-2.1, 1), low: close(-22.1, 0), high: close(17.8, 1) });
  expect(limits.lower).toMatchObject({ estimate: close(-79.7, 0) });
  expect(limits.upper).toMatchObject({ estimate: close(75.5, 0) });
});

it('holds the level of the tests of bias and of proportional bias on simulated nulls', () => {
  const random = createRandom(23);
  const simulations = 3000;
  const rejected = { bias: 0, trend: 0 };
  for (let i = 0; i < simulations; i++) {
    const truth = Float64Array.from({ length: 11 }, () => 3 * randomNormal(random));
    const measured = (): Float64Array => truth.map((value) => Math.round(10 * (value + randomNormal(random))) / 10);
    const limits = limitsOfAgreement(differencesOf(measured(), measured(), 'difference')!, {
      coverage: 0.95,
      level: 0.95,
    })!;
    if ('estimate' in limits.biasP && limits.biasP.estimate < 0.05) rejected.bias++;
    if (limits.trend!.slopeP < 0.05) rejected.trend++;
  }
  for (const count of Object.values(rejected)) {
    expect(Math.abs(count / simulations - 0.05)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / simulations));
  }
});

describe('what cannot be estimated', () => {
  it('has no line through two points or of one x', () => {
    expect(fitLine([1, 2], [1, 2])).toBeNull();
    expect(fitLine([2, 2, 2], [1, 2, 3])).toBeNull();
  });

  it('has no ratios of values that are not above 0, and says so of the coefficient of variation', () => {
    const [a, b] = [Float64Array.from([0, 1, 2]), Float64Array.from([1, 1, 2])];
    expect(differencesOf(a, b, 'log')).toBeNull();
    expect(differencesOf(a, b, 'percent')).toBeNull();
    expect(withinSubject(a, b, { level: 0.95, z: 1.96 }).variation).toHaveProperty('unavailable');
  });

  it('tests no bias of differences that are all equal', () => {
    const limits = limitsOfAgreement(
      { means: Float64Array.of(1, 2, 3), differences: Float64Array.of(1, 1, 1) },
      { coverage: 0.95, level: 0.95 },
    )!;
    expect(limits.bias).toEqual({ estimate: 1, low: 1, high: 1, level: 0.95 });
    expect(limits.biasP).toHaveProperty('unavailable');
    expect(limits.trend).toMatchObject({ slope: 0, slopeP: 1 });
  });
});

it('gives ratios and per cents', () => {
  const [a, b] = [Float64Array.of(1, 2), Float64Array.of(2, 2)];
  expect([...differencesOf(a, b, 'log')!.differences]).toEqual([Math.log(2), 0]);
  expect([...differencesOf(a, b, 'log')!.means]).toEqual([Math.sqrt(2), 2]);
  expect([...differencesOf(a, b, 'percent')!.differences]).toEqual([expect.closeTo(66.6666667, 6), 0]);
});

it.each([
  [
    [0.013, 0.97],
    [0, 1],
  ],
  [
    [-3.2, 17.4],
    [-5, 20],
  ],
  [
    [5, 5],
    [4.4, 5.6],
  ],
  [
    [0, 0],
    [-0.6, 0.6],
  ],
])('rounds the limits of %j outwards', (values, domain) => expect(roundDomain(values)).toEqual(domain));
