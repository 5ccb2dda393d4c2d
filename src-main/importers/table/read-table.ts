import { basename } from 'node:path';
import type { TaskContext } from '#main/compute/task.ts';
import type { ImportOptions } from '#shared/contract/imports.ts';
import type { ImportItem } from '#shared/domain/imported.ts';
import { toWireError } from '#shared/errors.ts';
import type { ImportTotals } from '../importer.ts';
import { orderedPool } from '../ordered-pool.ts';
import { shortLabels } from './patient-labels.ts';
import { openPatient } from './read-patient.ts';
import { patientIsImage, RowCollector } from './row-collector.ts';
import { readTableRows } from './table-rows.ts';

type TableOptions = Extract<ImportOptions, { kind: 'table' }>;
type Context = TaskContext<ImportItem>;

/** Two whole volumes may be in memory at a time. */
const patientsAtATime = 2;

/** Reads the mapped columns of the whole table, joins rows of one patient, then opens the images patient by patient. */
export async function readTable({ path, mapping }: TableOptions, context: Context): Promise<ImportTotals> {
  context.report({ done: 0, total: 0, label: `Reading ${basename(path)}` });
  const table = new RowCollector(path, mapping, context);
  await readTableRows(path, table, context.signal);
  table.reportMisfits();
  const patients = table.patients();
  const labels = patientIsImage(mapping) ? shortLabels(patients.map(({ id }) => id)) : null;

  const totals: ImportTotals = { patients: 0, scans: 0, lesions: 0 };
  let done = 0;
  await orderedPool(
    patients,
    patientsAtATime,
    context.signal,
    ({ rows }) => openPatient(rows, mapping, context.signal),
    ({ scans, failures }, patient) => {
      for (const { line, error } of failures)
        context.emit({ kind: 'failure', item: `line ${line}`, error: toWireError(error) });
      context.report({
        done: ++done,
        total: patients.length,
        label: mapping.image === null ? 'Reading patients' : 'Opening images',
      });
      if (mapping.image !== null && scans.length === 0) return;
      const clinical = Object.fromEntries(
        mapping.clinical.map(({ name }, index) => [name, patient.clinical[index] ?? null]),
      );
      context.emit({ kind: 'patient', label: labels?.get(patient.id) ?? patient.id, clinical, scans });
      totals.patients++;
      totals.scans += scans.length;
      for (const scan of scans) totals.lesions += scan.lesions.length;
    },
  );
  return totals;
}
