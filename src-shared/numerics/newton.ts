import { inverseForm, type OrderedCholesky, orderedCholesky, solvePositive } from './positive-definite.ts';

/**
 * A concave log-likelihood: writes its gradient and its information (minus the Hessian; the lower triangle is enough,
 * row-major) at `x` and returns its value; anything but a finite number where it cannot be computed.
 */
export type LogLikelihood = (x: Float64Array, gradient: Float64Array, information: Float64Array) => number;

export interface Maximum {
  readonly x: Float64Array;
  readonly value: number;
  /** The value at the start. */
  readonly startValue: number;
  /** Diagonal of the information at the start. */
  readonly startInformation: Float64Array;
  /** Uᵀ I⁻¹ U at the start: the score test when the start is the null hypothesis. */
  readonly startScore: number;
  /** Factor of the information at `x`; what was left out could not be told from what stands before it. */
  readonly information: OrderedCholesky;
  /** 1 where the coordinate runs to infinity while the likelihood has all but reached its supremum (separation). */
  readonly diverging: Uint8Array;
  readonly converged: boolean;
  readonly iterations: number;
}

/** A step this small is the last: the error after it is of the order of its square. */
const stepTolerance = 1e-9;
/** Twice the gain in log-likelihood that a Newton step still promises. */
const gainTolerance = 1e-10;
const mostIterations = 60;

/**
 * Maximises a concave log-likelihood by Newton's method with step halving. Coordinates should be of columns of unit
 * spread, so that steps compare. Three ends: the steps vanish (converged); the likelihood has reached its supremum but
 * the steps do not shrink, so a coordinate runs to infinity (converged, `diverging`); neither (not converged).
 * Coordinates that the information at the start cannot tell from earlier ones stay at their start.
 */
export function maximise(logLikelihood: LogLikelihood, start: Float64Array): Maximum {
  const size = start.length;
  const gradient = new Float64Array(size);
  const information = { rows: size, columns: size, values: new Float64Array(size * size) };
  let x = start.slice();
  let value = logLikelihood(x, gradient, information.values);
  const startValue = value;
  let factor = orderedCholesky(information);
  const startInformation = start.map((_, i) => information.values[i * size + i] as number);
  const { leftOut } = factor;
  const startScore = inverseForm(factor, gradient);
  const diverging = new Uint8Array(size);
  const end = (converged: boolean, iterations: number): Maximum => {
    return {
      x,
      value,
      startValue,
      startInformation,
      startScore,
      information: factor,
      diverging,
      converged,
      iterations,
    };
  };

  let last = Infinity;
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const step = solvePositive(factor, gradient);
    const largest = step.reduce((most, move, i) => Math.max(most, Math.abs(move) / (1 + Math.abs(x[i] as number))), 0);
    const gain = step.reduce((sum, move, i) => sum + move * (gradient[i] as number), 0);
    if (!Number.isFinite(gain)) return end(false, iteration);
    if (largest < stepTolerance) {
      x = x.map((at, i) => at + (step[i] as number));
      value += gain / 2;
      return end(true, iteration + 1);
    }
    if (gain < gainTolerance && largest > 1e-4 && largest > last / 4) {
      const far = step.reduce((most, move) => Math.max(most, Math.abs(move)), 0);
      step.forEach((move, i) => {
        diverging[i] = Math.abs(move) > far / 1000 ? 1 : 0;
      });
      return end(true, iteration);
    }
    last = largest;
    const before = value;
    const from = x;
    let share = 1;
    for (let halving = 0; ; halving++) {
      x = from.map((at, i) => at + share * (step[i] as number));
      value = logLikelihood(x, gradient, information.values);
      if (value >= before - 1e-12 * Math.abs(before)) break;
      if (halving === 40) return end(false, iteration);
      share /= 2;
    }
    factor = orderedCholesky(information, 0, leftOut);
    if (factor.leftOut.some((out, i) => out !== leftOut[i])) return end(false, iteration);
  }
  return end(false, mostIterations);
}

/** The same function with all but the first `count` coordinates held at their start. */
export function restrictedTo(count: number, logLikelihood: LogLikelihood): LogLikelihood {
  return (x, gradient, information) => {
    const value = logLikelihood(x, gradient, information);
    gradient.fill(0, count);
    // Without information a coordinate is left where it is.
    information.fill(0, count * x.length);
    return value;
  };
}
