import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { FeatureSetId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import type { ReadDb } from './database.ts';
import { writeFeatureCsv } from './feature-table/csv.ts';
import { writeFeatureNpy } from './feature-table/npy.ts';
import { writeFeatureParquet } from './feature-table/parquet.ts';
import type { FeatureTable, FeatureTableWriter } from './feature-table/table.ts';
import { getFeatureSet, listFeatureRows, readFeatures } from './features.ts';

const writers: Record<FeatureTableRequest['format'], FeatureTableWriter> = {
  csv: writeFeatureCsv,
  parquet: writeFeatureParquet,
  npy: writeFeatureNpy,
};

export interface FeatureTableRequest {
  readonly featureSetId: FeatureSetId;
  readonly path: string;
  readonly format: 'csv' | 'parquet' | 'npy';
  /** How patients are named: by study code, or by the identifier of the source. */
  readonly identifiers: 'codes' | 'labels';
}

/**
 * Writes a feature set to a file that appears only when it is complete. CSV and Parquet have the columns `patient`,
 * `lesion`, `coordX`, `coordY`, `coordZ` (LPS mm), `pred_0` ...; npy is the float32 matrix alone, and its row names
 * lie beside it in `<name>.rows.csv`.
 */
export async function exportFeatureTable(
  db: ReadDb,
  request: FeatureTableRequest,
  signal?: AbortSignal,
): Promise<{ path: string; rows: number }> {
  const { dimension } = getFeatureSet(db, request.featureSetId);
  const rows = listFeatureRows(db, request.featureSetId);
  if (rows.length === 0)
    throw new AppError('conflict', 'This feature set has no rows yet: there is nothing to export.');
  const table: FeatureTable = {
    dimension,
    rows: rows.map((row) => ({
      rowId: row.rowId,
      patient: request.identifiers === 'codes' ? row.patientCode : row.patientLabel,
      lesion: row.lesionNumber,
      seedMm: row.seedMm,
    })),
    features: (row) => {
      signal?.throwIfAborted();
      return readFeatures(db, row.rowId, dimension);
    },
  };
  const files = new Map<string, string>();
  try {
    await writers[request.format](table, (suffix) => {
      const unfinished = `${request.path}${suffix}.${randomUUID()}.part`;
      files.set(unfinished, `${request.path}${suffix}`);
      return unfinished;
    });
    for (const [unfinished, path] of files) await rename(unfinished, path);
  } catch (error) {
    for (const unfinished of files.keys()) await rm(unfinished, { force: true });
    throw fileError(error, request.path);
  }
  return { path: request.path, rows: rows.length };
}

function fileError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof AppError) return error;
  const reasons: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EACCES: 'the folder may not be written',
    EROFS: 'the folder may not be written',
    ENOENT: 'the folder does not exist',
    EISDIR: 'it is a folder',
  };
  const reason = reasons[String(error.code)];
  return reason
    ? new AppError('storage', `“${basename(path)}” cannot be written: ${reason}.`, { cause: error })
    : error;
}
