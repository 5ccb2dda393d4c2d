/**
 * Measures of answers against the truth from a matrix of counts. Checked against scikit-learn's `confusion_matrix`,
 * `balanced_accuracy_score`, `recall_score`, `precision_score`, `f1_score` and `cohen_kappa_score`.
 */

/** classes x classes, row-major: row = truth, column = answer. */
export interface ConfusionMatrix {
  readonly size: number;
  readonly counts: Float64Array;
}

/** Cell of each row, so that counting a resample is one addition per row. */
export const cellsOf = (truth: Int32Array, answers: Int32Array, size: number): Int32Array =>
  Int32Array.from(truth, (label, row) => label * size + (answers[row] as number));

/** Counts the rows into `counts`, each `weights[row]` times. */
export function countCells(cells: Int32Array, weights: Float64Array, counts: Float64Array): void {
  counts.fill(0);
  for (let row = 0; row < cells.length; row++) {
    const cell = cells[row] as number;
    counts[cell] = (counts[cell] as number) + (weights[row] as number);
  }
}

export const cellOf = ({ size, counts }: ConfusionMatrix, truth: number, answer: number): number =>
  counts[truth * size + answer] as number;

export function truthTotal({ size, counts }: ConfusionMatrix, label: number): number {
  let sum = 0;
  for (let answer = 0; answer < size; answer++) sum += counts[label * size + answer] as number;
  return sum;
}

export function answerTotal({ size, counts }: ConfusionMatrix, label: number): number {
  let sum = 0;
  for (let truth = 0; truth < size; truth++) sum += counts[truth * size + label] as number;
  return sum;
}

/** Share of the rows of a class that are answered with it (sensitivity); NaN without rows of it. */
export const recallOf = (matrix: ConfusionMatrix, label: number): number =>
  cellOf(matrix, label, label) / truthTotal(matrix, label);

/** Share of the answers with a class that are right (PPV); NaN without such answers. */
export const precisionOf = (matrix: ConfusionMatrix, label: number): number =>
  cellOf(matrix, label, label) / answerTotal(matrix, label);

/** 2 TP / (2 TP + FP + FN): the harmonic mean of recall and precision. */
export const f1Of = (matrix: ConfusionMatrix, label: number): number =>
  (2 * cellOf(matrix, label, label)) / (truthTotal(matrix, label) + answerTotal(matrix, label));

/** Mean recall over the classes `expected`; NaN when one of them has no rows. */
export function balancedAccuracyOf(matrix: ConfusionMatrix, expected: readonly number[]): number {
  let sum = 0;
  for (const label of expected) sum += recallOf(matrix, label);
  return sum / expected.length;
}

export function accuracyOf(matrix: ConfusionMatrix): number {
  let right = 0;
  let all = 0;
  for (let label = 0; label < matrix.size; label++) {
    right += cellOf(matrix, label, label);
    all += truthTotal(matrix, label);
  }
  return right / all;
}

/** Cohen's kappa (1960), unweighted: agreement beyond that of the margins. NaN where the margins alone agree fully. */
export function kappaOf(matrix: ConfusionMatrix): number {
  let right = 0;
  let byMargins = 0;
  let all = 0;
  for (let label = 0; label < matrix.size; label++) {
    const total = truthTotal(matrix, label);
    right += cellOf(matrix, label, label);
    byMargins += total * answerTotal(matrix, label);
    all += total;
  }
  const expected = byMargins / all;
  return all === expected ? Number.NaN : (right - expected) / (all - expected);
}
