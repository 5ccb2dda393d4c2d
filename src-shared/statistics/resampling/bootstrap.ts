import { type Random, randomInteger, shuffled } from '../../numerics/random.ts';

/** Numbers computed from the rows, each row counted `weights[row]` times; NaN where one cannot be computed. */
type WeightedStatistics = (weights: Float64Array, result: Float64Array) => void;

interface BootstrapInput {
  /** Cluster (patient) of each row, numbered from 0 without gaps. Whole clusters are drawn. */
  readonly clusters: Int32Array;
  /** Stratum of each cluster: see `stratified`. */
  readonly strata: Int32Array;
  readonly statistics: WeightedStatistics;
  /** How many numbers `statistics` writes. */
  readonly count: number;
  readonly resamples: number;
  readonly random: Random;
  /** Always draw each stratum at its own size; else only where a resample has lost a class. */
  readonly stratified?: boolean;
  /**
   * True for a number that a resample may lack though no class has vanished (a precision without a positive answer): it
   * is left out of that number's replicates and no reason to draw again. Absent: none.
   */
  readonly mayLack?: readonly boolean[];
  /** False where no interval needs the jackknife (only BCa does). */
  readonly jackknife?: boolean;
  readonly signal?: { throwIfAborted(): void };
  readonly report?: ((share: number) => void) | undefined;
}

export interface BootstrapResult {
  /** The statistics of the sample itself: the estimates. */
  readonly estimates: Float64Array;
  /** Per statistic, its values over the resamples, ascending; NaN left out. */
  readonly replicates: Float64Array[];
  /** Per statistic, its values with one cluster (or group of clusters) left out in turn; NaN left out. */
  readonly jackknife: Float64Array[];
  /** Resamples that were drawn again within strata, because a class had vanished. */
  readonly redrawn: number;
}

/** With more clusters than this, the jackknife leaves out random groups of them: skewness needs no more. */
const mostLeftOut = 2000;

/**
 * The nonparametric bootstrap over clusters (Efron & Tibshirani 1993; Davison & Hinkley 1997, 3.8): patients are drawn
 * with replacement and bring all of their rows. A resample in which a statistic is undefined (a class has vanished) is
 * drawn again with each stratum at its own size, which brings every class back; `redrawn` counts them.
 */
export function bootstrap(input: BootstrapInput): BootstrapResult {
  const { strata, count, resamples, random } = input;
  const { clusterWeights, evaluate } = evaluator(input);
  const groups = input.jackknife === false ? 0 : Math.min(strata.length, mostLeftOut);
  const tick = ticker(input, resamples + groups);
  clusterWeights.fill(1);
  const estimates = evaluate().slice();
  const required = Array.from(estimates, (value, i) => !Number.isNaN(value) && !input.mayLack?.[i]);
  const lacksRequired = (values: Float64Array): boolean => {
    for (let i = 0; i < count; i++) if (required[i] && Number.isNaN(values[i] as number)) return true;
    return false;
  };

  const members = membersByStratum(strata);
  const draws = Array.from({ length: count }, () => new Float64Array(resamples));
  let redrawn = 0;
  for (let resample = 0; resample < resamples; resample++) {
    tick(resample);
    if (input.stratified) drawWithin(members, clusterWeights, random);
    else drawAll(clusterWeights, random);
    let values = evaluate();
    if (!input.stratified && lacksRequired(values)) {
      redrawn++;
      drawWithin(members, clusterWeights, random);
      values = evaluate();
    }
    for (let i = 0; i < count; i++) (draws[i] as Float64Array)[resample] = values[i] as number;
  }

  const leftOut = Array.from({ length: count }, () => new Float64Array(groups));
  const clusterGroups = groupsOf(strata.length, groups, random);
  for (let group = 0; group < groups; group++) {
    tick(resamples + group);
    for (let k = 0; k < strata.length; k++) clusterWeights[k] = clusterGroups[k] === group ? 0 : 1;
    const values = evaluate();
    for (let i = 0; i < count; i++) (leftOut[i] as Float64Array)[group] = values[i] as number;
  }
  const present = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value));
  return {
    estimates,
    replicates: draws.map((values) => present(values).sort()),
    jackknife: leftOut.map(present),
    redrawn,
  };
}

/** Weights of the clusters to be filled, and the statistics under them. */
function evaluator({ clusters, strata, statistics, count }: BootstrapInput): {
  clusterWeights: Float64Array;
  evaluate: () => Float64Array;
} {
  const clusterWeights = new Float64Array(strata.length);
  const result = new Float64Array(count);
  // One row per cluster, in order: the weights of the clusters are those of the rows.
  const isPlain = clusters.length === strata.length && clusters.every((cluster, row) => cluster === row);
  const weights = isPlain ? clusterWeights : new Float64Array(clusters.length);
  return {
    clusterWeights,
    evaluate: () => {
      if (!isPlain) {
        for (let row = 0; row < weights.length; row++) {
          weights[row] = clusterWeights[clusters[row] as number] as number;
        }
      }
      statistics(weights, result);
      return result;
    },
  };
}

/** Heeds the signal and reports progress at every hundredth of the work, or oftener where rows are many. */
function ticker({ clusters, signal, report }: BootstrapInput, steps: number): (step: number) => void {
  const every = Math.max(1, Math.min(Math.floor(steps / 100), Math.ceil(1e6 / (clusters.length + 1))));
  return (step) => {
    if (step % every !== 0) return;
    signal?.throwIfAborted();
    report?.(step / steps);
  };
}

/** Group of each cluster for the jackknife: itself, or a random one of nearly equal size. */
function groupsOf(clusters: number, groups: number, random: Random): Int32Array {
  const numbers = Array.from({ length: clusters }, (_, k) => k);
  if (groups < clusters && groups > 0) return Int32Array.from(shuffled(numbers, random), (k) => k % groups);
  return Int32Array.from(numbers);
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
