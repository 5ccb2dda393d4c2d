/** A loss and its gradient by the outputs it was computed from, in the same order. */
export interface Loss {
  readonly loss: number;
  readonly gradient: Float64Array;
}

/**
 * Softmax cross-entropy of logits [n, k], row by row, against classes 0 to k - 1: the mean over samples weighted by
 * their class (`classWeights`, all 1 by default), as PyTorch's `cross_entropy(weight=...)`.
 */
export function crossEntropy(
  logits: ArrayLike<number>,
  classes: readonly number[],
  classWeights?: readonly number[],
): Loss {
  const count = logits.length / classes.length;
  const gradient = new Float64Array(logits.length);
  let sum = 0;
  let weightSum = 0;
  for (const [row, target] of classes.entries()) {
    if (!Number.isInteger(target) || target < 0 || target >= count) {
      throw new RangeError(`Class ${target} is none of the ${count} outputs`);
    }
    const weight = classWeights?.[target] ?? 1;
    const start = row * count;
    const { normaliser, largest } = logSumExp(logits, start, count);
    sum += weight * (normaliser - logits[start + target]!);
    weightSum += weight;
    for (let column = 0; column < count; column += 1) {
      const probability = Math.exp(logits[start + column]! - largest - (normaliser - largest));
      gradient[start + column] = weight * (probability - (column === target ? 1 : 0));
    }
  }
  return scaled(sum, gradient, weightSum);
}

/** log of the sum of exponentials of `count` values from `start` on, and the largest of them. */
function logSumExp(values: ArrayLike<number>, start: number, count: number): { normaliser: number; largest: number } {
  let largest = Number.NEGATIVE_INFINITY;
  for (let index = start; index < start + count; index += 1) largest = Math.max(largest, values[index]!);
  let sum = 0;
  for (let index = start; index < start + count; index += 1) sum += Math.exp(values[index]! - largest);
  return { normaliser: largest + Math.log(sum), largest };
}

/**
 * Cross-entropy of the sigmoid of one logit a sample against 0 or 1: the mean over samples weighted by their class
 * (`classWeights[0]` for 0, `[1]` for 1).
 */
export function binaryCrossEntropy(
  logits: ArrayLike<number>,
  targets: readonly number[],
  classWeights?: readonly number[],
): Loss {
  const gradient = new Float64Array(logits.length);
  let sum = 0;
  let weightSum = 0;
  for (const [row, target] of targets.entries()) {
    const weight = classWeights?.[target] ?? 1;
    const logit = logits[row]!;
    sum += weight * (Math.max(logit, 0) - logit * target + Math.log1p(Math.exp(-Math.abs(logit))));
    weightSum += weight;
    gradient[row] = weight * (1 / (1 + Math.exp(-logit)) - target);
  }
  return scaled(sum, gradient, weightSum);
}

export type CoxTies = 'efron' | 'breslow';

/**
 * Negative log partial likelihood of Cox's model over the number of events, of one log-risk a sample; `events` are 1
 * for an event and 0 for censored. Risk sets are those of the batch. Who is censored at the time of an event is at risk
 * then. A batch without events has loss 0 and no gradient: it tells nothing.
 */
export function coxLoss(
  logRisks: ArrayLike<number>,
  { times, events, ties }: { times: readonly number[]; events: readonly number[]; ties: CoxTies },
): Loss {
  const gradient = new Float64Array(logRisks.length);
  const largest = Math.max(...Array.from(logRisks));
  const risks = Float64Array.from(logRisks, (value) => Math.exp(value - largest));
  let sum = 0;
  let eventCount = 0;
  const eventTimes = [...new Set(times.filter((_, index) => events[index] === 1))];
  for (const time of eventTimes) {
    const atRisk = rowsWhere(times, (value) => value >= time);
    const dead = rowsWhere(times, (value, index) => value === time && events[index] === 1);
    const total = atRisk.reduce((all, row) => all + risks[row]!, 0);
    const tied = dead.reduce((all, row) => all + risks[row]!, 0);
    eventCount += dead.length;
    for (const [place, row] of dead.entries()) {
      const share = ties === 'efron' ? place / dead.length : 0;
      const denominator = total - share * tied;
      sum += Math.log(denominator) + largest - logRisks[row]!;
      gradient[row]! -= 1;
      for (const other of atRisk) gradient[other]! += risks[other]! / denominator;
      for (const other of dead) gradient[other]! -= (share * risks[other]!) / denominator;
    }
  }
  return eventCount === 0 ? { loss: 0, gradient } : scaled(sum, gradient, eventCount);
}

function rowsWhere(values: readonly number[], keep: (value: number, index: number) => boolean): number[] {
  return values.flatMap((value, index) => (keep(value, index) ? [index] : []));
}

function scaled(sum: number, gradient: Float64Array, divisor: number): Loss {
  return { loss: sum / divisor, gradient: gradient.map((value) => value / divisor) };
}
