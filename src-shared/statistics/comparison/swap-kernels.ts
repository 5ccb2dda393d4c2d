/**
 * Differences between two models after some rows have swapped their scores. The scores of both models are sorted once,
 * together; a permutation then costs one pass over them and no sort.
 */

/** The difference, first model minus second, after the rows with a 1 have been swapped. NaN when a class is missing. */
export type SwapDifference = (swapped: Uint8Array) => number;

/** Both scores of all rows in ascending order, with the ends of the runs of equal scores. */
interface PooledOrder {
  /** 2 x row for the score of the first model, 2 x row + 1 for that of the second. */
  readonly codes: Int32Array;
  /** One past the last position of each run. */
  readonly runEnds: Int32Array;
}

function pooledOrder(first: Float64Array, second: Float64Array): PooledOrder {
  const scoreOf = (code: number): number => ((code & 1) === 0 ? first : second)[code >> 1] as number;
  const codes = Int32Array.from({ length: 2 * first.length }, (_, code) => code);
  codes.sort((a, b) => scoreOf(a) - scoreOf(b));
  const runEnds: number[] = [];
  for (let i = 1; i <= codes.length; i++) {
    if (i === codes.length || scoreOf(codes[i] as number) !== scoreOf(codes[i - 1] as number)) runEnds.push(i);
  }
  return { codes, runEnds: Int32Array.from(runEnds) };
}

/** Of the areas under the ROC curves; ties count one half. */
export function aucSwap(first: Float64Array, second: Float64Array, isPositive: Uint8Array): SwapDifference {
  const { codes, runEnds } = pooledOrder(first, second);
  const positives = isPositive.reduce((sum, value) => sum + value, 0);
  const pairs = positives * (isPositive.length - positives);
  return (swapped) => {
    let firstBelow = 0;
    let secondBelow = 0;
    // Twice the concordant pairs plus the tied ones, first model minus second.
    let balance = 0;
    let position = 0;
    for (let run = 0; run < runEnds.length; run++) {
      const end = runEnds[run] as number;
      let firstPositives = 0;
      let secondPositives = 0;
      let firstNegatives = 0;
      let secondNegatives = 0;
      for (; position < end; position++) {
        const code = codes[position] as number;
        const row = code >> 1;
        const isSecond = (code & 1) ^ (swapped[row] as number);
        const isHit = isPositive[row] as number;
        firstPositives += isHit & (isSecond ^ 1);
        secondPositives += isHit & isSecond;
        firstNegatives += (isHit ^ 1) & (isSecond ^ 1);
        secondNegatives += (isHit ^ 1) & isSecond;
      }
      balance += firstPositives * (2 * firstBelow + firstNegatives);
      balance -= secondPositives * (2 * secondBelow + secondNegatives);
      firstBelow += firstNegatives;
      secondBelow += secondNegatives;
    }
    return pairs === 0 ? Number.NaN : balance / (2 * pairs);
  };
}

/** Of the average precisions; tied scores are one step. */
export function averagePrecisionSwap(
  first: Float64Array,
  second: Float64Array,
  isPositive: Uint8Array,
): SwapDifference {
  const { codes, runEnds } = pooledOrder(first, second);
  const positives = isPositive.reduce((sum, value) => sum + value, 0);
  return (swapped) => {
    let [firstAll, secondAll, firstHits, secondHits, balance] = [0, 0, 0, 0, 0];
    let position = codes.length - 1;
    for (let run = runEnds.length - 1; run >= 0; run--) {
      const start = runEnds[run - 1] ?? 0;
      const [firstBefore, secondBefore] = [firstHits, secondHits];
      for (; position >= start; position--) {
        const code = codes[position] as number;
        const row = code >> 1;
        const isSecond = (code & 1) ^ (swapped[row] as number);
        const isHit = isPositive[row] as number;
        firstAll += isSecond ^ 1;
        secondAll += isSecond;
        firstHits += isHit & (isSecond ^ 1);
        secondHits += isHit & isSecond;
      }
      if (firstHits > firstBefore) balance += (firstHits - firstBefore) * (firstHits / firstAll);
      if (secondHits > secondBefore) balance -= (secondHits - secondBefore) * (secondHits / secondAll);
    }
    return positives === 0 ? Number.NaN : balance / positives;
  };
}

/**
 * Of weighted shares of right answers: of accuracies with weights 1 / rows, of balanced accuracies with weights
 * 1 / (classes x rows of the class of the row).
 */
export function rightAnswersSwap(
  truth: Int32Array,
  first: Int32Array,
  second: Int32Array,
  weights: Float64Array,
): SwapDifference {
  const rows: number[] = [];
  const gains: number[] = [];
  truth.forEach((label, row) => {
    const gain = Number(first[row] === label) - Number(second[row] === label);
    if (gain === 0) return;
    rows.push(row);
    gains.push(gain * (weights[row] as number));
  });
  const [where, gain] = [Int32Array.from(rows), Float64Array.from(gains)];
  return (swapped) => {
    let sum = 0;
    for (let i = 0; i < where.length; i++) {
      sum += swapped[where[i] as number] === 1 ? -(gain[i] as number) : (gain[i] as number);
    }
    return sum;
  };
}
