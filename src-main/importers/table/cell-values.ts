import type { Cell, Column } from '#shared/domain/entities.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { readDate } from '../deidentify/date-text.ts';

type ColumnType = Column['type'];

const missingMarkers = new Set([
  '',
  'na',
  'n/a',
  '#n/a',
  'nan',
  'null',
  'none',
  'nil',
  '.',
  '-',
  '?',
  'missing',
  'not available',
]);
const trueWords = new Set(['true', 'yes', 'y']);
const falseWords = new Set(['false', 'no', 'n']);

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Codes such as `007`: reading them as numbers would lose the zeros. */
const paddedCode = /^0\d+$/;

export const isMissing = (text: string): boolean => text.length <= 13 && missingMarkers.has(text.trim().toLowerCase());

/** The number a cell spells, or null. `decimalComma` is for files that separate columns by semicolons. */
export function parseNumber(text: string, decimalComma: boolean): number | null {
  const trimmed = text.trim();
  const spelled = decimalComma ? trimmed.replace(',', '.') : trimmed;
  if (!decimal.test(spelled)) return null;
  const value = Number(spelled);
  return Number.isFinite(value) ? value : null;
}

/** Three coordinates; null unless all are there. */
export function pointOf([x, y, z]: readonly (number | null)[]): Vec3 | null {
  const missing = [x, y, z].some((value) => value === null || value === undefined);
  return missing ? null : [x ?? 0, y ?? 0, z ?? 0];
}

export function parseBoolean(text: string): boolean | null {
  const word = text.trim().toLowerCase();
  if (trueWords.has(word)) return true;
  return falseWords.has(word) ? false : null;
}

/** A cell as its column's type; `undefined` where the text does not fit. */
export function parseCell(text: string, type: ColumnType, decimalComma: boolean): Cell | undefined {
  if (isMissing(text)) return null;
  if (type === 'text') return text.trim();
  const value = type === 'number' ? parseNumber(text, decimalComma) : parseBoolean(text);
  return value ?? undefined;
}

/** Texts of a column that a person could give a meaning each, in a value map. */
const fewValues = 12;

/** What one column was seen to hold. Feed it every cell; its memory does not grow with the rows. */
export class ColumnSniffer {
  missing = 0;
  /** Largest number seen; null until there was one. */
  largest: number | null = null;
  readonly samples: string[] = [];
  #present = 0;
  #numbers = 0;
  #booleans = 0;
  #padded = 0;
  #dates = 0;
  #values: Set<string> | null = new Set();
  readonly #decimalComma: boolean;

  constructor(decimalComma: boolean) {
    this.#decimalComma = decimalComma;
  }

  add(text: string): void {
    if (isMissing(text)) {
      this.missing++;
      return;
    }
    this.#present++;
    this.#values?.add(text.trim());
    if (this.#values && this.#values.size > fewValues) this.#values = null;
    if (text.length < 40 && readDate(text) !== null) this.#dates++;
    const value = parseNumber(text, this.#decimalComma);
    if (value !== null) {
      this.#numbers++;
      this.largest = Math.max(this.largest ?? value, value);
    } else if (parseBoolean(text) !== null) this.#booleans++;
    if (paddedCode.test(text)) this.#padded++;
    if (this.samples.length < 5) {
      const sample = text.length > 80 ? `${text.slice(0, 79)}…` : text;
      if (!this.samples.includes(sample)) this.samples.push(sample);
    }
  }

  /**
   * Numbers where at least 95 % of the values are numbers: a stray remark in a measured column is a bad cell, not a
   * reason to lose the column's type.
   */
  get type(): ColumnType {
    if (this.#present === 0 || this.#padded > 0 || this.holdsDates) return 'text';
    if (this.#numbers >= this.#present * 0.95) return 'number';
    return this.#booleans === this.#present ? 'boolean' : 'text';
  }

  /** Values that do not fit `type`. */
  get misfits(): number {
    return this.type === 'number' ? this.#present - this.#numbers : 0;
  }

  /** True where at least nine in ten values spell a day; `20190506` is one, so such numbers are no measurements. */
  get holdsDates(): boolean {
    return this.#present > 0 && this.#dates >= 0.9 * this.#present;
  }

  /** The distinct values, where they are few; else null. */
  get fewValues(): readonly string[] | null {
    return this.#values && this.#values.size > 0 ? [...this.#values].sort() : null;
  }

  get present(): number {
    return this.#present;
  }
}
