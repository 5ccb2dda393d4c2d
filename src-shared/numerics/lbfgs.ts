/** A differentiable function: writes its gradient at `x` into `gradient` and returns its value. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

interface MinimiseOptions {
  readonly maxIterations?: number;
  /** Stops when the largest absolute gradient entry is below this. */
  readonly gradientTolerance?: number;
  /** Stops when an iteration lowers the value by less than this share of it. */
  readonly relativeDecrease?: number;
  /** Corrections kept. */
  readonly memory?: number;
  /** Rough inverse curvature of each coordinate: the first guess of the inverse Hessian. Absent: all equal. */
  readonly inverseCurvature?: Float64Array;
}

interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly iterations: number;
  readonly evaluations: number;
  /** False when `maxIterations` ended it. */
  readonly converged: boolean;
}

/**
 * Minimises a smooth function by L-BFGS (Nocedal & Wright, algorithms 7.4 and 7.5) with a line search that brackets
 * and bisects until both weak Wolfe conditions hold (c1 1e-4, c2 0.9). Two ways to stop, because a gradient tolerance
 * alone can lie below what rounding lets the gradient reach.
 */
export function minimise(objective: Objective, start: Float64Array, options: MinimiseOptions = {}): Minimum {
  const {
    maxIterations = 1000,
    gradientTolerance = 1e-8,
    relativeDecrease = 1e-14,
    memory = 10,
    inverseCurvature,
  } = options;
  const size = start.length;
  let x = start.slice();
  let gradient = new Float64Array(size);
  let value = objective(x, gradient);
  let evaluations = 1;
  let nextX = new Float64Array(size);
  let nextGradient = new Float64Array(size);
  const direction = new Float64Array(size);
  const corrections: Correction[] = [];

  for (let iteration = 0; iteration < maxIterations; iteration++) {
    if (largest(gradient) <= gradientTolerance)
      return { x, value, iterations: iteration, evaluations, converged: true };
    applyInverse(corrections, inverseCurvature, gradient, direction);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      corrections.length = 0;
      for (let i = 0; i < size; i++) direction[i] = -(gradient[i] as number);
      slope = -dot(gradient, gradient);
    }
    const first = corrections.length === 0 && !inverseCurvature ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const step = searchLine(
      (length) => {
        for (let i = 0; i < size; i++) nextX[i] = (x[i] as number) + length * (direction[i] as number);
        evaluations++;
        const nextValue = objective(nextX, nextGradient);
        return { value: nextValue, slope: dot(direction, nextGradient) };
      },
      { value, slope, first },
    );
    if (step === null) return { x, value, iterations: iteration, evaluations, converged: true };

    remember(corrections, memory, { x, nextX, gradient, nextGradient });
    const decrease = value - step;
    [x, nextX] = [nextX, x];
    [gradient, nextGradient] = [nextGradient, gradient];
    value = step;
    if (decrease <= relativeDecrease * Math.max(1e-300, Math.abs(value))) {
      return { x, value, iterations: iteration + 1, evaluations, converged: true };
    }
  }
  return { x, value, iterations: maxIterations, evaluations, converged: false };
}

interface Correction {
  readonly move: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/** The value at an accepted step (the last point evaluated), or null when no step lowers the value beyond rounding. */
function searchLine(
  evaluate: (length: number) => { value: number; slope: number },
  start: { value: number; slope: number; first: number },
): number | null {
  let low = 0;
  let high = Infinity;
  let length = start.first;
  for (let trial = 0; trial < 50; trial++) {
    const at = evaluate(length);
    if (!(at.value <= start.value + 1e-4 * length * start.slope)) high = length;
    else if (at.slope < 0.9 * start.slope) low = length;
    else return at.value;
    const next = high === Infinity ? 2 * length : (low + high) / 2;
    if (next === length) break;
    length = next;
  }
  if (low === 0) return null;
  const best = evaluate(low);
  return best.value < start.value ? best.value : null;
}

/** direction = -H gradient by the two-loop recursion. */
function applyInverse(
  corrections: readonly Correction[],
  inverseCurvature: Float64Array | undefined,
  gradient: Float64Array,
  direction: Float64Array,
): void {
  for (let i = 0; i < gradient.length; i++) direction[i] = -(gradient[i] as number);
  const weights: number[] = [];
  for (let k = corrections.length - 1; k >= 0; k--) {
    const { move, change, curvature } = corrections[k] as Correction;
    const weight = dot(move, direction) / curvature;
    weights[k] = weight;
    addScaled(direction, change, -weight);
  }
  scaleByCurvature(corrections.at(-1), inverseCurvature, direction);
  for (let k = 0; k < corrections.length; k++) {
    const { move, change, curvature } = corrections[k] as Correction;
    addScaled(direction, move, (weights[k] as number) - dot(change, direction) / curvature);
  }
}

/** Multiplies by the first guess of the inverse Hessian, sized so that it fits the newest correction. */
function scaleByCurvature(
  newest: Correction | undefined,
  inverseCurvature: Float64Array | undefined,
  direction: Float64Array,
): void {
  const guess = (i: number): number => inverseCurvature?.[i] ?? 1;
  let size = 1;
  if (newest) {
    let spread = 0;
    for (let i = 0; i < direction.length; i++) spread += guess(i) * (newest.change[i] as number) ** 2;
    size = newest.curvature / spread;
  }
  for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * size * guess(i);
}

function remember(
  corrections: Correction[],
  memory: number,
  step: { x: Float64Array; nextX: Float64Array; gradient: Float64Array; nextGradient: Float64Array },
): void {
  const move = step.nextX.map((value, i) => value - (step.x[i] as number));
  const change = step.nextGradient.map((value, i) => value - (step.gradient[i] as number));
  const curvature = dot(move, change);
  if (curvature <= 1e-12 * Math.sqrt(dot(move, move) * dot(change, change))) return;
  corrections.push({ move, change, curvature });
  if (corrections.length > memory) corrections.shift();
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + factor * (source[i] as number);
}

function largest(values: Float64Array): number {
  let size = 0;
  for (let i = 0; i < values.length; i++) size = Math.max(size, Math.abs(values[i] as number));
  return size;
}
