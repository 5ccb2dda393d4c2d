import type { TableMapping } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import { isMissing, parseNumber } from './cell-values.ts';
import { checkTemplate, fillTemplate, templateColumns } from './file-template.ts';
import type { TableHeader } from './table-rows.ts';

type Place = NonNullable<TableMapping['image']>;

/** More columns than any table of patients has, 4096 features among them. */
const mostColumns = 20_000;

/** A mapping applied to the header of a table: gives the cells of a row by what they are for. */
export class MappedColumns {
  readonly width: number;
  readonly decimalComma: boolean;
  readonly #index: ReadonlyMap<string, number>;
  readonly #features: readonly number[];

  /** Refuses a mapping that the table cannot fulfil with `invalid-input`. */
  constructor(mapping: TableMapping, { columns, decimalComma }: Pick<TableHeader, 'columns' | 'decimalComma'>) {
    refuseTooWide(columns);
    this.width = columns.length;
    this.decimalComma = decimalComma;
    this.#index = new Map(columns.map((name, index) => [name, index]));
    const { patient, image, seed, mask, lesion, reader, clinical } = mapping;
    for (const place of [image, mask?.path ?? null]) {
      if (place !== null && 'template' in place) checkTemplate(place.template, columns);
    }
    const asked = [
      patient,
      ...[image, mask?.path].flatMap((place) => (place && 'column' in place ? [place.column] : [])),
      ...(seed ? [seed.x, seed.y, seed.z] : []),
      ...[lesion, reader].filter((name) => name !== null),
      ...clinical.map(({ column }) => column),
    ];
    const unknown = asked.find((name) => !this.#index.has(name));
    if (unknown !== undefined) throw new AppError('invalid-input', `The table has no column "${unknown}".`);
    const names = clinical.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      throw new AppError('invalid-input', `Two columns are to become "${twice}". Give one another name.`);
    if (image === null && (mask !== null || reader !== null)) {
      throw new AppError('invalid-input', 'Masks and readers need the image that they belong to: choose its column.');
    }
    this.#features = this.#featureColumns(mapping.features);
  }

  /** Columns are numbered from 0, or from 1. */
  #featureColumns(features: TableMapping['features']): number[] {
    if (features === null) return [];
    const { prefix, count } = features;
    const first = this.#index.has(`${prefix}0`) ? 0 : 1;
    return Array.from({ length: count }, (_, n) => {
      const index = this.#index.get(`${prefix}${n + first}`);
      if (index === undefined)
        throw new AppError('invalid-input', `The table has no column "${prefix}${n + first}" among its features.`);
      return index;
    });
  }

  cell(cells: readonly string[], column: string): string {
    return cells[this.#index.get(column) ?? -1] ?? '';
  }

  /** What a column or a template says; refuses an empty cell. */
  path(cells: readonly string[], place: Place, what: string): string {
    if ('template' in place) {
      const empty = templateColumns(place.template).find((column) => isMissing(this.cell(cells, column)));
      if (empty !== undefined)
        throw new AppError('invalid-input', `The column "${empty}", which the file name is made of, is empty.`);
      return fillTemplate(place.template, (column) => this.cell(cells, column));
    }
    const text = this.cell(cells, place.column);
    if (isMissing(text)) throw new AppError('invalid-input', `The ${what} column "${place.column}" is empty.`);
    return text;
  }

  coordinate(cells: readonly string[], column: string): number {
    const text = this.cell(cells, column);
    const value = parseNumber(text, this.decimalComma);
    if (value === null)
      throw new AppError('invalid-input', `${column} is "${text.slice(0, 40)}", which is not a number in millimetres.`);
    return value;
  }

  /** Null where the row has none; refuses a vector with gaps. */
  features(cells: readonly string[]): Float32Array | null {
    if (this.#features.every((index) => isMissing(cells[index] ?? ''))) return null;
    const vector = new Float32Array(this.#features.length);
    for (const [n, index] of this.#features.entries()) {
      const value = parseNumber(cells[index] ?? '', this.decimalComma);
      if (value === null || !Number.isFinite(Math.fround(value))) {
        throw new AppError(
          'invalid-input',
          `Feature ${n} is "${(cells[index] ?? '').slice(0, 40)}", which is not a number: a vector with a gap cannot be used.`,
        );
      }
      vector[n] = value;
    }
    return vector;
  }
}

export function refuseTooWide(columns: readonly string[]): void {
  if (columns.length > mostColumns)
    throw new AppError(
      'unsupported',
      `The table has ${columns.length} columns; a table of patients may have ${mostColumns}.`,
    );
}
