import type { WireError } from '../errors.ts';
import type { Geometry, Vec3 } from '../imaging/geometry.ts';
import type { Cell, ScanSource, SeedSource } from './entities.ts';

/** What an importer emits, in any order but `columns` before the patients that use them. */
export type ImportItem =
  | { readonly kind: 'columns'; readonly columns: readonly ImportedColumn[] }
  | ({ readonly kind: 'patient' } & ImportedPatient)
  | { readonly kind: 'failure'; readonly item: string; readonly error: WireError };

export interface ImportedColumn {
  readonly name: string;
  readonly type: 'number' | 'text' | 'boolean';
  readonly unit: string | null;
}

/** One patient with what this import knows of it; a clinical-only table has no scans. */
export interface ImportedPatient {
  /** The identifier as the source names it. */
  readonly label: string;
  readonly clinical: Readonly<Record<string, Cell>>;
  readonly scans: readonly ImportedScan[];
}

export interface ImportedScan {
  readonly source: ScanSource;
  readonly geometry: Geometry;
  readonly modality: string;
  readonly warnings: readonly string[];
  /** Hash of the headers: the same scan imported twice is one scan. */
  readonly headerHash: string;
  readonly lesions: readonly ImportedLesion[];
}

export interface ImportedLesion {
  readonly roi: string | null;
  readonly seedMm: Vec3;
  readonly seedSource: SeedSource;
  readonly volumeMm3: number | null;
  readonly warnings: readonly string[];
}
