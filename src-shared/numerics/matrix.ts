/** A dense matrix, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export const rowOf = (matrix: Matrix, row: number): Float64Array =>
  matrix.values.subarray(row * matrix.columns, (row + 1) * matrix.columns);

/** The rows named, in that order, as a new matrix. */
export function takeRows(matrix: Matrix, rows: ArrayLike<number>): Matrix {
  const values = new Float64Array(rows.length * matrix.columns);
  for (let i = 0; i < rows.length; i++) values.set(rowOf(matrix, rows[i] as number), i * matrix.columns);
  return { rows: rows.length, columns: matrix.columns, values };
}

/** A Bᵀ: the products of every row of `a` with every row of `b`. When `a` is `b`, only one half is computed. */
export function rowProducts(a: Matrix, b: Matrix): Matrix {
  const values = new Float64Array(a.rows * b.rows);
  const product: Matrix = { rows: a.rows, columns: b.rows, values };
  // Blocks that stay in the cache: 32 rows of each by 512 columns is 256 kB.
  const rowBlock = 32;
  const columnBlock = 512;
  for (let i0 = 0; i0 < a.rows; i0 += rowBlock) {
    const iEnd = Math.min(i0 + rowBlock, a.rows);
    const jLimit = a === b ? iEnd : b.rows;
    for (let j0 = 0; j0 < jLimit; j0 += rowBlock) {
      const jEnd = Math.min(j0 + rowBlock, jLimit);
      for (let k0 = 0; k0 < a.columns; k0 += columnBlock) {
        addBlock(a, b, values, { i0, iEnd, j0, jEnd, k0, kEnd: Math.min(k0 + columnBlock, a.columns) });
      }
    }
  }
  if (a === b) mirrorLower(product);
  return product;
}

interface Block {
  readonly i0: number;
  readonly iEnd: number;
  readonly j0: number;
  readonly jEnd: number;
  readonly k0: number;
  readonly kEnd: number;
}

function addBlock(a: Matrix, b: Matrix, values: Float64Array, block: Block): void {
  const { k0, kEnd } = block;
  for (let i = block.i0; i < block.iEnd; i++) {
    const rowA = rowOf(a, i);
    let j = block.j0;
    for (; j + 1 < block.jEnd; j += 2) {
      const rowB = rowOf(b, j);
      const nextB = rowOf(b, j + 1);
      let sum = 0;
      let nextSum = 0;
      for (let k = k0; k < kEnd; k++) {
        const x = rowA[k] as number;
        sum += x * (rowB[k] as number);
        nextSum += x * (nextB[k] as number);
      }
      const at = i * b.rows + j;
      values[at] = (values[at] as number) + sum;
      values[at + 1] = (values[at + 1] as number) + nextSum;
    }
    if (j < block.jEnd) {
      const rowB = rowOf(b, j);
      let sum = 0;
      for (let k = k0; k < kEnd; k++) sum += (rowA[k] as number) * (rowB[k] as number);
      const at = i * b.rows + j;
      values[at] = (values[at] as number) + sum;
    }
  }
}

function mirrorLower({ rows, values }: Matrix): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < i; j++) values[j * rows + i] = values[i * rows + j] as number;
}
