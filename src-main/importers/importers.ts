import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Task } from '#main/compute/task.ts';
import type { ImportOptions, ImportPreview } from '#shared/contract/imports.ts';
import type { ImportItem } from '#shared/domain/imported.ts';
import { AppError } from '#shared/errors.ts';
import { datasetOf, findDataset } from './datasets.ts';
import { deidentified } from './deidentify/deidentified.ts';
import { dicomFolder } from './dicom-folder/dicom-folder.ts';
import type { ImportTotals } from './importer.ts';
import { table } from './table/table.ts';

/** The importers that know no data set, in the order in which a path is offered to them after the data sets. */
const importers = [dicomFolder, table] as const;

/** Finds the importer that claims the path and looks at it; nothing is written. */
export async function previewImport(path: string, options: { signal?: AbortSignal } = {}): Promise<ImportPreview> {
  const entry = await stat(path).catch((cause: unknown) => {
    throw new AppError('not-found', `There is no file or folder "${basename(path)}" that can be read.`, { cause });
  });
  const isFolder = entry.isDirectory();
  const signal = options.signal ?? new AbortController().signal;
  const dataset = await findDataset({ path, isFolder }, signal);
  if (dataset) return dataset.preview(path, signal);
  const importer = importers.find((candidate) => candidate.claims(path, isFolder));
  if (!importer) {
    throw new AppError(
      'unsupported',
      `"${basename(path)}" is neither a table (CSV, TSV, XLSX) nor a folder. To import single images, list them in a table with the columns image_path, coordX, coordY, coordZ.`,
    );
  }
  return importer.preview(path, signal);
}

/** Runs the importer that the options name, emitting items as it goes. Refused rows and series are `failure` items. */
export const readImport: Task<ImportOptions, ImportItem, ImportTotals> = (options, context) =>
  deidentified(options, context, (own) => {
    switch (options.kind) {
      case 'table':
        return table.read(options, own);
      case 'dicom-folder':
        return dicomFolder.read(options, own);
      case 'dataset':
        return datasetOf(options.dataset).read(options, own);
    }
  });
