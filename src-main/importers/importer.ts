import type { TaskContext } from '#main/compute/task.ts';
import type { ImportOptions, ImportPreview } from '#shared/contract/imports.ts';
import type { ImportItem } from '#shared/domain/imported.ts';

export type ImportKind = ImportOptions['kind'];

export interface ImportTotals {
  patients: number;
  scans: number;
  lesions: number;
}

export interface ImportContext extends TaskContext<ImportItem> {
  /**
   * Called with a patient's identifier, and names by which they are known, before anything is said of them; absent where
   * nothing is de-identified.
   */
  readonly know?: (label: string, names?: readonly string[]) => void;
}

/** A kind of source. To add one: a file or folder here, its options and preview in the contract, a line in `importers.ts`. */
export interface Importer<Kind extends ImportKind = ImportKind> {
  readonly kind: Kind;
  readonly title: string;
  claims(path: string, isFolder: boolean): boolean;
  /** Looks without writing and proposes options. */
  preview(path: string, signal: AbortSignal): Promise<Extract<ImportPreview, { kind: Kind }>>;
  read(options: Extract<ImportOptions, { kind: Kind }>, context: ImportContext): Promise<ImportTotals>;
}
