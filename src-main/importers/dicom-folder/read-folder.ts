import { relative } from 'node:path';
import type { ImportOptions } from '#shared/contract/imports.ts';
import { counted } from '#shared/statistics/wording.ts';
import { DatasetReport } from '../dataset-report.ts';
import type { ImportContext, ImportTotals } from '../importer.ts';
import { orderedPool } from '../ordered-pool.ts';
import { ClinicalTable } from './clinical-table.ts';
import { readPatientScans, scanOutcome } from './patient-scans.ts';
import { type FolderScan, scanFolder } from './scan-folder.ts';
import { groupByPatient, type PatientFiles } from './series.ts';

type FolderOptions = Extract<ImportOptions, { kind: 'dicom-folder' }>;

const patientsAtATime = 3;

/**
 * Every CT series becomes a scan, the chosen regions their lesions, the rows of the clinical table their values. A
 * patient without any of the regions comes in with scans alone, to be clicked.
 */
export async function readFolder(
  { path, rois, repair, clinical }: FolderOptions,
  context: ImportContext,
): Promise<ImportTotals> {
  const table = clinical && (await ClinicalTable.read(clinical, context));
  const { patients, report } = await openFolder(path, context, (label) => table?.namesOf(label) ?? []);
  let done = 0;
  await orderedPool(
    patients,
    patientsAtATime,
    context.signal,
    (patient) =>
      readPatientScans(
        path,
        patient,
        { repair, regions: ({ roiNames }) => rois.filter((roi) => roiNames.includes(roi)) },
        context.signal,
      ),
    ({ scans, outcomes }, { label }) => {
      context.report({ done: ++done, total: patients.length, label: 'Finding seeds' });
      report.rows(outcomes);
      if (scans.length === 0) return;
      const own = scans.map(({ scan }) => scan);
      const joined = table?.join(label, own) ?? { clinical: {}, scans: own, outcomes: [] };
      report.patient({ label, ...joined });
      const seedless =
        rois.length === 0 || own.some(({ lesions }) => lesions.length > 0)
          ? 'A scan without a seed.'
          : 'A scan without a seed, since none of the chosen regions was found: click its seed in the viewer.';
      report.rows(scans.map(({ series, scan }) => scanOutcome(series, scan, seedless)));
      report.rows(joined.outcomes);
    },
  );
  if (table) report.rows(table.leftOver());
  return report.totals;
}

/** The patients of a folder, announced and with what could not be read of it reported. */
export async function openFolder(
  path: string,
  context: ImportContext,
  namesOf: (label: string) => readonly string[] = () => [],
): Promise<{ scan: FolderScan; patients: PatientFiles[]; report: DatasetReport }> {
  const scan = await scanFolder(path, context.signal, (done, total) =>
    context.report({ done, total, label: 'Reading headers' }),
  );
  const patients = groupByPatient(path, scan.headers);
  for (const { label, names } of patients) context.know?.(label, [...names, ...namesOf(label)]);
  context.log(
    `${counted(scan.fileCount, 'file')}: ${counted(scan.headers.length, 'DICOM object')} of ${counted(patients.length, 'patient')}; copies left out: ${scan.copies}.`,
  );
  const report = new DatasetReport(context);
  report.rows(scan.damaged.map(({ path: file, error }) => ({ item: relative(path, file), outcome: 'refused', error })));
  return { scan, patients, report };
}
