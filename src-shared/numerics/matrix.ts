import type { Work } from './work.ts';

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

/** Rows `start` to `end` as a view, not a copy. */
export const sliceRows = (matrix: Matrix, start: number, end: number): Matrix => ({
  rows: end - start,
  columns: matrix.columns,
  values: matrix.values.subarray(start * matrix.columns, end * matrix.columns),
});

/** Columns taken at once, so that a few panels of four rows stay in the cache: 4 x 512 numbers are 16 kB. */
const columnBlock = 512;

/**
 * A Bᵀ: the products of every row of `a` with every row of `b`. When `a` is `b`, only one half is computed. Rows go in
 * panels of four, column by column, so that a tile of 4 x 4 products is summed in registers.
 */
export function rowProducts(a: Matrix, b: Matrix, work: Work = {}): Matrix {
  const product: Matrix = { rows: a.rows, columns: b.rows, values: new Float64Array(a.rows * b.rows) };
  const panelsA = panelBuffer(a);
  const panelsB = a === b ? panelsA : panelBuffer(b);
  const tile = new Float64Array(16);
  for (let k0 = 0; k0 < a.columns; k0 += columnBlock) {
    const depth = Math.min(columnBlock, a.columns - k0);
    fillPanels(a, k0, depth, panelsA);
    if (a !== b) fillPanels(b, k0, depth, panelsB);
    for (let i = 0; i < a.rows; i += 4) {
      work.signal?.throwIfAborted();
      const last = a === b ? Math.min(i + 4, b.rows) : b.rows;
      for (let j = 0; j < last; j += 4) {
        multiplyPanels(panelsA, i * depth, panelsB, j * depth, depth, tile);
        addTile(tile, product, i, j);
      }
      work.report?.((k0 + (depth * i) / a.rows) / a.columns);
    }
  }
  if (a === b) mirrorLower(product);
  return product;
}

const panelBuffer = ({ rows, columns }: Matrix): Float64Array =>
  new Float64Array(4 * Math.ceil(rows / 4) * Math.min(columns, columnBlock));

/** Four rows by column: panel p holds rows 4p to 4p + 3, which begin at 4p * depth; rows beyond the last are 0. */
function fillPanels({ rows, columns, values }: Matrix, k0: number, depth: number, panels: Float64Array): void {
  for (let i = 0; i < 4 * Math.ceil(rows / 4); i++) {
    const to = (i - (i % 4)) * depth + (i % 4);
    const from = i * columns + k0;
    for (let k = 0; k < depth; k++) panels[to + 4 * k] = i < rows ? (values[from + k] as number) : 0;
  }
}

/** Sixteen sums, kept in variables of their own because an array would go through memory. */
function multiplyPanels(
  a: Float64Array,
  startA: number,
  b: Float64Array,
  startB: number,
  depth: number,
  tile: Float64Array,
): void {
  let [s00, s01, s02, s03, s10, s11, s12, s13] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [s20, s21, s22, s23, s30, s31, s32, s33] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = startA, j = startB; i < startA + 4 * depth; i += 4, j += 4) {
    const a0 = a[i] as number;
    const a1 = a[i + 1] as number;
    const a2 = a[i + 2] as number;
    const a3 = a[i + 3] as number;
    let y = b[j] as number;
    s00 += a0 * y;
    s10 += a1 * y;
    s20 += a2 * y;
    s30 += a3 * y;
    y = b[j + 1] as number;
    s01 += a0 * y;
    s11 += a1 * y;
    s21 += a2 * y;
    s31 += a3 * y;
    y = b[j + 2] as number;
    s02 += a0 * y;
    s12 += a1 * y;
    s22 += a2 * y;
    s32 += a3 * y;
    y = b[j + 3] as number;
    s03 += a0 * y;
    s13 += a1 * y;
    s23 += a2 * y;
    s33 += a3 * y;
  }
  tile[0] = s00;
  tile[1] = s01;
  tile[2] = s02;
  tile[3] = s03;
  tile[4] = s10;
  tile[5] = s11;
  tile[6] = s12;
  tile[7] = s13;
  tile[8] = s20;
  tile[9] = s21;
  tile[10] = s22;
  tile[11] = s23;
  tile[12] = s30;
  tile[13] = s31;
  tile[14] = s32;
  tile[15] = s33;
}

function addTile(tile: Float64Array, { rows, columns, values }: Matrix, i: number, j: number): void {
  for (let r = 0; r < Math.min(4, rows - i); r++) {
    for (let c = 0; c < Math.min(4, columns - j); c++) {
      const at = (i + r) * columns + j + c;
      values[at] = (values[at] as number) + (tile[4 * r + c] as number);
    }
  }
}

function mirrorLower({ rows, values }: Matrix): void {
  for (let i = 0; i < rows; i++) for (let j = 0; j < i; j++) values[j * rows + i] = values[i * rows + j] as number;
}
