import { basename, relative } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { counted } from '#shared/statistics/wording.ts';
import type { DatasetOptions } from '../dataset.ts';
import { readChoices } from '../dataset-fields.ts';
import { DatasetReport, type RowOutcome, refusal } from '../dataset-report.ts';
import { scanFolder } from '../dicom-folder/scan-folder.ts';
import { groupByPatient, type PatientFiles, type Series } from '../dicom-folder/series.ts';
import type { ImportContext, ImportTotals } from '../importer.ts';
import { lidcFields } from './fields.ts';
import { findLayout, type LidcLayout } from './layout.ts';
import { lidcColumns } from './nodule.ts';
import { type LidcChoices, readSeries } from './read-series.ts';

export async function readLidc(options: DatasetOptions, context: ImportContext): Promise<ImportTotals> {
  const { signal } = context;
  const choices = readChoices(lidcFields, options.choices);
  context.report({ done: 0, total: 0, label: 'Looking for reader marks' });
  const layout = await findLayout(options.path, signal);
  if (layout.marks.size === 0)
    throw new AppError(
      'not-found',
      `“${basename(options.path)}” holds no file of reader marks (XML). Download them beside the images.`,
    );
  if (layout.copies.length > 0)
    context.log(`Further files of reader marks of the same series: ${layout.copies.length}, not read.`);

  const report = new DatasetReport(context);
  context.emit({ kind: 'columns', columns: lidcColumns });
  const tally = { fewOutlines: 0, uncertain: 0, unmarked: 0 };
  const met = new Set<string>();
  let done = 0;
  for (const folder of layout.folders) {
    signal.throwIfAborted();
    const { patients, damaged } = await openFolder(folder, layout.root, signal);
    report.rows(damaged);
    for (const patient of patients) {
      context.know?.(patient.label, patient.names);
      await readPatient(patient, layout, choices, { report, tally, met, signal });
    }
    context.report({ done: ++done, total: layout.folders.length, label: 'Reading patients' });
  }
  report.rows(
    [...layout.marks].flatMap(([uid, path]) =>
      met.has(uid)
        ? []
        : [refusal(basename(path), new AppError('not-found', 'The CT series that it marks is not in the folder.'))],
    ),
  );
  const { fewOutlines, uncertain, unmarked } = tally;
  if (fewOutlines > 0)
    context.log(`Left out as asked: ${counted(fewOutlines, 'nodule')} of fewer than ${choices.minOutlines} outlines.`);
  if (uncertain > 0) context.log(`Left out as asked: ${counted(uncertain, 'nodule')} rated 3, or not rated.`);
  if (unmarked > 0) context.log(`Series that are no marked CT: ${unmarked}.`);
  return report.totals;
}

/** A folder that cannot be read is one refused item; a drive that went away ends the import. */
async function openFolder(
  folder: string,
  root: string,
  signal: AbortSignal,
): Promise<{ patients: readonly PatientFiles[]; damaged: RowOutcome[] }> {
  try {
    const { headers, damaged } = await scanFolder(folder, signal);
    return {
      patients: groupByPatient(root, headers),
      damaged: damaged.map(({ path, error }) => ({ item: relative(root, path), outcome: 'refused', error })),
    };
  } catch (error) {
    if (error instanceof AppError && error.code === 'storage') throw error;
    return { patients: [], damaged: [refusal(basename(folder), error)] };
  }
}

interface Ledger {
  readonly report: DatasetReport;
  readonly tally: { fewOutlines: number; uncertain: number; unmarked: number };
  readonly met: Set<string>;
  readonly signal: AbortSignal;
}

async function readPatient(
  { label, series }: PatientFiles,
  { marks, root }: LidcLayout,
  choices: LidcChoices,
  { report, tally, met, signal }: Ledger,
): Promise<void> {
  const scans = [];
  for (const one of largestOfEach(series)) {
    const path = marks.get(one.uid);
    if (one.modality !== 'CT' || path === undefined) {
      tally.unmarked++;
      continue;
    }
    signal.throwIfAborted();
    met.add(one.uid);
    const { scan, outcomes, leftOut } = await readSeries(one, { path, name: relative(root, path) }, choices, signal);
    tally.fewOutlines += leftOut.fewOutlines;
    tally.uncertain += leftOut.uncertain;
    report.rows(outcomes);
    if (scan && scan.lesions.length > 0) scans.push(scan);
  }
  report.patient({ label, clinical: {}, scans });
}

/** Where one series UID holds several acquisitions, that with most slices was read. */
function largestOfEach(series: readonly Series[]): Series[] {
  const largest = new Map<string, Series>();
  for (const one of series) {
    const known = largest.get(one.uid);
    if (!known || one.headers.length > known.headers.length) largest.set(one.uid, one);
  }
  return [...largest.values()];
}
