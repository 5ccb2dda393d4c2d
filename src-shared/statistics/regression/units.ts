import { z } from 'zod';
import type { DataTable } from '../data-table.ts';
import { lesionRules, type PatientRows, patientRows } from '../kaplan-meier/patient-rows.ts';

export const lesionChoices = [...lesionRules, 'each'] as const;
export type LesionChoice = (typeof lesionChoices)[number];

export const lesionField = z.enum(lesionChoices).default('mean').meta({
  title: 'Several lesions of a patient',
  description:
    'The numbers of their lesions become this one number of the patient. each: every lesion is a row of its own, and the variance allows for their belonging together.',
});

/** What a row of a regression is: a patient with the lesions merged, or each lesion. */
export interface Units {
  /** In the sense of this type a lesion is a patient of its own where each counts. */
  readonly patients: PatientRows;
  /** Patient of each unit, where a patient has several; null: the units are independent. */
  readonly clusters: Int32Array | null;
}

export function unitsOf(table: DataTable, rows: readonly number[], lesions: LesionChoice): Units {
  if (lesions !== 'each') return { patients: patientRows(table, rows), clusters: null };
  const patients = patientRows({ ...table, patients: null }, rows);
  const ids = table.patients;
  if (!ids) return { patients, clusters: null };
  const clusters = patients.first.map((row) => ids[row] as number);
  return { patients, clusters: new Set(clusters).size === clusters.length ? null : clusters };
}
