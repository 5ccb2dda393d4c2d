import { minimise, type Objective } from '../numerics/lbfgs.ts';
import type { Matrix } from '../numerics/matrix.ts';

/**
 * L2-penalised logistic regression, as scikit-learn's `LogisticRegression(solver='lbfgs')` defines it:
 * minimise C Σ weight loss + ½ |w|², intercept not penalised (weights as its `sample_weight`); two classes: one weight vector; more: softmax with one vector
 * per class. Coefficients agree with scikit-learn 1.9 (tol 1e-10) to 1e-3 relative, in the tests' cases to 1e-5.
 */
export interface LinearModel {
  /** `vectors` x `columns`, row-major: 1 vector for two classes (of the second class), else one per class. */
  readonly coefficients: Float64Array;
  readonly intercepts: Float64Array;
}

interface FitInput {
  readonly rows: Matrix;
  /** Class number of each row, 0 .. classCount - 1. */
  readonly targets: Int32Array;
  readonly classCount: number;
  readonly c: number;
  /** How much each row counts; absent: 1. */
  readonly weights?: Float64Array;
  /** Where to start: the solution at a neighbouring C saves most of the work. */
  readonly warmStart?: LinearModel;
  /** `search` is enough to rank values of C and takes half the time. */
  readonly precision?: 'search' | 'final';
  /** Checked at every evaluation of the loss. */
  readonly signal?: { throwIfAborted(): void };
}

export const vectorCount = (classCount: number): number => (classCount === 2 ? 1 : classCount);

/** Largest gradient entry of the mean loss at which a fit ends. scikit-learn ends at 1e-4 unless told otherwise. */
const stopping = {
  final: { gradientTolerance: 1e-8, relativeDecrease: 1e-12 },
  search: { gradientTolerance: 1e-6, relativeDecrease: 1e-9 },
};

/** Fits by L-BFGS on the mean loss plus |w|² / (2 C n), which has the same minimum. */
export function fitLogisticRegression(input: FitInput): LinearModel & { converged: boolean } {
  const { rows, targets, classCount, c, weights, warmStart, signal } = input;
  const vectors = vectorCount(classCount);
  const size = vectors * (rows.columns + 1);
  const start = new Float64Array(size);
  if (warmStart) {
    start.set(warmStart.coefficients);
    start.set(warmStart.intercepts, vectors * rows.columns);
  }
  const objective = lossOf(rows, targets, vectors, 1 / (c * rows.rows), weights ?? null);
  const watched: Objective = (x, gradient) => {
    signal?.throwIfAborted();
    return objective(x, gradient);
  };
  const { x, converged } = minimise(watched, start, {
    ...stopping[input.precision ?? 'final'],
    maxIterations: 2000,
    memory: 20,
    inverseCurvature: inverseCurvatureOf(rows, classCount, 1 / (c * rows.rows)),
  });
  return { coefficients: x.slice(0, vectors * rows.columns), intercepts: x.slice(vectors * rows.columns), converged };
}

/**
 * One over an estimate of the loss's second derivatives: p (1 - p) at equal probabilities times the mean square of the
 * column, plus the penalty. Columns of a row space differ in size by orders of magnitude, and this evens them out.
 */
function inverseCurvatureOf({ rows, columns, values }: Matrix, classCount: number, penalty: number): Float64Array {
  const vectors = vectorCount(classCount);
  const weight = (classCount - 1) / classCount ** 2;
  const squares = new Float64Array(columns);
  for (let i = 0; i < values.length; i++)
    squares[i % columns] = (squares[i % columns] as number) + (values[i] as number) ** 2;
  const inverse = new Float64Array(vectors * (columns + 1)).fill(1 / weight);
  for (let vector = 0; vector < vectors; vector++) {
    squares.forEach((sum, k) => {
      inverse[vector * columns + k] = 1 / ((weight * sum) / rows + penalty);
    });
  }
  return inverse;
}

/** Linear scores of rows: rows x vectors, row-major. */
export function decisionScores(rows: Matrix, { coefficients, intercepts }: LinearModel): Float64Array {
  const scores = new Float64Array(rows.rows * intercepts.length);
  linearScores(rows, coefficients, intercepts, scores);
  return scores;
}

/** Class probabilities from linear scores: rows x classes, row-major; both columns for two classes. */
export function probabilitiesOf(scores: Float64Array, classCount: number): Float64Array {
  if (classCount > 2) return softmaxRows(scores.slice(), classCount);
  const result = new Float64Array(scores.length * 2);
  scores.forEach((score, row) => {
    result[row * 2] = logistic(-score);
    result[row * 2 + 1] = logistic(score);
  });
  return result;
}

const logistic = (score: number): number => 1 / (1 + Math.exp(-score));

function lossOf(
  rows: Matrix,
  targets: Int32Array,
  vectors: number,
  penalty: number,
  weights: Float64Array | null,
): Objective {
  const split = vectors * rows.columns;
  const scores = new Float64Array(rows.rows * vectors);
  return (x, gradient) => {
    const coefficients = x.subarray(0, split);
    linearScores(rows, coefficients, x.subarray(split), scores);
    const loss = vectors === 1 ? binaryLoss(scores, targets, weights) : softmaxLoss(scores, targets, vectors, weights);
    accumulate(rows, scores, gradient.subarray(0, split), gradient.subarray(split));
    let squares = 0;
    for (let i = 0; i < split; i++) {
      const weight = x[i] as number;
      squares += weight * weight;
      gradient[i] = (gradient[i] as number) / rows.rows + penalty * weight;
    }
    for (let i = split; i < x.length; i++) gradient[i] = (gradient[i] as number) / rows.rows;
    return loss / rows.rows + (penalty / 2) * squares;
  };
}

