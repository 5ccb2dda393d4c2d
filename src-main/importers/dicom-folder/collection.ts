import { join } from 'node:path';
import type { DatasetId } from '#shared/contract/imports.ts';
import type { Cell } from '#shared/domain/entities.ts';
import type { ImportedColumn, ImportedScan } from '#shared/domain/imported.ts';
import type { DatasetField } from '../dataset-fields.ts';
import { findFiles, subfolders } from '../dataset-files.ts';
import type { RowOutcome } from '../dataset-report.ts';
import { headerOf, readRecords, type TableRecord } from '../dataset-table.ts';
import type { PatientScans, ScanPlan } from './patient-scans.ts';

/** Folders of one level that are looked into for those of patients. */
const mostLooked = 12;

export interface CollectionColumn extends ImportedColumn {
  readonly level: 'patient' | 'lesion';
}

/** The published table of a collection. */
export interface CollectionTable {
  readonly label: string;
  /** Of the base name. */
  readonly named: RegExp;
  readonly patientColumn: string;
  readonly needed: readonly string[];
  readonly columns: readonly CollectionColumn[];
  valuesOf(record: TableRecord, choices: Choices): Record<string, Cell>;
}

export type Choices = Readonly<Record<string, string | number | boolean>>;

/** A public collection of DICOM patients with regions, as the archive hands it out. */
export interface Collection {
  readonly id: DatasetId;
  readonly title: string;
  readonly guide: readonly string[];
  readonly fields: Readonly<Record<string, DatasetField>>;
  /** Names of the folders of patients. */
  readonly patientFolder: RegExp;
  readonly patientCount: number;
  readonly table: CollectionTable | null;
  /** Columns that come from the scans. */
  readonly columns: readonly CollectionColumn[];
  plan(choices: Choices): ScanPlan;
  /** What the scans of a patient become; rows that say why something was left out. */
  finish(
    found: PatientScans,
    choices: Choices,
    record: TableRecord | null,
  ): { scans: PatientScans['scans']; outcomes: RowOutcome[] };
}

/** The published table below a folder; null where there is none. */
export async function findTable(
  { table }: Collection,
  folder: string,
  signal: AbortSignal,
): Promise<{ path: string; records: Map<string, TableRecord>; twice: number } | null> {
  if (!table) return null;
  const candidates = await findFiles(folder, (name) => table.named.test(name), { signal, depth: 2 });
  for (const { path } of candidates) {
    const header = await headerOf(path);
    if (header.length > 1 && !table.needed.every((column) => header.includes(column))) continue;
    const records = new Map<string, TableRecord>();
    let twice = 0;
    for (const record of await readRecords(path, table.needed, signal)) {
      const id = record.text(table.patientColumn);
      if (records.has(id)) twice++;
      else if (id !== '') records.set(id, record);
    }
    return { path, records, twice };
  }
  return null;
}

/** Scans with at least one lesion, or all of them. */
export const withLesions = <S extends { readonly scan: ImportedScan }>(scans: readonly S[], all: boolean): S[] =>
  all ? [...scans] : scans.filter(({ scan }) => scan.lesions.length > 0);

/** How many folders of patients lie at the place where the first is. */
export async function countPatientFolders(folder: string, pattern: RegExp): Promise<number> {
  let level = [folder];
  for (let depth = 0; depth < 3; depth++) {
    const names = await Promise.all(level.map(subfolders));
    const count = names.flat().filter((name) => pattern.test(name)).length;
    if (count > 0) return count;
    level = level.flatMap((parent, n) => (names[n] ?? []).slice(0, mostLooked).map((name) => join(parent, name)));
  }
  return 0;
}
