import type { Cell } from '#shared/domain/entities.ts';
import type { ImportedLesion, ImportedPatient, ImportedScan, ImportItem } from '#shared/domain/imported.ts';
import type { WireError } from '#shared/errors.ts';
import { isoDate, readDate, replaceDates, shiftDay } from './date-text.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import { Secrets } from './secrets.ts';
import { type SensitiveKind, sensitiveKind } from './sensitive-columns.ts';

/** Replaces what names a person in everything that an importer emits. Paths of files stay: they are read from there. */
export class Deidentifier {
  readonly #pseudonyms: Pseudonyms;
  readonly #kinds: ReadonlyMap<string, SensitiveKind>;
  readonly #secrets = new Secrets();

  /** @param columns names of columns as they are imported, with the name in the source that may tell what they hold. */
  constructor(pseudonyms: Pseudonyms, columns: readonly { readonly name: string; readonly column: string }[]) {
    this.#pseudonyms = pseudonyms;
    const kinds = columns.map(({ name, column }) => [name, sensitiveKind(column) ?? sensitiveKind(name)] as const);
    this.#kinds = new Map(kinds.filter((entry): entry is [string, SensitiveKind] => entry[1] !== null));
  }

  /** Announces a patient before anything is said of them, with the names by which they are known. */
  know(label: string, names: readonly string[] = []): void {
    const { pseudonym } = this.#pseudonyms.of(label.trim());
    this.#secrets.addIdentifier(label, pseudonym);
    for (const name of names) this.#secrets.addName(name, pseudonym);
  }

  item(item: ImportItem): ImportItem {
    switch (item.kind) {
      case 'columns':
        return item;
      case 'patient':
        return { kind: 'patient', ...this.patient(item) };
      case 'row':
        return { ...item, item: this.place(item.item), message: this.text(item.message) };
      case 'failure':
        return { ...item, item: this.place(item.item), error: this.#error(item.error) };
    }
  }

  text(text: string): string {
    return this.#secrets.remove(text);
  }

  /** Folders are often named after patients: the last part of a path is enough to find a file by. */
  place(item: string): string {
    return this.text(item.split(/[\\/]/).at(-1) ?? item);
  }

  #error(error: WireError): WireError {
    const message = this.text(error.message);
    return error.issues
      ? { ...error, message, issues: error.issues.map((issue) => ({ ...issue, message: this.text(issue.message) })) }
      : { ...error, message };
  }

  patient(patient: ImportedPatient): ImportedPatient {
    const label = patient.label.trim();
    const names = Object.entries(patient.clinical).flatMap(([column, value]) =>
      this.#kinds.get(column) === 'name' && typeof value === 'string' ? [value] : [],
    );
    this.know(label, names);
    const { pseudonym, shiftDays } = this.#pseudonyms.of(label);
    return {
      label: pseudonym,
      clinical: this.#cells(patient.clinical, pseudonym, shiftDays),
      scans: patient.scans.map((scan) => this.#scan(scan, pseudonym, shiftDays)),
    };
  }

  #scan(scan: ImportedScan, pseudonym: string, shiftDays: number): ImportedScan {
    const { description, acquiredOn, studyUid, seriesUid } = scan;
    return {
      ...scan,
      ...(description === undefined ? {} : { description: this.#cell(description, shiftDays) }),
      ...(acquiredOn ? { acquiredOn: this.#shifted(acquiredOn, shiftDays) } : {}),
      ...(studyUid ? { studyUid: this.#pseudonyms.uid(studyUid) } : {}),
      ...(seriesUid ? { seriesUid: this.#pseudonyms.uid(seriesUid) } : {}),
      warnings: scan.warnings.map((warning) => this.text(warning)),
      lesions: scan.lesions.map((lesion) => this.#lesion(lesion, pseudonym, shiftDays)),
    };
  }

  #lesion(lesion: ImportedLesion, pseudonym: string, shiftDays: number): ImportedLesion {
    return {
      ...lesion,
      ...(lesion.values ? { values: this.#cells(lesion.values, pseudonym, shiftDays) } : {}),
      warnings: lesion.warnings.map((warning) => this.text(warning)),
    };
  }

  #cells(cells: Readonly<Record<string, Cell>>, pseudonym: string, shiftDays: number): Record<string, Cell> {
    return Object.fromEntries(
      Object.entries(cells).map(([column, value]) => [column, this.#cellOf(column, value, pseudonym, shiftDays)]),
    );
  }

  #cellOf(column: string, value: Cell, pseudonym: string, shiftDays: number): Cell {
    if (value === null || typeof value === 'boolean') return value;
    const kind = this.#kinds.get(column);
    if (kind === 'contact') return null;
    // A column of numbers cannot hold what would stand in their place.
    if (kind === 'identifier') return typeof value === 'number' ? null : this.#pseudonyms.code(value);
    if (typeof value === 'number') return this.#number(value, shiftDays);
    return kind === 'name' ? pseudonym : this.#cell(value, shiftDays);
  }

  /** Whole numbers such as 20190506 are days. */
  #number(value: number, shiftDays: number): number {
    const date = Number.isInteger(value) && value > 19_000_000 && value < 21_000_000 ? readDate(String(value)) : null;
    return date ? Number(isoDate(shiftDay(date.day, shiftDays)).replaceAll('-', '')) : value;
  }

  #cell(text: string, shiftDays: number): string {
    return replaceDates(this.text(text), (day) => shiftDay(day, shiftDays));
  }

  #shifted(text: string, shiftDays: number): string | null {
    const date = readDate(text);
    return date && isoDate(shiftDay(date.day, shiftDays));
  }
}
