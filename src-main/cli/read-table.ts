import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import Papa from 'papaparse';
import type { Cell } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import type { FeatureMatrix } from '#shared/statistics/attachments.ts';
import { columnFromCells, type DataTable, type TableColumn, textColumn } from '#shared/statistics/data-table.ts';

/** The text of a file; `unreadable-file` where there is none. */
export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new AppError('unreadable-file', `${basename(path)} could not be read.`, { cause: error });
  }
}

const missing = new Set(['', 'na', 'nan', 'n/a', 'null', 'none']);
const featureName = /^pred_(\d+)$/;

export interface PatientNumbers {
  /** Patient of each row. */
  readonly ofRow: Int32Array;
  readonly names: readonly string[];
}

/**
 * A table from delimited text with a header line; a column in which every value present is a number is numeric.
 * Columns `pred_0`, `pred_1`, ... are features and become the attachment of that name.
 */
export function readTable(
  text: string,
  patientColumn: string | undefined,
): { table: DataTable; patients: PatientNumbers | null } {
  const { data } = Papa.parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: true });
  const [header, ...rows] = data;
  if (!header || rows.length === 0) throw new AppError('unreadable-file', 'The table has no rows below its header.');
  const columns = new Map<string, TableColumn>();
  const features: number[] = [];
  header.forEach((title, index) => {
    const name = title.trim() || `column ${index + 1}`;
    const feature = featureName.exec(name);
    if (feature) features[Number(feature[1])] = index;
    else if (columns.has(name)) throw new AppError('unreadable-file', `The table has two columns "${name}".`);
    else columns.set(name, readColumn(rows.map((row) => (row[index] ?? '').trim())));
  });
  const bare: DataTable = { rowCount: rows.length, subjects: null, patients: null, columns };
  const patients = patientColumn === undefined ? null : numberPatients(bare, patientColumn);
  const attachments = features.length > 0 ? { features: readFeatures(rows, features) } : {};
  return { table: { ...bare, patients: patients?.ofRow ?? null, attachments }, patients };
}

function readColumn(texts: string[]): TableColumn {
  const present = texts.map((text) => (missing.has(text.toLowerCase()) ? null : text));
  const isNumeric = present.every((text) => text === null || Number.isFinite(Number(text)));
  return columnFromCells(present.map((text): Cell => (isNumeric && text !== null ? Number(text) : text)));
}

/** @param positions column of each feature in the file */
function readFeatures(rows: readonly string[][], positions: readonly number[]): FeatureMatrix {
  const gap = Array.from(positions).findIndex((position) => position === undefined);
  if (gap >= 0) throw new AppError('unreadable-file', `The column pred_${gap} is missing between the features.`);
  const values = new Float32Array(rows.length * positions.length);
  rows.forEach((row, at) => {
    positions.forEach((position, feature) => {
      const text = (row[position] ?? '').trim();
      values[at * positions.length + feature] = missing.has(text.toLowerCase()) ? Number.NaN : Number(text);
    });
  });
  return { dimension: positions.length, values };
}

function numberPatients(table: DataTable, column: string): PatientNumbers {
  const numbers = new Map<string, number>();
  const ofRow = Int32Array.from(textColumn(table, column), (text, row) => {
    if (text === null) throw new AppError('invalid-input', `Row ${row + 1} has no value of ${column}.`);
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    return number;
  });
  return { ofRow, names: [...numbers.keys()] };
}
