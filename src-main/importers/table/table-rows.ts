import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { finished } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unzipSync } from 'fflate';
import Papa from 'papaparse';
import readSheets, { type CellValue } from 'read-excel-file/node';
import { AppError } from '#shared/errors.ts';

/** What is known of a table once its header line was read. */
export interface TableHeader {
  /** Trimmed and made unique; a column without a name is `Unnamed: <index from 0>`, as pandas calls it. */
  readonly columns: readonly string[];
  /** True where numbers may be written with a decimal comma. */
  readonly decimalComma: boolean;
  readonly warnings: readonly string[];
}

export interface TableReader {
  onHeader(header: TableHeader): void;
  /**
   * `cells` has at least one text per column of the header, more only where the row has values beyond it; `line` is
   * the line of the file the row begins on, from 1.
   */
  onRow(cells: readonly string[], line: number): void;
}

const bigSheetBytes = 400_000_000;
/** The longest row: 100,000 numbers take 2 MB. An unclosed quote would otherwise swallow the rest of the file. */
const longestRow = 16_000_000;
const mostColumns = 200_000;

export const isTablePath = (path: string): boolean => /\.(csv|tsv|txt|xlsx)(\.gz)?$/i.test(path);

/** Reads a CSV, TSV (either may be gzipped) or XLSX file row by row; text files are streamed and never held whole. */
export async function readTableRows(path: string, reader: TableReader, signal: AbortSignal): Promise<void> {
  const rows = new RowFeed(basename(path), reader);
  try {
    if (/\.xlsx$/i.test(path)) await readSheet(path, rows, signal);
    else await readText(path, rows, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new AppError('not-found', `There is no file "${path}".`, { cause: error });
    throw new AppError('unreadable-file', `"${basename(path)}" could not be read as a table.`, { cause: error });
  }
  rows.end();
}

/** Turns raw records into header and rows of equal width. */
class RowFeed {
  readonly #name: string;
  readonly #reader: TableReader;
  #width = 0;

  constructor(name: string, reader: TableReader) {
    this.#name = name;
    this.#reader = reader;
  }

  add(cells: string[], line: number, decimalComma: boolean, warnings: readonly string[]): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    if (this.#width === 0) {
      if (cells.length > mostColumns)
        throw new AppError('unsupported', `"${this.#name}" has more than ${mostColumns} columns.`);
      const columns = columnNames(cells);
      this.#width = columns.length;
      this.#reader.onHeader({ columns, decimalComma, warnings });
      return;
    }
    while (cells.length < this.#width) cells.push('');
    while (cells.length > this.#width && cells.at(-1)?.trim() === '') cells.pop();
    this.#reader.onRow(cells, line);
  }

  end(): void {
    if (this.#width === 0) throw new AppError('unreadable-file', `"${this.#name}" is empty.`);
  }
}

function columnNames(header: readonly string[]): string[] {
  const used = new Set<string>();
  return header.map((cell, index) => {
    const base = cell.trim() || `Unnamed: ${index}`;
    let name = base;
    for (let copy = 2; used.has(name); copy++) name = `${base} (${copy})`;
    used.add(name);
    return name;
  });
}

async function readText(path: string, rows: RowFeed, signal: AbortSignal): Promise<void> {
  const gzipped = /\.gz$/i.test(path);
  const file = createReadStream(path, { signal, highWaterMark: 1 << 18 });
  const stream = gzipped ? file.pipe(createGunzip()) : file;
  if (gzipped) file.once('error', (error) => stream.destroy(error));
  const encoding = gzipped ? 'utf8' : await textEncoding(path);
  stream.setEncoding(encoding);

  let line = 1;
  const waiting = new LongestRow(basename(path));
  stream.on('data', (chunk: string) => {
    if (!waiting.grow(chunk.length)) stream.destroy(waiting.error);
  });
  const parsed = new Promise<void>((resolve, reject) => {
    Papa.parse<string[]>(stream, {
      // The types know the text only, but a function of the first chunk is taken too.
      delimiter: (/\.tsv(\.gz)?$/i.test(path) ? '\t' : separatorOf) as string,
      step: ({ data, meta }) => {
        waiting.end();
        const start = line;
        line++;
        for (const cell of data) line += newlines(cell);
        if (start === 1 && data[0]?.startsWith('\ufeff')) data[0] = data[0].slice(1);
        rows.add(data, start, meta.delimiter === ';', []);
      },
      complete: () => resolve(),
      error: reject,
    });
  });
  await Promise.all([parsed, finished(stream)]);
}

/** Characters read since the last row ended. */
class LongestRow {
  #length = 0;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  grow(length: number): boolean {
    this.#length += length;
    return this.#length <= longestRow;
  }

  end(): void {
    this.#length = 0;
  }

  get error(): AppError {
    return new AppError(
      'unreadable-file',
      `"${this.#name}" has a row that does not end. Is a quote not closed, or is it no text file?`,
    );
  }
}

/** The separator that the header line has most of; a decimal comma in the rows below must not count. */
function separatorOf(beginning: string): string {
  const header = (/^.*\S.*$/m.exec(beginning)?.[0] ?? '').replaceAll(/"[^"]*"/g, '');
  const counts = [',', ';', '\t', '|'].map((mark) => ({ mark, count: header.split(mark).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}

function newlines(cell: string): number {
  let count = 0;
  for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++;
  return count;
}

/** UTF-16 by its mark; UTF-8 where the first 256 KiB are valid; else the Latin-1 that old spreadsheets write. */
async function textEncoding(path: string): Promise<'utf8' | 'utf16le' | 'latin1'> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1 << 18), 0, 1 << 18, 0);
    const head = buffer.subarray(0, bytesRead);
    if (head[0] === 0xff && head[1] === 0xfe) return 'utf16le';
    if (head.includes(0)) throw new AppError('unreadable-file', `"${basename(path)}" is not a text file.`);
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
      return 'utf8';
    } catch {
      return 'latin1';
    }
  } finally {
    await file.close();
  }
}

/** The first sheet of a workbook. Formulas are never evaluated: the values stored beside them are read. */
async function readSheet(path: string, rows: RowFeed, signal: AbortSignal): Promise<void> {
  const { size } = await stat(path);
  const bytes = size <= bigSheetBytes ? await readFile(path, { signal }) : null;
  let unpacked = 0;
  if (bytes) unzipSync(bytes, { filter: (entry) => ((unpacked += entry.originalSize), false) });
  if (!bytes || unpacked > bigSheetBytes) {
    throw new AppError(
      'unsupported',
      `"${basename(path)}" is too big for a spreadsheet. Save it as CSV and import that.`,
    );
  }
  const sheets = await readSheets(bytes);
  signal.throwIfAborted();
  const [first] = sheets;
  if (!first) return;
  const warnings =
    sheets.length > 1
      ? [`Only the first sheet, "${first.sheet}", is read; ${sheets.length - 1} more are left out.`]
      : [];
  first.data.forEach((row, index) => rows.add(row.map(cellText), index + 1, false, warnings));
}

function cellText(value: CellValue | null): string {
  if (value === null) return '';
  if (value instanceof Date) {
    const iso = value.toISOString();
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso;
  }
  return String(value);
}
