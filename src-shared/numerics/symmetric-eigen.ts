import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { type Matrix, rowOf } from './matrix.ts';
import { createRandom, randomNormal } from './random.ts';
import type { Work } from './work.ts';

/** The largest eigenvalues of a symmetric matrix, largest first, each with its unit vector as a row. */
export interface LeadingEigen {
  readonly values: Float64Array;
  /** count x n */
  readonly vectors: Matrix;
}

/** Up to this size the full decomposition is as fast as anything. */
const smallSize = 200;
const tolerance = 1e-9;

/**
 * The `count` largest eigenvalues of a symmetric matrix and their vectors. Small matrices, or many eigenvalues: the full
 * decomposition. Else Rayleigh-Ritz in a block Krylov space that grows until the residual of each pair is below 1e-9 of
 * the largest eigenvalue (Saad 2011, chapter 6; fully reorthogonalised, so that eigenvalues that repeat are found): the
 * same numbers in a fraction of the time. Signs of the vectors are arbitrary.
 */
export function leadingEigen(matrix: Matrix, count: number, work: Work = {}): LeadingEigen {
  const n = matrix.rows;
  const wanted = Math.min(count, n);
  if (n <= smallSize || 8 * wanted > n) return fullEigen(matrix, wanted);
  return krylovEigen(matrix, wanted, work) ?? fullEigen(matrix, wanted);
}

function fullEigen({ rows: n, values }: Matrix, count: number): LeadingEigen {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(MlMatrix.from1DArray(n, n, values), {
    assumeSymmetric: true,
  });
  const vectors = new Float64Array(count * n);
  const order = realEigenvalues.map((_, k) => k).sort((a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0));
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < n; i++) vectors[k * n + i] = eigenvectorMatrix.get(i, order[k] ?? k);
  }
  return {
    values: Float64Array.from({ length: count }, (_, k) => realEigenvalues[order[k] ?? k] ?? 0),
    vectors: { rows: count, columns: n, values: vectors },
  };
}

/** Null where half of the space was not enough. */
function krylovEigen(matrix: Matrix, count: number, work: Work): LeadingEigen | null {
  const n = matrix.rows;
  const block = count + 2;
  const most = Math.floor(n / 2);
  const random = createRandom(1);
  const basis: Float64Array[] = [];
  const images: Float64Array[] = [];
  let next = Array.from({ length: block }, () => Float64Array.from({ length: n }, () => randomNormal(random)));
  while (basis.length + block <= most) {
    work.signal?.throwIfAborted();
    const before = basis.length;
    for (const vector of next) if (orthonormalise(vector, basis)) basis.push(vector);
    images.push(...multiply(matrix, basis.slice(before)));
    const found = rayleighRitz(basis, images, count);
    if (found.residual <= tolerance) return found.leading;
    next = images.slice(-block).map((image) => Float64Array.from(image));
  }
  return null;
}

/** Takes away what lies in the basis, twice for rounding; false where nothing is left. */
function orthonormalise(vector: Float64Array, basis: readonly Float64Array[]): boolean {
  const before = Math.sqrt(dot(vector, vector));
  for (let pass = 0; pass < 2; pass++) {
    for (const other of basis) {
      const share = dot(vector, other);
      for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) - share * (other[i] as number);
    }
  }
  const norm = Math.sqrt(dot(vector, vector));
  if (!(norm > 1e-12 * before)) return false;
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / norm;
  return true;
}

/** The best eigenpairs within the span of the basis, and the largest residual in units of the largest eigenvalue. */
function rayleighRitz(
  basis: readonly Float64Array[],
  images: readonly Float64Array[],
  count: number,
): { leading: LeadingEigen; residual: number } {
  const size = basis.length;
  const small = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(basis[i] as Float64Array, images[j] as Float64Array);
      small[i * size + j] = product;
      small[j * size + i] = product;
    }
  }
  const ritz = fullEigen({ rows: size, columns: size, values: small }, count);
  const n = basis[0]?.length ?? 0;
  const vectors = new Float64Array(count * n);
  const largest = Math.max(Math.abs(ritz.values[0] ?? 0), Number.MIN_VALUE);
  let residual = 0;
  for (let k = 0; k < count; k++) {
    const weights = rowOf(ritz.vectors, k);
    const vector = combine(basis, weights);
    const image = combine(images, weights);
    let squared = 0;
    for (let i = 0; i < n; i++)
      squared += ((image[i] as number) - (ritz.values[k] as number) * (vector[i] as number)) ** 2;
    residual = Math.max(residual, Math.sqrt(squared) / largest);
    vectors.set(vector, k * n);
  }
  return { leading: { values: ritz.values, vectors: { rows: count, columns: n, values: vectors } }, residual };
}

function combine(vectors: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(vectors[0]?.length ?? 0);
  vectors.forEach((vector, k) => {
    const weight = weights[k] as number;
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * (vector[i] as number);
  });
  return sum;
}

/** The images of some vectors at once: each row of the matrix is fetched once for all of them. */
function multiply(matrix: Matrix, vectors: readonly Float64Array[]): Float64Array[] {
  const images = vectors.map(() => new Float64Array(matrix.rows));
  for (let i = 0; i < matrix.rows; i++) {
    const row = rowOf(matrix, i);
    for (let k = 0; k < vectors.length; k++) (images[k] as Float64Array)[i] = dot(row, vectors[k] as Float64Array);
  }
  return images;
}

/** Four sums, so that each addition need not wait for the one before. */
function dot(a: Float64Array, b: Float64Array): number {
  let [s, t, u, v] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 3 < a.length; i += 4) {
    s += (a[i] as number) * (b[i] as number);
    t += (a[i + 1] as number) * (b[i + 1] as number);
    u += (a[i + 2] as number) * (b[i + 2] as number);
    v += (a[i + 3] as number) * (b[i + 3] as number);
  }
  for (; i < a.length; i++) s += (a[i] as number) * (b[i] as number);
  return s + t + (u + v);
}
