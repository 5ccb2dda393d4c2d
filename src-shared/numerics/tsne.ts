import { AppError } from '../errors.ts';
import type { Matrix } from './matrix.ts';
import type { Neighbours } from './neighbours.ts';
import { type Affinities, jointAffinities } from './tsne-affinities.ts';
import { barnesHutGradient, exactGradient, type TsneGradient } from './tsne-gradient.ts';
import type { Work } from './work.ts';

export interface TsneOptions {
  readonly perplexity: number;
  /** Width over distance below which a cell counts as one point; 0: every pair. */
  readonly angle: number;
  readonly iterations: number;
  readonly exaggeration: number;
  /** Null: rows / exaggeration / 4, at least 50. */
  readonly learningRate: number | null;
}

/** Those of scikit-learn 1.2 and later. */
export const tsneDefaults: TsneOptions = {
  perplexity: 30,
  angle: 0.5,
  iterations: 1000,
  exaggeration: 12,
  learningRate: null,
};

export interface TsneResult {
  /** x and y of each row in turn. */
  readonly points: Float64Array;
  /** Kullback-Leibler divergence at the end, in nats; of the Barnes-Hut sum where cells are used. */
  readonly divergence: number;
  /** Steps made: fewer where the gradient vanished or nothing was gained for 300 steps. */
  readonly iterations: number;
  readonly learningRate: number;
}

/** Neighbours that t-SNE looks at: all where every pair counts, else three times the perplexity and one. */
export function tsneNeighbours(count: number, options: { perplexity: number; angle?: number }): number {
  const { perplexity, angle = tsneDefaults.angle } = options;
  return angle > 0 ? Math.min(count - 1, Math.floor(3 * perplexity + 1)) : count - 1;
}

/** Where t-SNE starts: the first two components, with a standard deviation of 1e-4 along the first. */
export function tsneStart({ rows, columns, values }: Matrix): Float64Array {
  let squares = 0;
  for (let i = 0; columns > 0 && i < rows; i++) squares += (values[i * columns] as number) ** 2;
  const scale = squares > 0 ? 1e-4 / Math.sqrt(squares / rows) : 0;
  return Float64Array.from({ length: 2 * rows }, (_, at) => {
    const component = at % 2;
    return component < columns ? scale * (values[Math.floor(at / 2) * columns + component] as number) : 0;
  });
}

const exaggeratedIterations = 250;
const checkEvery = 50;
const leastGradient = 1e-7;

/**
 * t-SNE in the plane (van der Maaten & Hinton 2008; Barnes-Hut: van der Maaten 2014) by the procedure of scikit-learn's
 * `TSNE`: similarities to 3 perplexity + 1 neighbours, 250 exaggerated steps with momentum 0.5, then momentum 0.8;
 * gains + 0.2 where the sign of the gradient turns and x 0.8 where it does not, at least 0.01. Deterministic: chance
 * enters by `start` alone. Checked against scikit-learn by affinities, gradient, divergence and trustworthiness.
 * @param neighbours of each row as many as `tsneNeighbours` says
 * @param start x and y of each row in turn, with a standard deviation of about 1e-4
 */
export function tsne(neighbours: Neighbours, start: Float64Array, options: TsneOptions, work: Work = {}): TsneResult {
  const { count } = neighbours;
  assertPerplexity(count, options.perplexity);
  const affinities = jointAffinities(neighbours, options.perplexity);
  return descend(affinities, start, options, work);
}

/** As scikit-learn refuses it: a row has fewer than `perplexity` others to be similar to. */
export function assertPerplexity(count: number, perplexity: number): void {
  if (perplexity < count) return;
  throw new AppError(
    'invalid-input',
    `A perplexity of ${perplexity} needs more than ${perplexity} rows; there are ${count}. Choose a smaller perplexity.`,
  );
}

function descend(affinities: Affinities, start: Float64Array, options: TsneOptions, work: Work): TsneResult {
  const { angle, exaggeration, iterations } = options;
  const learningRate = options.learningRate ?? Math.max(affinities.count / exaggeration / 4, 50);
  const gradientOf = angle > 0 ? barnesHutGradient(affinities, angle) : exactGradient(affinities);
  const points = Float64Array.from(start);
  const phase = { gradientOf, points, learningRate, total: iterations };
  const early = {
    from: 0,
    to: Math.min(exaggeratedIterations, iterations),
    exaggeration,
    momentum: 0.5,
    patience: 250,
  };
  let end = runPhase({ ...phase, ...early }, work);
  if (end.iteration < iterations) {
    const late = { from: end.iteration, to: iterations, exaggeration: 1, momentum: 0.8, patience: 300 };
    end = runPhase({ ...phase, ...late }, work);
  }
  return { points, divergence: end.divergence, iterations: end.iteration, learningRate };
}

interface Phase {
  readonly gradientOf: TsneGradient;
  /** Moved in place. */
  readonly points: Float64Array;
  readonly learningRate: number;
  readonly from: number;
  readonly to: number;
  /** Iterations of all phases. */
  readonly total: number;
  readonly exaggeration: number;
  readonly momentum: number;
  /** Iterations without a gain after which the phase ends. */
  readonly patience: number;
}

function runPhase(phase: Phase, work: Work): { iteration: number; divergence: number } {
  const { points, momentum, learningRate, patience } = phase;
  const gradient = new Float64Array(points.length);
  const update = new Float64Array(points.length);
  const gains = new Float64Array(points.length).fill(1);
  let best = Number.POSITIVE_INFINITY;
  let bestAt = phase.from;
  let divergence = 0;
  for (let iteration = phase.from; iteration < phase.to; iteration++) {
    if (iteration % 10 === 0) {
      work.signal?.throwIfAborted();
      work.report?.(iteration / phase.total);
    }
    const isCheck = (iteration + 1) % checkEvery === 0;
    const isLast = iteration === phase.to - 1;
    const found = phase.gradientOf(points, gradient, phase.exaggeration, isCheck || isLast);
    if (isCheck || isLast) divergence = found;
    let squaredNorm = 0;
    for (let k = 0; k < points.length; k++) {
      const slope = gradient[k] as number;
      const turned = (update[k] as number) * slope < 0;
      const gain = Math.max(0.01, turned ? (gains[k] as number) + 0.2 : (gains[k] as number) * 0.8);
      gains[k] = gain;
      const gained = slope * gain;
      squaredNorm += gained * gained;
      const moved = momentum * (update[k] as number) - learningRate * gained;
      update[k] = moved;
      points[k] = (points[k] as number) + moved;
    }
    if (!isCheck) continue;
    if (divergence < best) {
      best = divergence;
      bestAt = iteration;
    } else if (iteration - bestAt > patience) {
      return { iteration: iteration + 1, divergence };
    }
    if (Math.sqrt(squaredNorm) <= leastGradient) return { iteration: iteration + 1, divergence };
  }
  return { iteration: phase.to, divergence };
}
