import { AppError } from '../../errors.ts';
import type { DataTable } from '../data-table.ts';

/** The rows of a table by patient, in the order in which patients first appear. */
export interface PatientRows {
  readonly rows: Int32Array;
  /** Patient number of each of `rows`. */
  readonly patientOf: Int32Array;
  /** First row of each patient. */
  readonly first: Int32Array;
}

/** Where the table names no patients, each row is one. */
export function patientRows(table: DataTable, chosen: ArrayLike<number>): PatientRows {
  const rows = Int32Array.from(chosen);
  const ids = table.patients;
  if (!ids) return { rows, patientOf: rows.map((_, i) => i), first: rows };
  const numbers = new Map<number, number>();
  const first: number[] = [];
  const patientOf = rows.map((row) => {
    const id = ids[row] as number;
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, first.length);
    return first.push(row) - 1;
  });
  return { rows, patientOf, first: Int32Array.from(first) };
}

/** Refuses a value that differs between the lesions of a patient: survival needs one per patient. */
export function checkSame({ rows, patientOf, first }: PatientRows, values: ArrayLike<number>, column: string): void {
  for (let i = 0; i < rows.length; i++) {
    if (!Object.is(values[rows[i] as number], values[first[patientOf[i] as number] as number])) {
      throw new AppError(
        'invalid-input',
        `The lesions of one patient differ in ${column}; survival needs one value per patient.`,
      );
    }
  }
}

export const lesionRules = ['mean', 'highest', 'lowest'] as const;
type LesionRule = (typeof lesionRules)[number];

/** One score per patient from those of the lesions; NaN where no lesion has one. */
export function patientScores({ rows, patientOf, first }: PatientRows, scores: Float64Array, rule: LesionRule) {
  const merged = new Float64Array(first.length).fill(Number.NaN);
  const counts = new Int32Array(first.length);
  for (let i = 0; i < rows.length; i++) {
    const score = scores[rows[i] as number] as number;
    if (Number.isNaN(score)) continue;
    const patient = patientOf[i] as number;
    const before = merged[patient] as number;
    counts[patient] = (counts[patient] as number) + 1;
    merged[patient] = counts[patient] === 1 ? score : join[rule](before, score, counts[patient] as number);
  }
  return merged;
}

const join: Record<LesionRule, (before: number, score: number, count: number) => number> = {
  mean: (before, score, count) => before + (score - before) / count,
  highest: Math.max,
  lowest: Math.min,
};
