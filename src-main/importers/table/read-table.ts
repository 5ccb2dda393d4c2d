import { basename } from 'node:path';
import type { ImportOptions } from '#shared/contract/imports.ts';
import { toWireError } from '#shared/errors.ts';
import type { ImportContext, ImportTotals } from '../importer.ts';
import { orderedPool } from '../ordered-pool.ts';
import { shortLabels } from './patient-labels.ts';
import { openPatient } from './read-patient.ts';
import { patientIsImage, RowCollector } from './row-collector.ts';
import { readTableRows } from './table-rows.ts';

type TableOptions = Extract<ImportOptions, { kind: 'table' }>;

/** Two whole volumes may be in memory at a time. */
const patientsAtATime = 2;

/**
 * Reads the mapped columns of the whole table, joins rows of one patient, then opens the images patient by patient. Each
 * row of the table is one item: taken, corrected or refused.
 */
export async function readTable(
  { path, mapping, deidentify }: TableOptions,
  context: ImportContext,
): Promise<ImportTotals> {
  context.report({ done: 0, total: 0, label: `Reading ${basename(path)}` });
  const table = new RowCollector(path, mapping, context, { isoDates: deidentify !== null });
  await readTableRows(path, table, context.signal);
  const patients = table.patients();
  const labels = patientIsImage(mapping) ? shortLabels(patients.map(({ id }) => id)) : null;

  const totals: ImportTotals = { patients: 0, scans: 0, lesions: 0 };
  let done = 0;
  await orderedPool(
    patients,
    patientsAtATime,
    context.signal,
    ({ id, rows }) => openPatient(id, rows, mapping, context.signal),
    ({ scans, taken, failures }, patient) => {
      context.report({
        done: ++done,
        total: patients.length,
        label: mapping.image === null ? 'Reading patients' : 'Opening images',
      });
      for (const { line, error } of failures)
        context.emit({ kind: 'failure', item: `line ${line}`, error: toWireError(error) });
      if (patient.rows.length > 0 && scans.length === 0) return;
      const label = labels?.get(patient.id) ?? patient.id;
      context.emit({ kind: 'patient', label, clinical: table.clinicalOf(patient), scans });
      for (const line of patient.valueLines) table.reportTaken(line, 'Values of the patient.');
      for (const { line, message } of taken) table.reportTaken(line, message);
      totals.patients++;
      totals.scans += scans.length;
      for (const scan of scans) totals.lesions += scan.lesions.length;
    },
  );
  return totals;
}
