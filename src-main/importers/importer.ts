import type { Task } from '#main/compute/task.ts';
import type { ImportOptions, ImportPreview } from '#shared/contract/imports.ts';
import type { Cell, Column, ScanSource, SeedSource } from '#shared/domain/entities.ts';
import type { WireError } from '#shared/errors.ts';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';

export type ImportKind = ImportOptions['kind'];

/** A lesion as an importer found it; the seed lies in LPS millimetres, inside its scan. */
export interface ImportedLesion {
  readonly roi: string | null;
  readonly seedMm: Vec3;
  readonly seedSource: SeedSource;
  readonly volumeMm3: number | null;
  readonly warnings: string[];
}

export interface ImportedScan {
  readonly source: ScanSource;
  readonly geometry: Geometry;
  readonly modality: string;
  readonly warnings: string[];
  readonly headerHash: string;
  readonly lesions: ImportedLesion[];
}

/** What an import hands over, one message at a time: the columns first, then one item per patient or refused row. */
export type ImportItem =
  | { kind: 'columns'; columns: Pick<Column, 'name' | 'type' | 'unit'>[] }
  /** `clinical` is by column name; a clinical-only table gives `scans: []`. */
  | { kind: 'patient'; label: string; clinical: Record<string, Cell>; scans: ImportedScan[] }
  | { kind: 'failure'; item: string; error: WireError };

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
