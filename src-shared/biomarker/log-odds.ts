import { decisionScores, type LinearModel } from './logistic-regression.ts';
import { type Scaler, standardise } from './standard-scaler.ts';

/**
 * Log-odds of every class for rows of features, rows x classes: log(p / (1 - p)), from the linear scores, so that they
 * stay exact where p is nearly 1.
 */
export function logOdds(
  features: Float32Array,
  probe: LinearModel & { readonly scaler: Scaler; readonly classCount: number },
): Float64Array {
  const { classCount } = probe;
  const rows = Int32Array.from({ length: features.length / probe.scaler.mean.length }, (_, row) => row);
  const scores = decisionScores(standardise(features, rows, probe.scaler), probe);
  const odds = new Float64Array(rows.length * classCount);
  for (const row of rows) {
    if (classCount === 2) {
      const score = scores[row] as number;
      odds.set([score === 0 ? 0 : -score, score], 2 * row);
      continue;
    }
    const own = scores.subarray(row * classCount, (row + 1) * classCount);
    for (let c = 0; c < classCount; c++) odds[row * classCount + c] = (own[c] as number) - logSumOfOthers(own, c);
  }
  return odds;
}

function logSumOfOthers(scores: Float64Array, left: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  scores.forEach((score, c) => {
    if (c !== left) largest = Math.max(largest, score);
  });
  let sum = 0;
  scores.forEach((score, c) => {
    if (c !== left) sum += Math.exp(score - largest);
  });
  return largest + Math.log(sum);
}
