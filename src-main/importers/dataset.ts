import type { DatasetId, ImportOptions, ImportPreview } from '#shared/contract/imports.ts';
import type { ImportContext, ImportTotals } from './importer.ts';

export type DatasetOptions = Extract<ImportOptions, { kind: 'dataset' }>;
export type DatasetPreview = Extract<ImportPreview, { kind: 'dataset' }>;
export type DatasetCheck = DatasetPreview['checks'][number];

/** What a path turned out to be before it is offered to the data sets. */
export interface DatasetPlace {
  readonly path: string;
  readonly isFolder: boolean;
}

/**
 * A public data set in the layout in which it is downloaded. To add one: a folder here with one of these, a line in
 * `datasets.ts`, its id in the contract's `datasetIds`.
 */
export interface DatasetImporter {
  readonly id: DatasetId;
  readonly title: string;
  /**
   * True where the folder (or one of its tables) is this data set. Asked of every path that a user names, so it looks at
   * a few names and header lines only, never at a whole tree; what cannot be read is not this data set.
   */
  detect(place: DatasetPlace, signal: AbortSignal): Promise<boolean>;
  /** What was found, what may be decided and the first lesions; nothing is written. */
  preview(path: string, signal: AbortSignal): Promise<DatasetPreview>;
  /** Emits a `row` item for each row that is taken or corrected and a `failure` for each that is refused. */
  read(options: DatasetOptions, context: ImportContext): Promise<ImportTotals>;
}
