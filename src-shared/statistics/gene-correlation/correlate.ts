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

/** A gene as its correlation needs it: values (or mid-ranks) centred to sum 0 and scaled to length 1. */
interface PreparedGene {
  /** Patients with a value; null: all of them. */
  readonly present: Int32Array | null;
  /** Null where they do not vary or are too few. */
  readonly direction: Float64Array | null;
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
    const isPresent = (patient: number): boolean => !Number.isNaN(row[patient]);
    const present = row.some(Number.isNaN) ? Int32Array.from(row.keys()).filter(isPresent) : null;
    const values = present ? valuesAt(row, present) : row;
    counts[position] = values.length;
    return { present, direction: values.length < fewestPatients ? null : direction(kind, values) };
  });
  return {
    geneCount: genes.length,
    counts,
    correlate(score) {
      const whole = direction(kind, score);
      return Float64Array.from(prepared, ({ present, direction: gene }) => {
        if (!gene) return Number.NaN;
        const scored = present ? direction(kind, valuesAt(score, present)) : whole;
        return scored ? Math.max(-1, Math.min(1, dot(gene, scored))) : Number.NaN;
      });
    },
  };
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
