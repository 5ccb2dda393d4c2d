import type { Cell } from '../domain/entities.ts';
import { AppError } from '../errors.ts';
import type { Attachments } from './attachments.ts';
import { missingNeed } from './missing-need.ts';
import type { StatisticNeed } from './statistic.ts';

/** What every statistic reads: named columns of equal length, one row per lesion (or per patient). */
export interface DataTable {
  readonly rowCount: number;
  /** Lesion id of each row, so that a mark of the figure can open its lesion. */
  readonly subjects: Int32Array | null;
  /** Patient id of each row: resampling draws patients, not lesions. Absent: each row is a patient. */
  readonly patients: Int32Array | null;
  readonly columns: ReadonlyMap<string, TableColumn>;
  readonly attachments?: Attachments;
}

export type TableColumn =
  /** NaN is a missing value. */
  | { readonly type: 'number'; readonly values: Float64Array }
  | { readonly type: 'text'; readonly values: readonly (string | null)[] };

/**
 * Builds a table from records. A column is numeric when every value present is a number (or a boolean: 1 and 0);
 * otherwise it is text. A key that a record lacks is a missing value.
 */
export function tableFromRecords(
  records: readonly Readonly<Record<string, Cell>>[],
  ids: { subjects?: Int32Array; patients?: Int32Array } = {},
): DataTable {
  const names = new Set(records.flatMap((record) => Object.keys(record)));
  const columns = new Map<string, TableColumn>();
  for (const name of names) columns.set(name, columnFromCells(records.map((record) => record[name] ?? null)));
  return { rowCount: records.length, subjects: ids.subjects ?? null, patients: ids.patients ?? null, columns };
}

export function columnFromCells(cells: readonly Cell[]): TableColumn {
  const isNumeric = cells.every((cell) => cell === null || typeof cell !== 'string');
  if (!isNumeric || cells.every((cell) => cell === null)) return { type: 'text', values: cells.map(cellText) };
  return { type: 'number', values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))) };
}

/** A cell as the user would type it; null when missing. */
export function cellText(cell: Cell): string | null {
  if (cell === null || (typeof cell === 'number' && Number.isNaN(cell))) return null;
  return typeof cell === 'string' ? cell.trim() || null : String(cell);
}

/** True when a cell holds the value a user typed: `1` matches 1, 1.0 and true; text is compared exactly after trimming. */
export function matchesText(cell: string | null, typed: string): boolean {
  if (cell === null) return false;
  const wanted = typed.trim();
  if (cell === wanted) return true;
  const [a, b] = [asNumber(cell), asNumber(wanted)];
  return a !== null && a === b;
}

function asNumber(text: string): number | null {
  if (/^true$/i.test(text)) return 1;
  if (/^false$/i.test(text)) return 0;
  const value = text === '' ? Number.NaN : Number(text);
  return Number.isNaN(value) ? null : value;
}

/** A numeric column by name; `invalid-input` when it is absent or holds text. */
export function numberColumn(table: DataTable, name: string): Float64Array {
  const column = columnOf(table, name);
  if (column.type !== 'number')
    throw new AppError('invalid-input', `The column "${name}" holds text; a number is needed.`);
  return column.values;
}

/** Any column by name as text; numbers are written as JavaScript writes them. */
export function textColumn(table: DataTable, name: string): readonly (string | null)[] {
  const column = columnOf(table, name);
  return column.type === 'text' ? column.values.map(cellText) : Array.from(column.values, cellText);
}

function columnOf(table: DataTable, name: string): TableColumn {
  const column = table.columns.get(name);
  if (column) return column;
  if (name === '') throw new AppError('invalid-input', 'Choose a column.');
  throw new AppError('invalid-input', `There is no column "${name}" in the table.`);
}

/** The distinct values of a column: numbers ascending, then text in code-unit order. */
export function distinctTexts(values: readonly (string | null)[]): string[] {
  const texts = [...new Set(values)].filter((value) => value !== null);
  // Read as numbers once each, not once per comparison: a column may have as many values as rows.
  const ranked = texts.map((text) => ({ text, number: asNumber(text) }));
  ranked.sort((a, b) => {
    if (a.number !== null && b.number !== null) return a.number - b.number;
    if (a.number !== null || b.number !== null) return a.number !== null ? -1 : 1;
    return a.text < b.text ? -1 : 1;
  });
  return ranked.map(({ text }) => text);
}

/** Row numbers where `columnName` holds `value`; all rows when `columnName` is empty. */
export function rowsWhere(table: DataTable, columnName: string, value: string): number[] {
  const rows = Array.from({ length: table.rowCount }, (_, row) => row);
  if (columnName === '') return rows;
  const texts = textColumn(table, columnName);
  return rows.filter((row) => matchesText(texts[row] ?? null, value));
}

const whereToGet: Record<keyof Attachments, readonly [StatisticNeed, string]> = {
  features: ['features', 'Choose a feature set, or extract features first.'],
  expression: ['expression', 'Import a table of gene expression first.'],
  geneSets: ['gene-sets', 'Import a gene set collection (GMT) first.'],
  saliency: ['saliency', 'Compute saliency maps of this run first.'],
  featureStability: ['feature-stability', 'Perturb the seeds of this run first.'],
  study: ['study', 'Only a workspace knows how a study went: open one.'],
};

/** What the statistic needs beside the columns; `invalid-input` says where to get it. */
export function attached<N extends keyof Attachments>(table: DataTable, name: N): NonNullable<Attachments[N]> {
  const value = table.attachments?.[name];
  if (value !== undefined) return value;
  const [need, message]: readonly [StatisticNeed, string] = whereToGet[name];
  throw missingNeed(need, message);
}
