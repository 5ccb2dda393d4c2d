import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { AppError } from '#shared/errors.ts';
import { isMissing, parseNumber } from './table/cell-values.ts';
import { readTableRows } from './table/table-rows.ts';

/** Published tables have tens of thousands of rows. */
const mostRows = 1_000_000;
/** A header line is shorter than this. */
const headerBytes = 64 * 1024;

/** A row of a published table; cells by the name of their column, '' where absent. */
export class TableRecord {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly #cells: readonly string[];
  readonly #column: ReadonlyMap<string, number>;

  constructor(line: number, cells: readonly string[], column: ReadonlyMap<string, number>) {
    this.line = line;
    this.#cells = cells;
    this.#column = column;
  }

  /** Trimmed; '' for what is missing, in whatever spelling. */
  text(column: string): string {
    const cell = (this.#cells[this.#column.get(column) ?? -1] ?? '').trim();
    return isMissing(cell) ? '' : cell;
  }

  /** Null where the cell is empty or no number. */
  number(column: string): number | null {
    return parseNumber(this.text(column), false);
  }

  /** Numbers in any brackets, separated by commas or blanks, e.g. `[1, 2.5]`; null unless each is a number. */
  numbers(column: string): number[] | null {
    const parts = this.text(column)
      .replaceAll(/[[\]()]/g, ' ')
      .split(/[\s,;]+/)
      .filter((part) => part !== '');
    const values = parts.map((part) => parseNumber(part, false));
    return values.length > 0 && values.every((value) => value !== null) ? values : null;
  }
}

/** Every row of a table (CSV, TSV, XLSX, gzipped or not). Refuses a table that lacks one of the columns `needed`. */
export async function readRecords(
  path: string,
  needed: readonly string[],
  signal: AbortSignal,
): Promise<TableRecord[]> {
  const records: TableRecord[] = [];
  let column = new Map<string, number>();
  await readTableRows(
    path,
    {
      onHeader({ columns }) {
        column = new Map(columns.map((name, index) => [name, index]));
        const absent = needed.filter((name) => !column.has(name));
        if (absent.length > 0)
          throw new AppError(
            'invalid-input',
            `“${basename(path)}” has no column ${absent.map((name) => `“${name}”`).join(', ')}.`,
          );
      },
      onRow(cells, line) {
        if (records.length >= mostRows)
          throw new AppError('unsupported', `“${basename(path)}” has more than ${mostRows} rows.`);
        records.push(new TableRecord(line, cells, column));
      },
    },
    signal,
  );
  return records;
}

/** Column names of a text table, read from its first bytes; none where it is no table or cannot be read. */
export async function headerOf(path: string): Promise<string[]> {
  if (!/\.(csv|tsv|txt)(\.gz)?$/i.test(path)) return [];
  const text = await firstBytes(path).catch(() => '');
  const line = text.replace(/^\ufeff/, '').split(/\r?\n/, 1)[0] ?? '';
  const separator = [',', ';', '\t'].reduce((best, next) =>
    line.split(next).length > line.split(best).length ? next : best,
  );
  return line.split(separator).map((cell) => cell.trim().replaceAll(/^"|"$/g, ''));
}

async function firstBytes(path: string): Promise<string> {
  const file = createReadStream(path, { end: headerBytes - 1 });
  const source = /\.gz$/i.test(path) ? file.pipe(createGunzip()) : file;
  file.once('error', (error) => source.destroy(error));
  let text = '';
  try {
    for await (const chunk of source) {
      text += (chunk as Buffer).toString('latin1');
      if (text.length >= headerBytes || text.includes('\n')) break;
    }
  } catch (error) {
    // The end of a gzip stream that was cut on purpose is an error to zlib.
    if (text === '') throw error;
  } finally {
    file.destroy();
  }
  return text;
}
