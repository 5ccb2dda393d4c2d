import { describe, expect, it } from 'vitest';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { weightedAuc } from '#shared/statistics/measures/auc.ts';
import { rankRows } from '#shared/statistics/measures/ranking.ts';
import { bootstrap, patientClusters } from '#shared/statistics/resampling/bootstrap.ts';
import { accelerationOf, bootstrapInterval } from '#shared/statistics/resampling/intervals.ts';

describe('bootstrap', () => {
  it('draws whole patients: their lesions always have equal weights', () => {
    const patients = [7, 7, 7, 3, 3, 9];
    const seen: string[] = [];
    bootstrap({
      ...patientClusters(patients, [0, 0, 1, 0, 0, 1]),
      statistics: (weights, into) => {
        expect([weights[1], weights[2], weights[4]]).toEqual([weights[0], weights[0], weights[3]]);
        seen.push(weights.join());
        into[0] = 0;
      },
      count: 1,
      resamples: 200,
      random: createRandom(1),
    });
    expect(new Set(seen).size).toBeGreaterThan(8); // 10 ways to draw three of three, and the jackknife
    expect(seen[0]).toBe('1,1,1,1,1,1');
    expect(seen.slice(-3)).toEqual(['0,0,0,1,1,1', '1,1,1,0,0,1', '1,1,1,1,1,0']);
  });

  it('draws again within classes when one vanishes, and counts how often', () => {
    const classes = [1, 0, 0, 0, 0, 0, 0, 0];
    const ranking = rankRows([8, 1, 2, 3, 4, 5, 6, 7], Uint8Array.from(classes));
    const result = bootstrap({
      ...patientClusters(null, classes),
      statistics: (weights, into) => {
        into[0] = weightedAuc(ranking, weights);
      },
      count: 1,
      resamples: 4000,
      random: createRandom(2),
    });
    expect(result.replicates[0]).toHaveLength(4000);
    // The single positive is missed by (7/8)^8 = 0.344 of the draws.
    expect(Math.abs(result.redrawn / 4000 - 0.344)).toBeLessThan(0.03);
    expect(result.jackknife[0]).toHaveLength(7); // without the positive there is no AUC
  });

  it('puts patients with the same classes in one stratum', () => {
    expect(patientClusters([5, 5, 6, 7, 8, 8], [0, 1, 1, 0, 1, 0])).toEqual({
      clusters: Int32Array.of(0, 0, 1, 2, 3, 3),
      strata: Int32Array.of(0, 1, 2, 0),
    });
  });

  it('keeps the number of patients of each class when stratified, and then never draws again', () => {
    const classes = [1, 0, 0, 0, 0, 0, 0, 1];
    const result = bootstrap({
      ...patientClusters(null, classes),
      statistics: (weights, into) => {
        into[0] = weights[0]! + weights[7]! === 0 ? Number.NaN : weights[0]! + weights[7]!;
      },
      count: 1,
      resamples: 300,
      stratified: true,
      jackknife: false,
      random: createRandom(3),
    });
    expect(new Set(result.replicates[0])).toEqual(new Set([2]));
    expect(result.redrawn).toBe(0);
    expect(result.jackknife[0]).toHaveLength(0);
  });

  it('leaves out of its replicates a number that a resample may lack, without drawing again', () => {
    const result = bootstrap({
      ...patientClusters(null, [0, 0, 0, 0]),
      statistics: (weights, into) => {
        into[0] = weights[0] === 0 ? Number.NaN : 1;
      },
      count: 1,
      resamples: 4000,
      mayLack: [true],
      random: createRandom(3),
    });
    // A row is missed by (3/4)^4 = 0.316 of the draws.
    expect(Math.abs(result.replicates[0]!.length / 4000 - 0.684)).toBeLessThan(0.03);
    expect(result.redrawn).toBe(0);
  });

  it('leaves out groups of many patients, and finds the same acceleration as with each of them', () => {
    const random = createRandom(12);
    const values = Float64Array.from({ length: 40_000 }, () => Math.exp(randomNormal(random)));
    const mean = values.reduce((total, value) => total + value, 0) / values.length;
    const exact =
      values.reduce((total, value) => total + (value - mean) ** 3, 0) /
      (6 * values.reduce((total, value) => total + (value - mean) ** 2, 0) ** 1.5);
    const { jackknife } = bootstrap({
      ...patientClusters(null, new Uint8Array(values.length)),
      statistics: (weights, into) => {
        let total = 0;
        let all = 0;
        for (let row = 0; row < weights.length; row++) {
          total += weights[row]! * values[row]!;
          all += weights[row]!;
        }
        into[0] = total / all;
      },
      count: 1,
      resamples: 2,
      random,
    });
    expect(jackknife[0]).toHaveLength(2000);
    expect(accelerationOf(jackknife[0]!) / exact).toBeGreaterThan(0.8);
    expect(accelerationOf(jackknife[0]!) / exact).toBeLessThan(1.2);
  });

  it('reports progress at every hundredth of the work', () => {
    const shares: number[] = [];
    bootstrap({
      ...patientClusters(null, [0, 1]),
      statistics: () => undefined,
      count: 1,
      resamples: 5000,
      random: createRandom(1),
      report: (share) => shares.push(share),
    });
    expect(shares.length).toBeGreaterThanOrEqual(100);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });

  it('stops when its signal is aborted', () => {
    const stop = new Error('stop');
    const signal = {
      throwIfAborted: () => {
        throw stop;
      },
    };
    const input = {
      ...patientClusters(null, [0, 1]),
      statistics: () => undefined,
      count: 1,
      resamples: 10,
      random: createRandom(1),
      signal,
    };
    expect(() => bootstrap(input)).toThrow(stop);
  });

  it('covers the true AUC in about 95 of 100 samples, and only when it draws patients, not lesions', () => {
    // Two lesions of a patient share most of their score, so taking them as independent is too sure of itself.
    const random = createRandom(17);
    const shift = 1;
    const trueAuc = 0.7602; // Phi(1 / sqrt 2)
    let covered = 0;
    let coveredByLesions = 0;
    const runs = 200;
    for (let run = 0; run < runs; run++) {
      const scores: number[] = [];
      const classes: number[] = [];
      const patients: number[] = [];
      for (let patient = 0; patient < 40; patient++) {
        const positive = patient % 2;
        const shared = randomNormal(random);
        for (let lesion = 0; lesion < 3; lesion++) {
          scores.push(positive * shift + Math.sqrt(0.9) * shared + Math.sqrt(0.1) * randomNormal(random));
          classes.push(positive);
          patients.push(patient);
        }
      }
      if (covers(scores, classes, patients, run)) covered++;
      if (covers(scores, classes, null, run)) coveredByLesions++;
    }
    expect(covered / runs).toBeGreaterThan(0.89);
    expect(covered / runs).toBeLessThan(0.99);
    expect(coveredByLesions / runs).toBeLessThan(0.85);

    function covers(scores: number[], classes: number[], patients: number[] | null, seed: number): boolean {
      const ranking = rankRows(scores, Uint8Array.from(classes));
      const result = bootstrap({
        ...patientClusters(patients, classes),
        statistics: (weights, into) => {
          into[0] = weightedAuc(ranking, weights);
        },
        count: 1,
        resamples: 499,
        random: createRandom(seed),
      });
      const interval = bootstrapInterval('bca', {
        estimate: result.estimates[0]!,
        replicates: result.replicates[0]!,
        jackknife: result.jackknife[0]!,
        level: 0.95,
        range: [0, 1],
      });
      return 'low' in interval && interval.low <= trueAuc && trueAuc <= interval.high;
    }
  });
});
