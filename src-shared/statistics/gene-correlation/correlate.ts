import { midRanks } from '../../numerics/correlation.ts';
import type { ExpressionTable } from '../attachments.ts';
import { fewestPatients } from './patient-scores.ts';

export type CorrelationKind = 'pearson' | 'spearman';

/** Correlates any score of the same patients with all genes; NaN for a gene or score that does not vary. */
export interface GeneCorrelator {
  readonly geneCount: number;
  /** Patients with a value, by gene. */
  readonly counts: Int32Array;
  correlate(score: Float64Array): Float64Array;
}

/**
 * Prepares the genes once, so that thousands of permuted scores cost one product each. Missing cells are left out pair
 * by pair, and Spearman's ranks are taken over the patients that remain (as pandas does).
 * @param genes positions in the table; @param samples positions of the patients in it
 */
export function geneCorrelator(
  expression: ExpressionTable,
  genes: Int32Array,
  samples: Int32Array,
  kind: CorrelationKind,
): GeneCorrelator {
  const counts = new Int32Array(genes.length);
  const prepared = Array.from(genes, (gene, position): PreparedGene => {
    const row = Float64Array.from(
      samples,
      (sample) => expression.values[gene * expression.patients.length + sample] as number,
    );
    const patients = Int32Array.from(row.keys());
    const present = patients.filter((patient) => !Number.isNaN(row[patient]));
    counts[position] = present.length;
    const own = present.length < fewestPatients ? null : direction(kind, valuesAt(row, present));
    return {
      direction: own && spread(own, present, row.length),
      present,
      missing: patients.filter((patient) => Number.isNaN(row[patient])),
    };
  });
  return {
    geneCount: genes.length,
    counts,
    correlate(score) {
      const whole = direction(kind, score);
      return Float64Array.from(prepared, (gene) => {
        if (!gene.direction || !whole) return Number.NaN;
        if (gene.missing.length === 0) return clipped(dot(gene.direction, whole));
        return kind === 'pearson' ? partialPearson(gene, whole) : partialSpearman(gene, score);
      });
    },
  };
}

/** A gene as its correlation needs it. */
interface PreparedGene {
  /**
   * Values (or mid-ranks) of the patients that have one, centred to sum 0 and scaled to length 1; 0 for the others.
   * Null where they do not vary or are too few.
   */
  readonly direction: Float64Array | null;
  readonly present: Int32Array;
  readonly missing: Int32Array;
}

/** From the score of all patients, of sum 0 and length 1: what the missing ones had in it is taken out again. */
function partialPearson({ direction: gene, present, missing }: PreparedGene, whole: Float64Array): number {
  let [sum, squares] = [0, 1];
  for (const patient of missing) {
    const value = whole[patient] as number;
    sum -= value;
    squares -= value * value;
  }
  const length = Math.sqrt(squares - (sum * sum) / present.length);
  return length > 1e-6 ? clipped(dot(gene as Float64Array, whole) / length) : Number.NaN;
}

function partialSpearman({ direction: gene, present }: PreparedGene, score: Float64Array): number {
  const own = direction('spearman', valuesAt(score, present));
  return own ? clipped(dot(gene as Float64Array, spread(own, present, score.length))) : Number.NaN;
}

const clipped = (r: number): number => Math.max(-1, Math.min(1, r));

function spread(values: Float64Array, positions: Int32Array, length: number): Float64Array {
  const spreadOut = new Float64Array(length);
  positions.forEach((position, i) => {
    spreadOut[position] = values[i] as number;
  });
  return spreadOut;
}

/** Fisher's interval: tanh(atanh r ± z / sqrt(n - 3)); for Spearman's coefficient an approximation. */
export function correlationInterval(r: number, count: number, z = 1.959963984540054): { low: number; high: number } {
  const centre = Math.atanh(Math.max(-1 + 1e-15, Math.min(1 - 1e-15, r)));
  const half = z / Math.sqrt(Math.max(1, count - 3));
  return { low: Math.tanh(centre - half), high: Math.tanh(centre + half) };
}

const valuesAt = (values: Float64Array, positions: Int32Array): Float64Array =>
  Float64Array.from(positions, (position) => values[position] as number);

const direction = (kind: CorrelationKind, values: Float64Array): Float64Array | null =>
  unit(kind === 'spearman' ? midRanks(values) : values);

/** Centred and scaled to length 1; null for values that do not vary beyond rounding. */
function unit(values: Float64Array): Float64Array | null {
  let [sum, largest] = [0, 0];
  for (const value of values) {
    sum += value;
    largest = Math.max(largest, Math.abs(value));
  }
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const length = Math.sqrt(squares);
  if (!(length > 1e-12 * largest * Math.sqrt(values.length))) return null;
  return values.map((value) => (value - mean) / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