/** Four vectors at a time: their sums do not wait for each other. */
function linearScores(
  { rows, columns, values }: Matrix,
  coefficients: Float64Array,
  intercepts: Float64Array,
  scores: Float64Array,
): void {
  const vectors = intercepts.length;
  for (let row = 0; row < rows; row++) {
    const at = row * columns;
    let vector = 0;
    for (; vector + 3 < vectors; vector += 4) {
      const [a, b, c, d] = [0, 1, 2, 3].map((k) => (vector + k) * columns) as [number, number, number, number];
      let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
      for (let k = 0; k < columns; k++) {
        const value = values[at + k] as number;
        sumA += value * (coefficients[a + k] as number);
        sumB += value * (coefficients[b + k] as number);
        sumC += value * (coefficients[c + k] as number);
        sumD += value * (coefficients[d + k] as number);
      }
      const to = row * vectors + vector;
      scores[to] = sumA + (intercepts[vector] as number);
      scores[to + 1] = sumB + (intercepts[vector + 1] as number);
      scores[to + 2] = sumC + (intercepts[vector + 2] as number);
      scores[to + 3] = sumD + (intercepts[vector + 3] as number);
    }
    for (; vector < vectors; vector++) {
      const from = vector * columns;
      let sum = intercepts[vector] as number;
      for (let k = 0; k < columns; k++) sum += (values[at + k] as number) * (coefficients[from + k] as number);
      scores[row * vectors + vector] = sum;
    }
  }
}

/** Weighted sum of -log p(target); leaves its derivatives, weight (p(class 1) - target), in `scores`. */
function binaryLoss(scores: Float64Array, targets: Int32Array, weights: Float64Array | null): number {
  let loss = 0;
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row] as number;
    const target = targets[row] as number;
    // log(1 + e^s) without overflow.
    const weight = weights === null ? 1 : (weights[row] as number);
    loss += weight * (Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score))) - target * score);
    scores[row] = weight * (logistic(score) - target);
  }
  return loss;
}

/** Weighted sum of -log p(target); leaves its derivatives, weight (p - 1[target]), in `scores`. */
function softmaxLoss(
  scores: Float64Array,
  targets: Int32Array,
  classCount: number,
  weights: Float64Array | null,
): number {
  let loss = 0;
  const own = Float64Array.from(targets, (target, row) => scores[row * classCount + target] as number);
  for (let row = 0; row < targets.length; row++) {
    const part = scores.subarray(row * classCount, (row + 1) * classCount);
    let top = -Infinity;
    for (let k = 0; k < classCount; k++) top = Math.max(top, part[k] as number);
    let total = 0;
    for (let k = 0; k < classCount; k++) {
      const term = Math.exp((part[k] as number) - top);
      part[k] = term;
      total += term;
    }
    const weight = weights === null ? 1 : (weights[row] as number);
    for (let k = 0; k < classCount; k++) part[k] = (weight * (part[k] as number)) / total;
    loss += weight * (Math.log(total) + top - (own[row] as number));
    const target = targets[row] as number;
    part[target] = (part[target] as number) - weight;
  }
  return loss;
}

function softmaxRows(scores: Float64Array, classCount: number): Float64Array {
  for (let start = 0; start < scores.length; start += classCount) {
    const part = scores.subarray(start, start + classCount);
    const top = part.reduce((a, b) => Math.max(a, b));
    for (let k = 0; k < classCount; k++) part[k] = Math.exp((part[k] as number) - top);
    const total = part.reduce((a, b) => a + b);
    for (let k = 0; k < classCount; k++) part[k] = (part[k] as number) / total;
  }
  return scores;
}

/**
 * The gradient of the summed loss from its derivatives by score (`slopes`: rows x vectors), four rows at a time so that
 * each sum is loaded and stored once for four products.
 */
function accumulate(
  { rows, columns, values }: Matrix,
  slopes: Float64Array,
  coefficients: Float64Array,
  intercepts: Float64Array,
): void {
  const vectors = intercepts.length;
  coefficients.fill(0);
  intercepts.fill(0);
  for (let start = 0; start < rows; start += 4) {
    // Past the last row, the slopes are 0 and the values are those of the last row.
    const row = (k: number): number => Math.min(start + k, rows - 1);
    const [a, b, c, d] = [row(0) * columns, row(1) * columns, row(2) * columns, row(3) * columns];
    for (let vector = 0; vector < vectors; vector++) {
      const slope = (k: number): number => (start + k < rows ? (slopes[(start + k) * vectors + vector] as number) : 0);
      const [slopeA, slopeB, slopeC, slopeD] = [slope(0), slope(1), slope(2), slope(3)];
      intercepts[vector] = (intercepts[vector] as number) + slopeA + slopeB + slopeC + slopeD;
      const to = vector * columns;
      for (let k = 0; k < columns; k++) {
        coefficients[to + k] =
          (coefficients[to + k] as number) +
          slopeA * (values[a + k] as number) +
          slopeB * (values[b + k] as number) +
          slopeC * (values[c + k] as number) +
          slopeD * (values[d + k] as number);
      }
    }
  }
}
