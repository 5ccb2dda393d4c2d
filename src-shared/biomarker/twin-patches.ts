/**
 * Above this Pearson correlation of the means of 8 x 8 x 8 blocks, two cubes show the same place of the same scan.
 * Measured figures: see test/shared/biomarker/twin-patches.test.ts.
 */
export const twinCorrelation = 0.98;

/** Cubes of one fingerprint length, each with the number of its group: within a group nothing is compared. */
export interface Fingerprints {
  /** rows x length. */
  readonly values: Float32Array;
  readonly length: number;
  /** Per row, e.g. its patient. */
  readonly groups: Int32Array;
}

export interface TwinRows {
  readonly rows: readonly [number, number];
  readonly correlation: number;
}

/**
 * Pairs of cubes of different groups whose correlation is above `least`. Fingerprints are brought to mean 0 and length 1,
 * where a correlation r is a distance of sqrt(2 - 2r); pairs that are farther apart in their leading coordinates are
 * passed over, so that a hundred thousand cubes need not all be compared. Cubes without any contrast are left out.
 */
export function findTwins({ values, length, groups }: Fingerprints, least = twinCorrelation): TwinRows[] {
  const rows = groups.length;
  const unit = new Float32Array(values.length);
  const usable: number[] = [];
  for (let row = 0; row < rows; row++) if (normalise(values, unit, row * length, length)) usable.push(row);
  const reach = Math.sqrt(2 - 2 * least);
  const axis = widestAxis(unit, usable, length);
  const projected = new Float64Array(rows);
  for (const row of usable) {
    let sum = 0;
    for (let n = 0; n < length; n++) sum += (unit[row * length + n] as number) * (axis[n] as number);
    projected[row] = sum;
  }
  usable.sort((a, b) => (projected[a] as number) - (projected[b] as number));
  const twins: TwinRows[] = [];
  for (let i = 0; i < usable.length; i++) {
    const a = usable[i] as number;
    for (let j = i + 1; j < usable.length; j++) {
      const b = usable[j] as number;
      if ((projected[b] as number) - (projected[a] as number) > reach) break;
      if (groups[a] === groups[b]) continue;
      const correlation = correlationAbove(unit, a * length, b * length, length, 2 - 2 * least);
      if (correlation !== null) twins.push({ rows: a < b ? [a, b] : [b, a], correlation });
    }
  }
  return twins;
}

function normalise(values: Float32Array, unit: Float32Array, offset: number, length: number): boolean {
  let sum = 0;
  for (let n = 0; n < length; n++) sum += values[offset + n] as number;
  const mean = sum / length;
  let squares = 0;
  for (let n = 0; n < length; n++) squares += ((values[offset + n] as number) - mean) ** 2;
  if (!(squares > 1e-6 * length)) return false;
  const scale = 1 / Math.sqrt(squares);
  for (let n = 0; n < length; n++) unit[offset + n] = ((values[offset + n] as number) - mean) * scale;
  return true;
}

/** The direction in which the rows differ most, by a few steps of power iteration: any unit vector would be right. */
function widestAxis(unit: Float32Array, rows: readonly number[], length: number): Float64Array {
  const mean = new Float64Array(length);
  for (const row of rows)
    for (let n = 0; n < length; n++) mean[n] = (mean[n] as number) + (unit[row * length + n] as number) / rows.length;
  const sample = rows.filter((_, index) => index % Math.ceil(rows.length / 2000) === 0);
  let axis = Float64Array.from({ length }, (_, n) => Math.cos(n + 1));
  for (let step = 0; step < 8; step++) {
    const next = new Float64Array(length);
    for (const row of sample) {
      let dot = 0;
      for (let n = 0; n < length; n++)
        dot += ((unit[row * length + n] as number) - (mean[n] as number)) * (axis[n] as number);
      for (let n = 0; n < length; n++)
        next[n] = (next[n] as number) + dot * ((unit[row * length + n] as number) - (mean[n] as number));
    }
    const size = Math.hypot(...next);
    if (!(size > 0)) break;
    axis = next.map((value) => value / size);
  }
  const size = Math.hypot(...axis);
  return axis.map((value) => value / size);
}

/** Null as soon as the squared distance exceeds `most`. */
function correlationAbove(unit: Float32Array, a: number, b: number, length: number, most: number): number | null {
  let distance = 0;
  for (let n = 0; n < length; n += 16) {
    const end = Math.min(n + 16, length);
    for (let m = n; m < end; m++) distance += ((unit[a + m] as number) - (unit[b + m] as number)) ** 2;
    if (distance > most) return null;
  }
  return 1 - distance / 2;
}
