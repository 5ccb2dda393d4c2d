import type { Neighbours } from './neighbours.ts';

interface Pairs {
  /** Where each row begins in the other two, and the end of the last. */
  readonly starts: Int32Array;
  /** Less than the number of the row. */
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Symmetric similarities, each pair once in the row of its larger number; over both directions they sum to 1. */
export interface Affinities extends Pairs {
  readonly count: number;
}

const mostSteps = 100;
const entropyTolerance = 1e-5;

/**
 * Gaussian similarities of a row to its neighbours, with the width at which their entropy is the logarithm of
 * `perplexity` (van der Maaten & Hinton 2008), found by bisection with scikit-learn's steps and tolerance (1e-5 nats).
 * Written to `similarities`, which sum to 1. Distances are squared.
 */
export function rowSimilarities(squared: Float64Array, perplexity: number, similarities: Float64Array): void {
  const wanted = Math.log(perplexity);
  let precision = 1;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  // Scaling all distances by the nearest one keeps the exponentials from vanishing together.
  let nearest = Number.POSITIVE_INFINITY;
  for (const value of squared) nearest = Math.min(nearest, value);
  for (let step = 0; step < mostSteps; step++) {
    let sum = 0;
    let weighted = 0;
    for (let j = 0; j < squared.length; j++) {
      const excess = (squared[j] as number) - nearest;
      const similarity = Math.exp(-excess * precision);
      similarities[j] = similarity;
      sum += similarity;
      weighted += excess * similarity;
    }
    const entropy = Math.log(sum) + (precision * weighted) / sum;
    for (let j = 0; j < squared.length; j++) similarities[j] = (similarities[j] as number) / sum;
    const difference = entropy - wanted;
    if (Math.abs(difference) <= entropyTolerance) return;
    if (difference > 0) {
      low = precision;
      precision = high === Number.POSITIVE_INFINITY ? precision * 2 : (precision + high) / 2;
    } else {
      high = precision;
      precision = low === Number.NEGATIVE_INFINITY ? precision / 2 : (precision + low) / 2;
    }
  }
}

/** Similarities of every row to its neighbours, made symmetric: p(j|i) + p(i|j) over the sum of all. */
export function jointAffinities({ count, each, indices, squared }: Neighbours, perplexity: number): Affinities {
  const conditional = new Float64Array(count * each);
  for (let i = 0; i < count; i++) {
    const [start, end] = [i * each, (i + 1) * each];
    rowSimilarities(squared.subarray(start, end), perplexity, conditional.subarray(start, end));
  }
  const { starts, columns, values } = pairsByRow(count, each, indices, conditional);
  return merged(count, starts, columns, values);
}

/** Every similarity beside its pair, in the row of the larger number: a pair that is near both ways comes twice. */
function pairsByRow(count: number, each: number, indices: Int32Array, conditional: Float64Array): Pairs {
  const starts = new Int32Array(count + 1);
  indices.forEach((j, k) => {
    const row = Math.max(j, Math.floor(k / each));
    starts[row + 1] = (starts[row + 1] as number) + 1;
  });
  for (let i = 0; i < count; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
  const columns = new Int32Array(indices.length);
  const values = new Float64Array(indices.length);
  const filled = starts.slice(0, count);
  indices.forEach((j, k) => {
    const i = Math.floor(k / each);
    const row = Math.max(i, j);
    const at = filled[row] as number;
    columns[at] = Math.min(i, j);
    values[at] = conditional[k] as number;
    filled[row] = at + 1;
  });
  return { starts, columns, values };
}

/** Adds up what comes twice and divides by the sum of both directions. */
function merged(count: number, ends: Int32Array, columns: Int32Array, values: Float64Array): Affinities {
  const starts = new Int32Array(count + 1);
  const placeOf = new Int32Array(count).fill(-1);
  let size = 0;
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const start = size;
    for (let k = ends[i] as number; k < (ends[i + 1] as number); k++) {
      const column = columns[k] as number;
      const value = values[k] as number;
      const place = placeOf[column] as number;
      sum += value;
      if (place >= start) {
        values[place] = (values[place] as number) + value;
      } else {
        placeOf[column] = size;
        columns[size] = column;
        values[size] = value;
        size++;
      }
    }
    starts[i + 1] = size;
  }
  return {
    count,
    starts,
    columns: columns.slice(0, size),
    values: values.slice(0, size).map((value) => value / (2 * sum)),
  };
}
