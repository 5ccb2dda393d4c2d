import { basename } from 'node:path';
import type { DatasetImporter, DatasetOptions } from '../dataset.ts';
import { readChoices } from '../dataset-fields.ts';
import type { ImportContext, ImportTotals } from '../importer.ts';
import { orderedPool } from '../ordered-pool.ts';
import { type Choices, type Collection, countPatientFolders, findTable } from './collection.ts';
import { readPatientScans, scanOutcome } from './patient-scans.ts';
import { previewCollection } from './preview-collection.ts';
import { openFolder } from './read-folder.ts';

const patientsAtATime = 3;

export const collectionImporter = (collection: Collection): DatasetImporter => ({
  id: collection.id,
  title: collection.title,
  detect: async ({ path, isFolder }) => isFolder && (await countPatientFolders(path, collection.patientFolder)) > 0,
  preview: (path, signal) => previewCollection(collection, path, signal),
  read: (options, context) => readCollection(collection, options, context),
});

async function readCollection(
  collection: Collection,
  { path, choices: chosen }: DatasetOptions,
  context: ImportContext,
): Promise<ImportTotals> {
  const choices = readChoices(collection.fields, chosen) as Choices;
  const table = await findTable(collection, path, context.signal);
  const { patients, report } = await openFolder(path, context);
  const columns = [...collection.columns, ...(table && collection.table ? collection.table.columns : [])];
  if (columns.length > 0) context.emit({ kind: 'columns', columns });
  const seen = new Set<string>();
  let done = 0;
  await orderedPool(
    patients,
    patientsAtATime,
    context.signal,
    (patient) => readPatientScans(path, patient, collection.plan(choices), context.signal),
    (found, { label }) => {
      context.report({ done: ++done, total: patients.length, label: 'Finding seeds' });
      const record = table?.records.get(label) ?? null;
      if (record) seen.add(label);
      const { scans, outcomes } = collection.finish(found, choices, record);
      report.rows([...found.outcomes, ...outcomes]);
      if (scans.length === 0) return;
      const clinical = record && collection.table ? collection.table.valuesOf(record, choices) : {};
      report.patient({ label, clinical, scans: scans.map(({ scan }) => scan) });
      report.rows(
        scans.map(({ series, scan }) => scanOutcome(series, scan, 'A scan without a seed: click it in the viewer.')),
      );
      if (table && !record)
        report.rows([
          {
            item: basename(table.path),
            outcome: 'corrected',
            message: 'A patient with scans has no row in the table.',
          },
        ]);
      else if (table && record)
        report.rows([
          { item: `${basename(table.path)}, line ${record.line}`, outcome: 'taken', message: 'Values of the patient.' },
        ]);
    },
  );
  const without = table ? [...table.records].filter(([id]) => !seen.has(id)).length : 0;
  if (table && without > 0) {
    const message = `${without} rows are of patients whose scans are not here; they were left out.`;
    report.rows([{ item: basename(table.path), outcome: 'corrected', message }]);
  }
  return report.totals;
}
