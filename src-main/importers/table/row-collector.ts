import type { TaskContext } from '#main/compute/task.ts';
import type { TableMapping } from '#shared/contract/imports.ts';
import type { Cell } from '#shared/domain/entities.ts';
import type { ImportItem } from '#shared/domain/imported.ts';
import { AppError, toWireError } from '#shared/errors.ts';
import { isMissing, parseCell, parseNumber } from './cell-values.ts';
import { checkTemplate, fillTemplate, templateColumns } from './file-template.ts';
import { ImagePathFinder } from './image-path.ts';
import type { PatientRow } from './read-patient.ts';
import type { TableHeader, TableReader } from './table-rows.ts';

type Context = Pick<TaskContext<ImportItem>, 'signal' | 'emit' | 'log'>;

/** Values of a column that do not fit its type are named one by one up to this many; the rest are counted. */
const namedMisfits = 20;
/** As long as a DICOM patient ID may be. */
const longestId = 64;

export interface PatientEntry {
  readonly id: string;
  readonly firstLine: number;
  readonly clinical: Cell[];
  readonly rows: PatientRow[];
}

/** True where patients are known by the path of their image only. */
export const patientIsImage = ({ image, patient }: TableMapping): boolean =>
  image !== null && 'column' in image && image.column === patient;

/** Takes the rows of a table, keeps what is mapped and joins rows of one patient. Refused rows are emitted as failures. */
export class RowCollector implements TableReader {
  readonly #mapping: TableMapping;
  readonly #context: Context;
  readonly #images: ImagePathFinder;
  readonly #patients = new Map<string, PatientEntry>();
  #column = new Map<string, number>();
  #width = 0;
  #decimalComma = false;
  readonly #misfits = new Map<string, number>();

  constructor(path: string, mapping: TableMapping, context: Context) {
    this.#mapping = mapping;
    this.#context = context;
    this.#images = new ImagePathFinder(path, mapping.imageFolder);
  }

  onHeader({ columns, decimalComma, warnings }: TableHeader): void {
    const { patient, image, seed, clinical } = this.#mapping;
    this.#column = new Map(columns.map((name, index) => [name, index]));
    this.#width = columns.length;
    this.#decimalComma = decimalComma;
    for (const warning of warnings) this.#context.log(warning);
    if (image !== null && 'template' in image) checkTemplate(image.template, columns);
    const asked = [
      patient,
      ...(image !== null && 'column' in image ? [image.column] : []),
      ...(seed ? [seed.x, seed.y, seed.z] : []),
      ...clinical.map(({ column }) => column),
    ];
    const unknown = asked.find((name) => !this.#column.has(name));
    if (unknown !== undefined) throw new AppError('invalid-input', `The table has no column "${unknown}".`);
    const names = clinical.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      throw new AppError('invalid-input', `Two columns are to become "${twice}". Give one another name.`);
    this.#context.emit({
      kind: 'columns',
      columns: clinical.map(({ name, type, unit, level }) => ({ name, type, unit, level })),
    });
  }

  onRow(cells: readonly string[], line: number): void {
    this.#context.signal.throwIfAborted();
    try {
      this.#take(cells, line);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#context.emit({ kind: 'failure', item: `line ${line}`, error: toWireError(error) });
    }
  }

  #take(cells: readonly string[], line: number): void {
    if (cells.length > this.#width) {
      throw new AppError(
        'invalid-input',
        `The row has ${cells.length} values for ${this.#width} columns. Is a text with a comma in it not quoted?`,
      );
    }
    const id = this.#cell(cells, this.#mapping.patient).trim();
    if (isMissing(id)) throw new AppError('invalid-input', `The patient column "${this.#mapping.patient}" is empty.`);
    if (id.length > longestId && !patientIsImage(this.#mapping)) {
      throw new AppError(
        'invalid-input',
        `The text in "${this.#mapping.patient}" is too long for a patient identifier (${id.length} characters).`,
      );
    }
    const row = this.#imageRow(cells, line);
    const clinical = this.#clinical(cells, line);
    const known = this.#patients.get(id);
    if (!known) {
      this.#patients.set(id, { id, firstLine: line, clinical, rows: row ? [row] : [] });
      return;
    }
    this.#join(known, clinical);
    if (row) known.rows.push(row);
  }

  #cell(cells: readonly string[], column: string): string {
    return cells[this.#column.get(column) ?? -1] ?? '';
  }

  /** The image and seed that a row asks for; null for a clinical-only table. */
  #imageRow(cells: readonly string[], line: number): PatientRow | null {
    const { image, seed } = this.#mapping;
    if (image === null) return null;
    const path = this.#imagePath(cells, image);
    if (seed === null) return { line, path, seedMm: null };
    const [x, y, z] = [seed.x, seed.y, seed.z].map((column) => this.#coordinate(cells, column));
    return { line, path, seedMm: [x ?? 0, y ?? 0, z ?? 0] };
  }

  #imagePath(cells: readonly string[], image: NonNullable<TableMapping['image']>): string {
    if ('template' in image) {
      const empty = templateColumns(image.template).find((column) => isMissing(this.#cell(cells, column)));
      if (empty !== undefined)
        throw new AppError('invalid-input', `The column "${empty}", which the file name is made of, is empty.`);
      return this.#images.find(fillTemplate(image.template, (column) => this.#cell(cells, column)));
    }
    const text = this.#cell(cells, image.column);
    if (isMissing(text)) throw new AppError('invalid-input', `The image column "${image.column}" is empty.`);
    return this.#images.find(text);
  }

  #coordinate(cells: readonly string[], column: string): number {
    const text = this.#cell(cells, column);
    const value = parseNumber(text, this.#decimalComma);
    if (value === null)
      throw new AppError('invalid-input', `${column} is "${text.slice(0, 40)}", which is not a number in millimetres.`);
    return value;
  }

  #clinical(cells: readonly string[], line: number): Cell[] {
    return this.#mapping.clinical.map(({ column, type }) => {
      const text = this.#cell(cells, column);
      const value = parseCell(text, type, this.#decimalComma);
      if (value !== undefined) return value;
      const count = (this.#misfits.get(column) ?? 0) + 1;
      this.#misfits.set(column, count);
      if (count <= namedMisfits) {
        const message = `${column} is "${text.slice(0, 40)}", which is not a ${type}: this value was left empty.`;
        this.#context.emit({ kind: 'failure', item: `line ${line}`, error: { code: 'invalid-input', message } });
      }
      return null;
    });
  }

  /** Fills gaps of a patient from a further row; refuses the row where both say something else. */
  #join(known: PatientEntry, clinical: readonly Cell[]): void {
    const conflict = clinical.findIndex(
      (value, index) => value !== null && known.clinical[index] !== null && known.clinical[index] !== value,
    );
    if (conflict >= 0) {
      const name = this.#mapping.clinical[conflict]?.column;
      throw new AppError(
        'conflict',
        `${name} is "${clinical[conflict]}" here and "${known.clinical[conflict]}" in line ${known.firstLine}, for the same patient.`,
      );
    }
    clinical.forEach((value, index) => {
      known.clinical[index] ??= value;
    });
  }

  reportMisfits(): void {
    for (const [column, count] of this.#misfits) {
      if (count <= namedMisfits) continue;
      const message = `${count - namedMisfits} further values of ${column} do not fit its type and were left empty.`;
      this.#context.emit({ kind: 'failure', item: column, error: { code: 'invalid-input', message } });
    }
  }

  patients(): PatientEntry[] {
    return [...this.#patients.values()];
  }
}
