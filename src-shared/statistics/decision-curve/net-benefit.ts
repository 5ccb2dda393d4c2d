/**
 * Net benefit of acting on a prediction (Vickers & Elkin 2006): TP / n - FP / n x t / (1 - t), where all rows with a
 * probability of at least the threshold t are acted on. Equal to the formula of R's `dcurves`.
 */

/** Rows sorted into the steps between thresholds, so that a resample needs one addition per row. */
export interface ThresholdSteps {
  readonly thresholds: Float64Array;
  /** Per row, how many thresholds are at or below its probability. */
  readonly steps: Int32Array;
}

/** @param thresholds ascending, each within 0 to 1 */
export function thresholdSteps(probabilities: Float64Array, thresholds: Float64Array): ThresholdSteps {
  const steps = Int32Array.from(probabilities, (probability) => {
    let low = 0;
    let high = thresholds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((thresholds[middle] as number) <= probability) low = middle + 1;
      else high = middle;
    }
    return low;
  });
  return { thresholds, steps };
}

/** Net benefit at each threshold into `result` from `at` on, each row counted `weights[row]` times; NaN without weight. */
export function weightedNetBenefit(
  { thresholds, steps }: ThresholdSteps,
  outcome: Uint8Array,
  weights: Float64Array,
  result: Float64Array,
  at = 0,
): void {
  const count = thresholds.length;
  const positives = new Float64Array(count + 1);
  const negatives = new Float64Array(count + 1);
  let all = 0;
  for (let row = 0; row < steps.length; row++) {
    const step = steps[row] as number;
    const weight = weights[row] as number;
    all += weight;
    if (outcome[row] === 1) positives[step] = (positives[step] as number) + weight;
    else negatives[step] = (negatives[step] as number) + weight;
  }
  let truePositives = 0;
  let falsePositives = 0;
  for (let i = count - 1; i >= 0; i--) {
    truePositives += positives[i + 1] as number;
    falsePositives += negatives[i + 1] as number;
    const threshold = thresholds[i] as number;
    result[at + i] = (truePositives - (falsePositives * threshold) / (1 - threshold)) / all;
  }
}

/** Net benefit of acting on every row: prevalence - (1 - prevalence) t / (1 - t). */
export const netBenefitOfAll = (prevalence: number, threshold: number): number =>
  prevalence - ((1 - prevalence) * threshold) / (1 - threshold);
