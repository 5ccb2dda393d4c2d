import type { TableMapping } from '#shared/contract/imports.ts';
import type { Cell } from '#shared/domain/entities.ts';
import { AppError, toWireError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { sensitiveKind } from '../deidentify/sensitive-columns.ts';
import type { ImportContext } from '../importer.ts';
import { isMissing } from './cell-values.ts';
import { ImagePathFinder } from './image-path.ts';
import { IsoDates } from './iso-dates.ts';
import { MappedColumns } from './mapped-columns.ts';
import { similarIdentifiers } from './similar-identifiers.ts';
import type { TableHeader, TableReader } from './table-rows.ts';
import { byLevel, type RowValues, readValues } from './value-cells.ts';

/** As long as a DICOM patient ID may be. */
const longestId = 64;
/** Vectors wait in memory until the last row was read. */
const mostFeatureBytes = 1_500_000_000;

/** One accepted row: an image of a patient and a seed in it, as the table gives them. */
export interface TableRow {
  readonly line: number;
  /** Null where the table has no images. */
  readonly path: string | null;
  /** In the space that the mapping says; null: from the mask, else the centre of the image. */
  readonly seed: Vec3 | null;
  readonly maskPath: string | null;
  readonly lesion: string | null;
  readonly reader: string | null;
  readonly values: Record<string, Cell>;
  readonly features: Float32Array | null;
}

export interface PatientEntry {
  readonly id: string;
  readonly firstLine: number;
  readonly clinical: Cell[];
  /** Rows that bring an image or features. */
  readonly rows: TableRow[];
  /** Lines that bring values only. */
  readonly valueLines: number[];
}

/** True where patients are known by the path of their image only. */
export const patientIsImage = ({ image, patient }: TableMapping): boolean =>
  image !== null && 'column' in image && image.column === patient;

export interface CollectOptions {
  /** Days are written as `YYYY-MM-DD`, whichever of their first two numbers is the month in this table. */
  readonly isoDates?: boolean;
  /** The lesions are known from elsewhere: rows may bring values of theirs without an image. */
  readonly joined?: boolean;
}

/** Takes the rows of a table, keeps what is mapped and joins rows of one patient. Refused rows are emitted as failures. */
export class RowCollector implements TableReader {
  /** What had to be changed of a row that was taken, by line. */
  readonly notes = new Map<number, string[]>();
  readonly #mapping: TableMapping;
  readonly #context: ImportContext;
  readonly #images: ImagePathFinder;
  readonly #patients = new Map<string, PatientEntry>();
  readonly #entries: ReturnType<typeof byLevel>;
  readonly #dates: IsoDates | null;
  readonly #joined: boolean;
  #columns: MappedColumns | null = null;
  #nameColumns: readonly string[] = [];
  #featureBytes = 0;

  constructor(path: string, mapping: TableMapping, context: ImportContext, options: CollectOptions = {}) {
    this.#mapping = mapping;
    this.#context = context;
    this.#images = new ImagePathFinder(path, mapping.imageFolder);
    this.#entries = byLevel(mapping.clinical);
    this.#joined = options.joined ?? false;
    this.#dates = options.isoDates ? new IsoDates() : null;
  }

  onHeader(header: TableHeader): void {
    for (const warning of header.warnings) this.#context.log(warning);
    this.#columns = new MappedColumns(this.#mapping, header);
    this.#nameColumns = this.#context.know
      ? header.columns.filter((column) => sensitiveKind(column) === 'name' && column !== this.#mapping.patient)
      : [];
    this.#context.emit({
      kind: 'columns',
      columns: this.#mapping.clinical.map(({ name, type, unit, level }) => ({ name, type, unit, level })),
    });
  }

  onRow(cells: readonly string[], line: number): void {
    this.#context.signal.throwIfAborted();
    if (!this.#columns) return;
    try {
      this.#take(this.#columns, cells, line);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#context.emit({ kind: 'failure', item: `line ${line}`, error: toWireError(error) });
    }
  }

  #take(columns: MappedColumns, cells: readonly string[], line: number): void {
    if (cells.length > columns.width) {
      throw new AppError(
        'invalid-input',
        `The row has ${cells.length} values for ${columns.width} columns. Is a text with a comma in it not quoted?`,
      );
    }
    const id = this.#identifier(columns, cells);
    this.#context.know?.(
      id,
      this.#nameColumns.map((column) => columns.cell(cells, column)),
    );
    const values = readValues(columns, cells, this.#entries);
    const row = this.#row(columns, cells, line, values);
    const known = this.#patients.get(id);
    if (known) this.#join(known, values.patient);
    const patient = known ?? { id, firstLine: line, clinical: values.patient, rows: [], valueLines: [] };
    if (!known) this.#patients.set(id, patient);
    if (row) patient.rows.push(row);
    else patient.valueLines.push(line);
    if (values.notes.length > 0) this.notes.set(line, values.notes);
    this.#lookAtDates(values);
  }

  #identifier(columns: MappedColumns, cells: readonly string[]): string {
    const { patient } = this.#mapping;
    const id = columns.cell(cells, patient).trim();
    if (isMissing(id)) throw new AppError('invalid-input', `The patient column "${patient}" is empty.`);
    if (patientIsImage(this.#mapping)) return id;
    if (id.length > longestId) {
      throw new AppError(
        'invalid-input',
        `The text in "${patient}" is too long for a patient identifier (${id.length} characters).`,
      );
    }
    if (/\p{Cc}/u.test(id))
      throw new AppError('invalid-input', `The text in "${patient}" holds characters that cannot be written.`);
    return id;
  }

  /** The image, seed and features that a row brings; null where it brings none. */
  #row(columns: MappedColumns, cells: readonly string[], line: number, { lesion }: RowValues): TableRow | null {
    const { image, seed, mask, features: mapped } = this.#mapping;
    const features = mapped && columns.features(cells);
    if (features && (this.#featureBytes += features.byteLength) > mostFeatureBytes) {
      throw new AppError('unsupported', 'The table brings more features than fit in memory. Split it into several.');
    }
    if (image === null && features === null) {
      if (mapped) throw new AppError('invalid-input', 'The row has no features.');
      if (this.#entries.lesion.length > 0 && !this.#joined) {
        throw new AppError(
          'invalid-input',
          'Values of lesions need the image or the features of their lesion: choose the columns, or make them values of the patient.',
        );
      }
      if (this.#entries.lesion.length === 0) return null;
    }
    const [x, y, z] = seed ? [seed.x, seed.y, seed.z].map((column) => columns.coordinate(cells, column)) : [];
    const optional = (column: string | null): string | null => {
      const text = column === null ? '' : columns.cell(cells, column).trim();
      return isMissing(text) ? null : text;
    };
    return {
      line,
      path: image && this.#images.find(columns.path(cells, image, 'image')),
      seed: seed ? [x ?? 0, y ?? 0, z ?? 0] : null,
      maskPath: mask && this.#images.find(columns.path(cells, mask.path, 'mask')),
      lesion: optional(this.#mapping.lesion),
      reader: optional(this.#mapping.reader),
      values: lesion,
      features,
    };
  }

  /** Fills gaps of a patient from a further row; refuses the row where both say something else. */
  #join(known: PatientEntry, clinical: readonly Cell[]): void {
    const conflict = clinical.findIndex(
      (value, index) => value !== null && known.clinical[index] !== null && known.clinical[index] !== value,
    );
    if (conflict >= 0) {
      const name = this.#entries.patient[conflict]?.column;
      throw new AppError(
        'conflict',
        `${name} is "${clinical[conflict]}" here and "${known.clinical[conflict]}" in line ${known.firstLine}, for the same patient.`,
      );
    }
    clinical.forEach((value, index) => {
      known.clinical[index] ??= value;
    });
  }

  #lookAtDates({ patient, lesion }: RowValues): void {
    patient.forEach((cell, index) => this.#dates?.look(this.#entries.patient[index]?.name ?? '', cell));
    for (const [name, cell] of Object.entries(lesion)) this.#dates?.look(name, cell);
  }

  /** The patients in the order of their first rows, once all rows were read. */
  patients(): PatientEntry[] {
    const patients = [...this.#patients.values()];
    const dates = this.#dates;
    for (const { clinical, rows } of dates ? patients : []) {
      clinical.forEach((cell, index) => {
        clinical[index] = dates?.rewritten(this.#entries.patient[index]?.name ?? '', cell) ?? null;
      });
      for (const { values } of rows)
        for (const [name, cell] of Object.entries(values)) values[name] = dates?.rewritten(name, cell) ?? null;
    }
    for (const { line, like } of similarIdentifiers(patients)) {
      const message = `The identifier of its patient is that of line ${like} but for case, marks or leading zeros: if it is the same patient, it must be spelled alike.`;
      this.notes.set(line, [...(this.notes.get(line) ?? []), message]);
    }
    return patients;
  }

  /** Values of a patient by column. */
  clinicalOf(patient: PatientEntry): Record<string, Cell> {
    return Object.fromEntries(this.#entries.patient.map(({ name }, index) => [name, patient.clinical[index] ?? null]));
  }

  /** Says what became of a line that was taken. */
  reportTaken(line: number, message: string): void {
    const notes = this.notes.get(line);
    this.#context.emit({
      kind: 'row',
      item: `line ${line}`,
      outcome: notes ? 'corrected' : 'taken',
      message: [...(notes ?? []), ...(message === '' || notes ? [] : [message])].join(' '),
    });
  }
}
