import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { isMissing, parseNumber } from '../table/cell-values.ts';
import { readTableRows, type TableHeader, type TableReader } from '../table/table-rows.ts';

/** A table of numbers with a name for each row and column, as it lies in the file. */
export interface NamedMatrix {
  readonly rowNames: readonly string[];
  readonly columnNames: readonly string[];
  /** rows x columns, row by row; NaN where a cell is empty or holds text. */
  readonly values: Float32Array;
  /** 1 where a cell holds text, in the order of `values`. */
  readonly isText: Uint8Array;
}

/** 60,000 genes of 1,000 samples; 240 MB as numbers. */
const mostCells = 60_000_000;
const mostLines = 200_000;

/**
 * Reads a CSV, TSV (either may be gzipped) or XLSX file whose first column names the rows. The heading of the first
 * column may be empty or, as R writes it, absent. `unreadable-file` where there is no table of numbers; `unsupported`
 * where it is too big. Missing are the empty cell and the words that clinical tables use (`NA`, `nan`, ...).
 */
export async function readMatrix(path: string, signal: AbortSignal): Promise<NamedMatrix> {
  const collector = new MatrixCollector(basename(path));
  await readTableRows(path, collector, signal);
  return collector.matrix();
}

class MatrixCollector implements TableReader {
  readonly #file: string;
  readonly #rowNames: string[] = [];
  #columnNames: string[] = [];
  #decimalComma = false;
  #values = new Float32Array(1 << 16);
  #isText = new Uint8Array(1 << 16);
  #length = 0;

  constructor(file: string) {
    this.#file = file;
  }

  onHeader({ columns, decimalComma }: TableHeader): void {
    this.#refuseOtherForms(columns[0] ?? '');
    this.#columnNames = [...columns];
    this.#decimalComma = decimalComma;
  }

  onRow(cells: readonly string[], line: number): void {
    if (this.#rowNames.length === 0) this.#settleColumns(cells.length);
    const width = this.#columnNames.length;
    if (cells.length !== width + 1) {
      throw new AppError(
        'unreadable-file',
        `Line ${line} of "${this.#file}" has ${cells.length - 1} values, but the header names ${width} columns.`,
      );
    }
    if (this.#rowNames.length === mostLines || this.#length + width > mostCells) {
      throw new AppError(
        'unsupported',
        `"${this.#file}" is too big: at most ${mostLines.toLocaleString('en')} lines and ${(mostCells / 1e6).toFixed(0)} million values are read. Keep the genes and samples of interest.`,
      );
    }
    this.#makeRoom(width);
    this.#rowNames.push((cells[0] ?? '').trim());
    for (let column = 1; column <= width; column++) this.#add(cells[column] ?? '');
  }

  matrix(): NamedMatrix {
    if (this.#rowNames.length === 0)
      throw new AppError('unreadable-file', `"${this.#file}" has a header but no rows below it.`);
    return {
      rowNames: this.#rowNames,
      columnNames: this.#columnNames,
      values: this.#values.slice(0, this.#length),
      isText: this.#isText.slice(0, this.#length),
    };
  }

  /** With one heading fewer than values, the first column has none (R's `write.table`). */
  #settleColumns(cellCount: number): void {
    if (cellCount !== this.#columnNames.length + 1) this.#columnNames.shift();
    if (this.#columnNames.length > 0) return;
    throw new AppError(
      'unreadable-file',
      `"${this.#file}" has one column only: a table of expression has names in its first column and numbers in the others, separated by commas or tabs.`,
    );
  }

  #add(text: string): void {
    const value = parseNumber(text, this.#decimalComma);
    this.#values[this.#length] = value ?? Number.NaN;
    this.#isText[this.#length++] = value === null && !isMissing(text) ? 1 : 0;
  }

  #makeRoom(count: number): void {
    if (this.#length + count <= this.#values.length) return;
    const size = Math.max(2 * this.#values.length, this.#length + count);
    const values = new Float32Array(size);
    values.set(this.#values);
    this.#values = values;
    const isText = new Uint8Array(size);
    isText.set(this.#isText);
    this.#isText = isText;
  }

  #refuseOtherForms(first: string): void {
    if (/^#1\.[23]/.test(first)) {
      throw new AppError(
        'unsupported',
        `"${this.#file}" is a GCT file: delete the lines above the one that names the samples, and import it again.`,
      );
    }
    if (first.startsWith('!') || first.startsWith('^')) {
      throw new AppError(
        'unsupported',
        `"${this.#file}" is a file of the Gene Expression Omnibus with descriptions of samples. Import its table of values instead: genes by samples.`,
      );
    }
  }
}
