import { type DataTable, distinctTexts, textColumn } from '../data-table.ts';

/** A column with few values, as numbers: what the cells hold is looked at once per distinct value. */
export interface ColumnCodes {
  /** Per row an index into `texts`; -1 where the value is missing. */
  readonly codes: Int32Array;
  /** Distinct values: numbers ascending, then text. */
  readonly texts: readonly string[];
}

/** Any column by name; `invalid-input` when it is absent. */
export function columnCodes(table: DataTable, name: string): ColumnCodes {
  const column = table.columns.get(name);
  if (column?.type === 'number') return encode(column.values, (value) => (Number.isNaN(value) ? null : String(value)));
  return encode(textColumn(table, name), (text) => text);
}

function encode<T>(values: ArrayLike<T>, textOf: (value: T) => string | null): ColumnCodes {
  const found = new Map<T, number>();
  const codes = new Int32Array(values.length);
  const texts: string[] = [];
  for (let row = 0; row < values.length; row++) {
    const value = values[row] as T;
    let code = found.get(value);
    if (code === undefined) {
      const text = textOf(value);
      code = text === null ? -1 : texts.push(text) - 1;
      found.set(value, code);
    }
    codes[row] = code;
  }
  const ordered = distinctTexts(texts);
  const places = new Map(ordered.map((text, place) => [text, place]));
  const placeOf = texts.map((text) => places.get(text) as number);
  return { codes: codes.map((code) => (code < 0 ? -1 : (placeOf[code] as number))), texts: ordered };
}
