import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/numerics/random.ts';
import { weightedAuc } from '#shared/statistics/measures/auc.ts';
import { rankRows } from '#shared/statistics/measures/ranking.ts';
import { bootstrap, patientClusters } from '#shared/statistics/resampling/bootstrap.ts';
import { type BootstrapMethod, bootstrapInterval } from '#shared/statistics/resampling/intervals.ts';
import reference from '#test/reference/statistics/bootstrap.json' with { type: 'json' };

function meanInterval(values: readonly number[], method: BootstrapMethod, seed = 1) {
  const result = bootstrap({
    ...patientClusters(
      null,
      values.map(() => 0),
    ),
    statistics: (weights, into) => {
      let sum = 0;
      let total = 0;
      weights.forEach((weight, row) => {
        sum += weight * values[row]!;
        total += weight;
      });
      into[0] = sum / total;
    },
    count: 1,
    resamples: 9999,
    random: createRandom(seed),
  });
  return bootstrapInterval(method, {
    estimate: result.estimates[0]!,
    replicates: result.replicates[0]!,
    jackknife: result.jackknife[0]!,
    level: 0.95,
    range: [-Infinity, Infinity],
  });
}

describe('bootstrap intervals', () => {
  it.each([
    ['percentile', 2.775, 4.75],
    ['basic', 2.75, 4.725],
    ['bca', 2.833, 4.825],
  ] as const)('%s gives the golden interval of a mean within Monte Carlo error', (method, low, high) => {
    const interval = meanInterval([2.1, 3.4, 1.9, 5.6, 4.4, 3.8, 2.7, 6.1], method);
    expect(interval).toEqual({ low: expect.closeTo(low, 1), high: expect.closeTo(high, 1) });
    if ('unavailable' in interval) return;
    expect(Math.abs(interval.low - low)).toBeLessThan(0.05);
    expect(Math.abs(interval.high - high)).toBeLessThan(0.05);
  });

  it.each(['bca', 'percentile', 'basic'] as const)('%s of an AUC agrees with scipy', (method) => {
    const ranking = rankRows(reference.scores, Uint8Array.from(reference.y));
    const result = bootstrap({
      ...patientClusters(null, reference.y),
      statistics: (weights, into) => {
        into[0] = weightedAuc(ranking, weights);
      },
      count: 1,
      resamples: 29_999,
      random: createRandom(4),
    });
    expect(result.estimates[0]).toBeCloseTo(reference.estimate, 12);
    const interval = bootstrapInterval(method, {
      estimate: result.estimates[0]!,
      replicates: result.replicates[0]!,
      jackknife: result.jackknife[0]!,
      level: 0.95,
      range: [0, 1],
    });
    if ('unavailable' in interval) throw new Error(interval.unavailable);
    const [low, high] = reference.intervals[method] as [number, number];
    expect(Math.abs(interval.low - low)).toBeLessThan(0.004);
    expect(Math.abs(interval.high - high)).toBeLessThan(0.004);
  });

  it('are the same for the same seed and differ for another', () => {
    const values = [1.03, 4.71, 2.26, 8.9, 5.55, 7.18, 3.3, 6.49];
    expect(meanInterval(values, 'bca', 5)).toEqual(meanInterval(values, 'bca', 5));
    expect(meanInterval(values, 'bca', 5)).not.toEqual(meanInterval(values, 'bca', 6));
  });

  it('are unavailable, with the reason, where every resample is alike', () => {
    expect(meanInterval([3, 3, 3, 3], 'bca')).toEqual({ unavailable: 'every resample gave the same value' });
  });

  it('are unavailable where all resamples lie on one side, and cut the basic interval at the range', () => {
    const input = {
      estimate: 0.99,
      replicates: Float64Array.of(0.5, 0.6, 0.7, 0.8),
      jackknife: Float64Array.of(0.9, 1),
      level: 0.9,
      range: [0, 1] as const,
    };
    expect(bootstrapInterval('bca', input)).toHaveProperty('unavailable');
    expect(bootstrapInterval('basic', input)).toEqual({ low: expect.closeTo(1, 14), high: 1 });
  });
});
