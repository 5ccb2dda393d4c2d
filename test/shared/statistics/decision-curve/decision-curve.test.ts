import { describe, expect, it } from 'vitest';
import { figureSchema } from '#shared/figure.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';
import { decisionCurve } from '#shared/statistics/decision-curve/decision-curve.ts';
import { netBenefitOfAll, thresholdSteps, weightedNetBenefit } from '#shared/statistics/decision-curve/net-benefit.ts';
import reference from '#test/reference/statistics/classification.json' with { type: 'json' };
import { context, quantityOf, simulated, twoClassTable } from '../classification-tables.ts';

const compute = (table: Parameters<typeof decisionCurve.compute>[0], params: object) =>
  decisionCurve.compute(table, { resamples: 199, ...params }, context);
const { y, p, netBenefit } = reference.twoClasses;

describe('net benefit', () => {
  it('equals its definition, a prediction at the threshold acted on', () => {
    const thresholds = Float64Array.from(netBenefit, ([threshold]) => threshold!);
    const found = new Float64Array(thresholds.length);
    const steps = thresholdSteps(Float64Array.from(p), thresholds);
    weightedNetBenefit(steps, Uint8Array.from(y), new Float64Array(y.length).fill(1), found);
    netBenefit.forEach(([, value], i) => expect(found[i]).toBeCloseTo(value!, 12));
    const edge = new Float64Array(1);
    weightedNetBenefit(
      thresholdSteps(Float64Array.of(0.5, 0.49), Float64Array.of(0.5)),
      Uint8Array.of(1, 1),
      Float64Array.of(1, 1),
      edge,
    );
    expect(edge[0]).toBe(0.5);
  });

  it('of acting on all is that of a prediction of 1 for all', () => {
    expect(netBenefitOfAll(0.3, 0.2)).toBeCloseTo(0.3 - 0.7 * 0.25, 14);
  });
});

/** Of acting where the log-odds of `simulated`, standard normal, are those of the threshold or more; by summation. */
function trueNetBenefit(threshold: number): number {
  let sum = 0;
  const step = 1e-4;
  for (let odds = Math.log(threshold / (1 - threshold)) + step / 2; odds < 9; odds += step) {
    const probability = 1 / (1 + Math.exp(-odds));
    const gain = probability - ((1 - probability) * threshold) / (1 - threshold);
    sum += (gain * Math.exp(-(odds ** 2) / 2) * step) / Math.sqrt(2 * Math.PI);
  }
  return sum;
}

describe('the decision curve', () => {
  it('reports the net benefit at a threshold with its interval, and the gain over all and none', () => {
    const figure = compute(twoClassTable, { ...decisionCurve.suggest(twoClassTable), reported: 0.35 });
    const expected = netBenefit.find(([threshold]) => threshold === 0.35)![1]!;
    const prevalence = y.reduce((sum, value) => sum + value, 0) / y.length;
    expect(quantityOf(figure, 'model-net-benefit')).toMatchObject({
      estimate: expect.closeTo(expected, 12),
      low: expect.any(Number),
    });
    expect(quantityOf(figure, 'model-gain')).toMatchObject({
      estimate: expect.closeTo(expected - Math.max(0, netBenefitOfAll(prevalence, 0.35)), 12),
    });
    expect(figureSchema.parse(figure)).toEqual(figure);
    expect(figure.panels[0]?.series.map(({ id }) => id)).toEqual(['model', 'all', 'none']);
  });

  it('cuts the lines where they leave the drawing, at the edge', () => {
    const figure = compute(twoClassTable, { ...decisionCurve.suggest(twoClassTable), highest: 0.95 });
    const floor = figure.panels[0]!.y.domain![0];
    const all = figure.panels[0]!.series.find(({ id }) => id === 'all');
    if (all?.mark !== 'line') throw new Error('no line');
    expect(all.points.at(-1)!.y).toBeCloseTo(floor, 12);
    expect(all.points.at(-1)!.x).toBeLessThan(0.95);
    expect(Math.min(...all.points.map((point) => point.y))).toBeGreaterThanOrEqual(floor - 1e-12);
  });

  it('compares two predictions on the same lesions', () => {
    const table = tableFromRecords(y.map((target, i) => ({ target, p: p[i]!, flat: i === 0 ? null : 0.5 })));
    const figure = compute(table, { target: 'target', positive: '1', score: 'p', comparison: 'flat', reported: 0.5 });
    expect(figure.warnings).toContain('1 row left out: no prediction.');
    expect(quantityOf(figure, 'lesions')).toEqual({ estimate: y.length - 1 });
    const [model, flat, difference] = ['model-net-benefit', 'comparison-net-benefit', 'difference'].map((id) => {
      const found = quantityOf(figure, id);
      return found && 'estimate' in found ? found.estimate : Number.NaN;
    });
    expect(difference).toBeCloseTo(model! - flat!, 12);
  });

  it('covers the true net benefit in about 95 of 100 samples of patients', () => {
    const params = { target: 'target', positive: 'dead', score: 'p', reported: 0.4, band: false };
    const expected = trueNetBenefit(0.4);
    const runs = 200;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const found = quantityOf(compute(simulated(120, 1, 50 + run), params), 'model-net-benefit');
      if (found && 'low' in found && found.low! <= expected && expected <= found.high!) covered++;
    }
    expect(covered / runs).toBeGreaterThan(0.895);
    expect(covered / runs).toBeLessThan(0.99);
  });

  it('refuses a range upside down and scores that are no probabilities', () => {
    const params = { target: 'target', positive: '1', score: 'volume' };
    const table = tableFromRecords([3, 80, 41, 900].map((volume, i) => ({ target: i % 2, volume })));
    expect(() => compute(table, params)).toThrow(/needs probabilities, but "volume"/);
    expect(() => compute(table, { ...params, lowest: 0.6, highest: 0.5 })).toThrow(/must be below the highest/);
  });
});
