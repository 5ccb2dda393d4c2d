import type { Quantity } from '../../domain/entities.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { fitLogisticModel, type LogisticModel } from './logistic-model.ts';

/** Log-odds beyond those of this probability and its complement are cut there. */
export const extremeProbability = 1e-6;

/** log(p / (1 - p)) with p held within 1e-6 of 0 and 1. */
export function logOdds(probability: number): number {
  const p = Math.min(1 - extremeProbability, Math.max(extremeProbability, probability));
  return Math.log(p / (1 - p));
}

export interface Recalibration {
  /** a and b of logit P(positive) = a + b logit(prediction), fitted together. */
  readonly intercept: Quantity;
  readonly slope: Quantity;
  /** Calibration-in-the-large: a where b is held at 1. */
  readonly inTheLarge: Quantity;
}

/**
 * Logistic recalibration (Cox 1958; Steyerberg 2019, 15.3) with Wald intervals: from the information, or from the
 * sandwich over patients where `clusters` are given.
 */
export function recalibrate(input: {
  outcome: Uint8Array;
  probabilities: Float64Array;
  clusters: Int32Array | null;
  level: number;
}): Recalibration {
  const { outcome, clusters, level } = input;
  const odds = input.probabilities.map(logOdds);
  const ones = new Float64Array(odds.length).fill(1);
  const both = fitLogisticModel({ outcome, columns: [ones, odds], clusters });
  const large = fitLogisticModel({ outcome, columns: [ones], offset: odds, clusters });
  return {
    intercept: coefficientOf(both, 0, level),
    slope: coefficientOf(both, 1, level),
    inTheLarge: coefficientOf(large, 0, level),
  };
}

function coefficientOf(model: LogisticModel | { unavailable: string }, at: number, level: number): Quantity {
  if ('unavailable' in model) return { unavailable: model.unavailable };
  const size = model.coefficients.length;
  const estimate = model.coefficients[at] as number;
  const reach = normalQuantile(1 - (1 - level) / 2) * Math.sqrt(model.covariance[at * size + at] as number);
  return { estimate, low: estimate - reach, high: estimate + reach, level };
}
