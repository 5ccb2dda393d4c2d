import type { Task } from '#main/compute/task.ts';
import type { ImportOptions, ImportPreview } from '#shared/contract/imports.ts';
import type { ImportItem } from '#shared/domain/imported.ts';

export type ImportKind = ImportOptions['kind'];

export interface ImportTotals {
  patients: number;
  scans: number;
  lesions: number;
}

/** A kind of source. To add one: a file or folder here, its options and preview in the contract, a line in `importers.ts`. */
export interface Importer<Kind extends ImportKind = ImportKind> {
  readonly kind: Kind;
  readonly title: string;
  claims(path: string, isFolder: boolean): boolean;
  /** Looks without writing and proposes options. */
  preview(path: string, signal: AbortSignal): Promise<Extract<ImportPreview, { kind: Kind }>>;
  readonly read: Task<Extract<ImportOptions, { kind: Kind }>, ImportItem, ImportTotals>;
}
