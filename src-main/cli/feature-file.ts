import { randomBytes } from 'node:crypto';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import Papa from 'papaparse';
import { writeNpy } from '#main/readers/numpy.ts';
import { AppError } from '#shared/errors.ts';

/** Features beside the columns they were made from. Rows without features are NaN in the matrix. */
export interface FeatureFile {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Rows x dimension. */
  readonly matrix: Float32Array;
  readonly dimension: number;
}

const writers: Record<string, (path: string, table: FeatureFile) => Promise<void>> = {
  '.csv': writeCsv,
  '.parquet': writeParquet,
  '.npy': (path, { rows, matrix, dimension }) => writeFile(path, writeNpy([rows.length, dimension], matrix)),
};

/** Refuses names that end otherwise, before any work is done. */
export function checkFeaturePath(path: string): void {
  if (!writers[extname(path).toLowerCase()]) {
    throw new AppError(
      'invalid-input',
      `-o takes a name that ends in .csv, .parquet or .npy, not "${basename(path)}".`,
    );
  }
}

/** Writes by the ending of the name; the file is there only when it is complete. */
export async function writeFeatureFile(path: string, table: FeatureFile): Promise<void> {
  const write = writers[extname(path).toLowerCase()];
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.unfinished`;
  try {
    await write?.(unfinished, table);
    await rename(unfinished, path);
  } catch (error) {
    throw new AppError('storage', `${basename(path)} could not be written: is the folder there, with enough room?`, {
      cause: error,
    });
  } finally {
    await rm(unfinished, { force: true });
  }
}

const featureName = (index: number): string => `pred_${index}`;

const vectorOf = ({ matrix, dimension }: FeatureFile, row: number): Float32Array =>
  matrix.subarray(row * dimension, (row + 1) * dimension);

/** Nine significant digits give a float32 back exactly; a missing one is an empty cell. */
const numberText = (value: number): string => (Number.isNaN(value) ? '' : String(Number(value.toPrecision(9))));

async function writeCsv(path: string, table: FeatureFile): Promise<void> {
  const file = await open(path, 'wx');
  try {
    const names = Array.from({ length: table.dimension }, (_, index) => featureName(index));
    await file.writeFile(`${Papa.unparse([[...table.columns, ...names]])}\n`);
    for (const [index, cells] of table.rows.entries()) {
      await file.writeFile(`${Papa.unparse([[...cells, ...Array.from(vectorOf(table, index), numberText)]])}\n`);
    }
  } finally {
    await file.close();
  }
}

async function writeParquet(path: string, table: FeatureFile): Promise<void> {
  const { columns, rows, dimension } = table;
  const given = columns.map(
    (name, index): ColumnSource => ({ name, data: rows.map((cells) => cells[index] ?? ''), type: 'STRING' }),
  );
  const features = Array.from({ length: dimension }, (_, feature): ColumnSource => {
    const data = Float32Array.from(rows, (_cells, row) => table.matrix[row * dimension + feature] ?? Number.NaN);
    return { name: featureName(feature), data, encoding: 'PLAIN', codec: 'UNCOMPRESSED' };
  });
  await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData: [...given, ...features] })));
}
