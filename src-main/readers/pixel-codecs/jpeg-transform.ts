/** Row-major place of the coefficient that is n-th in zigzag order. */
const zigzag = zigzagOrder();

/** cos((2x + 1) u pi / 16) / 2, and a factor of 1 / sqrt(2) for u = 0: entry 8 x + u. */
const basis = Float64Array.from({ length: 64 }, (_, n) => {
  const [x, u] = [n >> 3, n & 7];
  return (Math.cos(((2 * x + 1) * u * Math.PI) / 16) * (u === 0 ? Math.SQRT1_2 : 1)) / 2;
});

/**
 * Dequantises blocks of 64 zigzag coefficients and transforms them back (T.81, A.3.3) in double precision, so that the
 * result is the ideal one rounded: within one grey level of integer decoders.
 */
export function inverseTransform(
  coefficients: Int16Array,
  quantisation: Uint16Array,
  { rows, columns, precision }: { rows: number; columns: number; precision: number },
): Uint16Array {
  const values = new Uint16Array(rows * columns);
  const across = Math.ceil(columns / 8);
  const middle = 2 ** (precision - 1);
  const highest = 2 ** precision - 1;
  const block = new Float64Array(64);
  const half = new Float64Array(64);
  for (let at = 0, n = 0; at < coefficients.length; at += 64, n++) {
    const rowsUsed = dequantise(coefficients, at, quantisation, block);
    transformBlock(block, half, rowsUsed);
    const [left, top] = [(n % across) * 8, Math.floor(n / across) * 8];
    const [width, height] = [Math.min(8, columns - left), Math.min(8, rows - top)];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const value = Math.round((block[y * 8 + x] as number) + middle);
        values[(top + y) * columns + left + x] = value < 0 ? 0 : value > highest ? highest : value;
      }
    }
  }
  return values;
}

/** @returns how many rows of coefficients, from the top, hold any. */
function dequantise(coefficients: Int16Array, at: number, quantisation: Uint16Array, block: Float64Array): number {
  block.fill(0);
  let rowsUsed = 1;
  for (let n = 0; n < 64; n++) {
    const value = coefficients[at + n] as number;
    if (value === 0) continue;
    const place = zigzag[n] as number;
    block[place] = value * (quantisation[n] as number);
    rowsUsed = Math.max(rowsUsed, (place >> 3) + 1);
  }
  return rowsUsed;
}

function transformBlock(block: Float64Array, half: Float64Array, rowsUsed: number): void {
  for (let v = 0; v < rowsUsed; v++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      for (let u = 0; u < 8; u++) sum += (basis[x * 8 + u] as number) * (block[v * 8 + u] as number);
      half[v * 8 + x] = sum;
    }
  }
  for (let y = 0; y < 8; y++) {
    for (let x = 0; x < 8; x++) {
      let sum = 0;
      for (let v = 0; v < rowsUsed; v++) sum += (basis[y * 8 + v] as number) * (half[v * 8 + x] as number);
      block[y * 8 + x] = sum;
    }
  }
}

function zigzagOrder(): Uint8Array {
  const order = new Uint8Array(64);
  let n = 0;
  for (let diagonal = 0; diagonal < 15; diagonal++) {
    for (let step = 0; step <= diagonal; step++) {
      const [row, column] = diagonal % 2 === 0 ? [diagonal - step, step] : [step, diagonal - step];
      if (row < 8 && column < 8) order[n++] = row * 8 + column;
    }
  }
  return order;
}
