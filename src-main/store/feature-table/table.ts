import type { Vec3 } from '#shared/imaging/geometry.ts';

export interface FeatureTableRow {
  readonly rowId: number;
  readonly patient: string;
  readonly lesion: number;
  readonly seedMm: Vec3;
}

/** A feature set on its way to a file: the names of its rows, and their vectors one at a time. */
export interface FeatureTable {
  readonly dimension: number;
  readonly rows: readonly FeatureTableRow[];
  features(row: FeatureTableRow): Float32Array;
}

/** Writes the table to the paths that `open` gives for a suffix of the asked path; the first suffix is empty. */
export type FeatureTableWriter = (table: FeatureTable, open: (suffix: string) => string) => Promise<void>;

export const nameColumns = ['patient', 'lesion', 'coordX', 'coordY', 'coordZ'] as const;

export const featureColumn = (index: number): string => `pred_${index}`;
