import type { WireError } from '../errors.ts';
import type { Geometry, Vec3 } from '../imaging/geometry.ts';
import type { Cell, ColumnLevel, RegionSource, ScanSource, SeedSource } from './entities.ts';

/** What an importer emits, in any order but `columns` before the patients that use them. */
export type ImportItem =
  | { readonly kind: 'columns'; readonly columns: readonly ImportedColumn[] }
  | ({ readonly kind: 'patient' } & ImportedPatient)
  /** What became of a row or file that was taken; `corrected`: not as it stood, and why. */
  | { readonly kind: 'row'; readonly item: string; readonly outcome: 'taken' | 'corrected'; readonly message: string }
  | { readonly kind: 'failure'; readonly item: string; readonly error: WireError };

export interface ImportedColumn {
  readonly name: string;
  readonly type: 'number' | 'text' | 'boolean';
  readonly unit: string | null;
  /** Absent: one value per patient. */
  readonly level?: ColumnLevel;
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
  readonly description?: string;
  /** ISO date, or null. */
  readonly acquiredOn?: string | null;
  /** Study and series UID, or another name of the source for them; null where it has none. */
  readonly studyUid?: string | null;
  readonly seriesUid?: string | null;
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
  /** Where its outline is; null where only a point is known. */
  readonly region?: RegionSource | null;
  /** Values of columns of level `lesion`. */
  readonly values?: Readonly<Record<string, Cell>>;
  /** Seeds that readers set on their own, if the source tells them apart. */
  readonly readers?: readonly { readonly reader: string; readonly seedMm: Vec3 }[];
  /** A feature vector that came with the lesion, if any; all of one import have the same length. */
  readonly features?: Float32Array | null;
  readonly warnings: readonly string[];
}
