import type { TableMapping } from '#shared/contract/imports.ts';
import type { Cell } from '#shared/domain/entities.ts';
import { parseCell } from './cell-values.ts';
import type { MappedColumns } from './mapped-columns.ts';

type Entry = TableMapping['clinical'][number];

/** The value that a cell becomes: mapped, typed and in its unit; `undefined` where the text does not fit the type. */
export function valueOfCell(text: string, { type, values, factor }: Entry, decimalComma: boolean): Cell | undefined {
  const trimmed = text.trim();
  const mapped = Object.hasOwn(values, trimmed) ? (values[trimmed] ?? '') : trimmed;
  // What a value map says is written by a person here, not by the file: its numbers have a point.
  const value = parseCell(mapped, type, decimalComma && mapped === trimmed);
  return typeof value === 'number' && factor !== 1 ? rounded(value * factor) : value;
}

/** 12 months are 365.25 days, not 365.24999999999994. */
const rounded = (value: number): number => Number(value.toPrecision(14));

export interface RowValues {
  /** By name, values of the patient and of the lesion. */
  readonly patient: Cell[];
  readonly lesion: Record<string, Cell>;
  /** A sentence for each value that was left empty. */
  readonly notes: string[];
}

export interface LeveledColumns {
  readonly patient: readonly Entry[];
  readonly lesion: readonly Entry[];
}

export const byLevel = (clinical: TableMapping['clinical']): LeveledColumns => ({
  patient: clinical.filter(({ level }) => level === 'patient'),
  lesion: clinical.filter(({ level }) => level === 'lesion'),
});

export function readValues(columns: MappedColumns, cells: readonly string[], entries: LeveledColumns): RowValues {
  const notes: string[] = [];
  const read = (entry: Entry): Cell => {
    const text = columns.cell(cells, entry.column);
    const value = valueOfCell(text, entry, columns.decimalComma);
    if (value !== undefined) return value;
    notes.push(`${entry.column} is "${text.slice(0, 40)}", which is not a ${entry.type}: this value was left empty.`);
    return null;
  };
  return {
    patient: entries.patient.map(read),
    lesion: Object.fromEntries(entries.lesion.map((entry) => [entry.name, read(entry)])),
    notes,
  };
}
