import { type Random, randomInteger } from '../../numerics/random.ts';

/** Numbers computed from the rows, each row counted `weights[row]` times; NaN where one cannot be computed. */
type WeightedStatistics = (weights: Float64Array, result: Float64Array) => void;

interface BootstrapInput {
  /** Cluster (patient) of each row, numbered from 0 without gaps. Whole clusters are drawn. */
  readonly clusters: Int32Array;
  /** Stratum of each cluster, used only to redraw a resample in which a statistic is undefined. */
  readonly strata: Int32Array;
  readonly statistics: WeightedStatistics;
  /** How many numbers `statistics` writes. */
  readonly count: number;
  readonly resamples: number;
  readonly random: Random;
  readonly signal?: { throwIfAborted(): void };
  readonly report?: ((share: number) => void) | undefined;
}

interface BootstrapResult {
  /** The statistics of the sample itself: the estimates. */
  readonly estimates: Float64Array;
  /** Per statistic, its values over the resamples, ascending; NaN left out. */
  readonly replicates: Float64Array[];
  /** Per statistic, its values with one cluster left out in turn; NaN left out. */
  readonly jackknife: Float64Array[];
  /** Resamples that were drawn again within strata, because a class had vanished. */
  readonly redrawn: number;
}

/**
 * The nonparametric bootstrap over clusters (Efron & Tibshirani 1993; Davison & Hinkley 1997, 3.8): patients are drawn
 * with replacement and bring all of their rows. A resample in which a statistic is undefined (a class has vanished) is
 * drawn again with each stratum at its own size, which brings every class back; `redrawn` counts them.
 */
export function bootstrap(input: BootstrapInput): BootstrapResult {
  const { clusters, strata, statistics, count, resamples, random } = input;
  const clusterWeights = new Float64Array(strata.length);
  const weights = new Float64Array(clusters.length);
  const result = new Float64Array(count);
  const evaluate = (): Float64Array => {
    for (let row = 0; row < weights.length; row++) weights[row] = clusterWeights[clusters[row] as number] as number;
    statistics(weights, result);
    return result;
  };

  clusterWeights.fill(1);
  const estimates = evaluate().slice();
  const members = membersByStratum(strata);
  const draws = Array.from({ length: count }, () => new Float64Array(resamples));
  let redrawn = 0;
  for (let resample = 0; resample < resamples; resample++) {
    if (resample % 256 === 0) {
      input.signal?.throwIfAborted();
      input.report?.(resample / resamples);
    }
    drawAll(clusterWeights, random);
    if (evaluate().some((value, i) => Number.isNaN(value) && !Number.isNaN(estimates[i] as number))) {
      redrawn++;
      drawWithin(members, clusterWeights, random);
      evaluate();
    }
    for (let i = 0; i < count; i++) (draws[i] as Float64Array)[resample] = result[i] as number;
  }

  const leftOut = Array.from({ length: count }, () => new Float64Array(strata.length));
  clusterWeights.fill(1);
  for (let cluster = 0; cluster < strata.length; cluster++) {
    if (cluster % 256 === 0) input.signal?.throwIfAborted();
    clusterWeights[cluster] = 0;
    evaluate();
    clusterWeights[cluster] = 1;
    for (let i = 0; i < count; i++) (leftOut[i] as Float64Array)[cluster] = result[i] as number;
  }
  const present = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value));
  return {
    estimates,
    replicates: draws.map((values) => present(values).sort()),
    jackknife: leftOut.map(present),
    redrawn,
  };
}

function drawAll(clusterWeights: Float64Array, random: Random): void {
  clusterWeights.fill(0);
  const size = clusterWeights.length;
  for (let i = 0; i < size; i++) {
    const drawn = randomInteger(random, size);
    clusterWeights[drawn] = (clusterWeights[drawn] as number) + 1;
  }
}

function drawWithin(members: readonly number[][], clusterWeights: Float64Array, random: Random): void {
  clusterWeights.fill(0);
  for (const stratum of members) {
    for (let i = 0; i < stratum.length; i++) {
      const drawn = stratum[randomInteger(random, stratum.length)] as number;
      clusterWeights[drawn] = (clusterWeights[drawn] as number) + 1;
    }
  }
}

function membersByStratum(strata: Int32Array): number[][] {
  const members = new Map<number, number[]>();
  strata.forEach((stratum, cluster) => {
    const list = members.get(stratum);
    if (list) list.push(cluster);
    else members.set(stratum, [cluster]);
  });
  return [...members.values()];
}

/**
 * Numbers the patients of some rows from 0 and puts patients with the same set of classes in one stratum, so that a
 * draw within strata keeps every class.
 * @param patients patient of each row; null: each row is its own
 * @param classes class of each row, 0 or more
 */
export function patientClusters(
  patients: ArrayLike<number> | null,
  classes: ArrayLike<number>,
): { clusters: Int32Array; strata: Int32Array } {
  const numbers = new Map<number, number>();
  const clusters = Int32Array.from(classes, (_, row) => {
    const patient = patients ? (patients[row] as number) : row;
    const number = numbers.get(patient) ?? numbers.size;
    numbers.set(patient, number);
    return number;
  });
  const sets = Array.from({ length: numbers.size }, () => new Set<number>());
  clusters.forEach((cluster, row) => sets[cluster]?.add(classes[row] as number));
  const signatures = new Map<string, number>();
  const strata = Int32Array.from(sets, (set) => {
    const signature = [...set].sort((a, b) => a - b).join();
    const stratum = signatures.get(signature) ?? signatures.size;
    signatures.set(signature, stratum);
    return stratum;
  });
  return { clusters, strata };
}
