import { basename } from 'node:path';
import type { TableMapping } from '#shared/contract/imports.ts';
import type { Cell } from '#shared/domain/entities.ts';
import type { ImportedScan } from '#shared/domain/imported.ts';
import { counted } from '#shared/statistics/wording.ts';
import type { RowOutcome } from '../dataset-report.ts';
import type { ImportContext } from '../importer.ts';
import { type PatientEntry, RowCollector } from '../table/row-collector.ts';
import { looseIdentifier } from '../table/similar-identifiers.ts';
import { readTableRows } from '../table/table-rows.ts';

/** Lines named one by one in a message; the rest are counted. */
const namedLines = 10;

export interface JoinedPatient {
  readonly clinical: Record<string, Cell>;
  readonly scans: ImportedScan[];
  readonly outcomes: RowOutcome[];
}

/** The rows of a table that is joined to the patients of a folder by their identifiers. */
export class ClinicalTable {
  readonly #name: string;
  readonly #collector: RowCollector;
  readonly #names: ReadonlyMap<string, readonly string[]>;
  readonly #byId: ReadonlyMap<string, PatientEntry>;
  /** Null: several patients of the table are spelled so loosely. */
  readonly #byLooseId = new Map<string, PatientEntry | null>();
  readonly #joined = new Set<PatientEntry>();

  private constructor(
    name: string,
    collector: RowCollector,
    patients: readonly PatientEntry[],
    names: ReadonlyMap<string, readonly string[]>,
  ) {
    this.#name = name;
    this.#collector = collector;
    this.#names = names;
    this.#byId = new Map(patients.map((patient) => [patient.id, patient]));
    for (const patient of patients) {
      const loose = looseIdentifier(patient.id);
      this.#byLooseId.set(loose, this.#byLooseId.has(loose) ? null : patient);
    }
  }

  /** Reads the whole table; rows that cannot be used are emitted as failures. */
  static async read(
    { path, mapping }: { path: string; mapping: TableMapping },
    context: ImportContext,
  ): Promise<ClinicalTable> {
    const name = basename(path);
    const names = new Map<string, string[]>();
    const { know, ...rest } = context;
    const collector = new RowCollector(
      path,
      { ...mapping, image: null, seed: null, mask: null, reader: null, features: null },
      {
        ...rest,
        // A patient is announced by the identifier of the scans, under which the names here are the same person's.
        ...(know ? { know: (id: string, own: readonly string[] = []) => void names.set(id, [...own, id]) } : {}),
        emit: (item) => context.emit(item.kind === 'failure' ? { ...item, item: `${name}, ${item.item}` } : item),
      },
      { isoDates: know !== undefined, joined: true },
    );
    await readTableRows(path, collector, context.signal);
    return new ClinicalTable(name, collector, collector.patients(), names);
  }

  /** Names by which the table knows a patient of the folder. */
  namesOf(label: string): readonly string[] {
    const entry = this.#find(label)?.entry;
    return (entry && this.#names.get(entry.id)) ?? [];
  }

  /** Values of the patient, and of lesions: by the name of their region where a column names the lesion, else of each. */
  join(label: string, scans: readonly ImportedScan[]): JoinedPatient {
    const found = this.#find(label);
    if (!found) return { clinical: {}, scans: [...scans], outcomes: [] };
    const { entry, exact } = found;
    this.#joined.add(entry);
    const outcomes = [...entry.valueLines, ...entry.rows.map(({ line }) => line)].map((line): RowOutcome => {
      const notes = this.#collector.notes.get(line) ?? [];
      const spelling = exact ? [] : ['Joined although the identifier is spelled otherwise in the scans.'];
      return {
        item: `${this.#name}, line ${line}`,
        outcome: notes.length + spelling.length > 0 ? 'corrected' : 'taken',
        message: [...spelling, ...notes].join(' ') || 'Values of the patient.',
      };
    });
    const valuesOf = (roi: string | null): Record<string, Cell> | null => {
      const rows = entry.rows.filter(({ lesion }) => lesion === null || lesion.toLowerCase() === roi?.toLowerCase());
      return rows.length > 0 ? Object.assign({}, ...rows.map(({ values }) => values)) : null;
    };
    return {
      clinical: this.#collector.clinicalOf(entry),
      scans: scans.map((scan) => ({
        ...scan,
        lesions: scan.lesions.map((lesion) => {
          const values = valuesOf(lesion.roi);
          return values ? { ...lesion, values } : lesion;
        }),
      })),
      outcomes,
    };
  }

  /** One line on the patients of the table that no scan was found of. */
  leftOver(): RowOutcome[] {
    const lines = [...this.#byId.values()]
      .filter((entry) => !this.#joined.has(entry))
      .map(({ firstLine }) => firstLine);
    if (lines.length === 0) return [];
    const more = lines.length > namedLines ? ` and ${lines.length - namedLines} more` : '';
    return [
      {
        item: this.#name,
        outcome: 'corrected',
        message: `${counted(lines.length, 'patient')} of the table ${lines.length === 1 ? 'has' : 'have'} no scan in this folder and ${lines.length === 1 ? 'was' : 'were'} left out: line ${lines.slice(0, namedLines).join(', ')}${more}.`,
      },
    ];
  }

  #find(label: string): { entry: PatientEntry; exact: boolean } | null {
    const exact = this.#byId.get(label.trim());
    if (exact) return { entry: exact, exact: true };
    const loose = this.#byLooseId.get(looseIdentifier(label));
    return loose ? { entry: loose, exact: false } : null;
  }
}
