import type { Matrix } from './matrix.ts';

/**
 * Adds Xᵀ r to `gradient` and the lower triangle of Xᵀ diag(w) X to `information`: the two sums of a Newton step of a
 * regression. Four rows at a time, so that each entry of the triangle is read and written once for four products.
 * @param information row-major with rows of `stride` entries; the triangle begins at `offset`
 * @param gradient begins at `first`
 */
export function addWeightedGram(
  { rows, columns, values }: Matrix,
  weights: Float64Array,
  residuals: Float64Array,
  gradient: Float64Array,
  information: Float64Array,
  { offset = 0, stride = columns, first = 0 }: { offset?: number; stride?: number; first?: number } = {},
): void {
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const a = i * columns;
    const b = a + columns;
    const c = b + columns;
    const d = c + columns;
    const [weightA, weightB] = [weights[i] as number, weights[i + 1] as number];
    const [weightC, weightD] = [weights[i + 2] as number, weights[i + 3] as number];
    const [residualA, residualB] = [residuals[i] as number, residuals[i + 1] as number];
    const [residualC, residualD] = [residuals[i + 2] as number, residuals[i + 3] as number];
    for (let j = 0; j < columns; j++) {
      const [x, y] = [values[a + j] as number, values[b + j] as number];
      const [z, u] = [values[c + j] as number, values[d + j] as number];
      gradient[first + j] =
        (gradient[first + j] as number) + residualA * x + residualB * y + residualC * z + residualD * u;
      const [wx, wy, wz, wu] = [weightA * x, weightB * y, weightC * z, weightD * u];
      const at = offset + j * stride;
      for (let k = 0; k <= j; k++) {
        information[at + k] =
          (information[at + k] as number) +
          wx * (values[a + k] as number) +
          wy * (values[b + k] as number) +
          wz * (values[c + k] as number) +
          wu * (values[d + k] as number);
      }
    }
  }
  for (; i < rows; i++) {
    const row = i * columns;
    for (let j = 0; j < columns; j++) {
      const x = values[row + j] as number;
      gradient[first + j] = (gradient[first + j] as number) + (residuals[i] as number) * x;
      const weighted = (weights[i] as number) * x;
      const at = offset + j * stride;
      for (let k = 0; k <= j; k++)
        information[at + k] = (information[at + k] as number) + weighted * (values[row + k] as number);
    }
  }
}
