import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { z } from 'zod';
import type { ImportTotals } from '#main/importers/importer.ts';
import { readImport } from '#main/importers/importers.ts';
import { importOptionsSchema, type TableMapping, tableMappingSchema } from '#shared/contract/imports.ts';
import type { ImportItem } from '#shared/domain/imported.ts';

export type PatientItem = Extract<ImportItem, { kind: 'patient' }>;

export interface ImportRun {
  readonly totals: ImportTotals;
  readonly items: readonly ImportItem[];
  readonly patients: readonly PatientItem[];
  /** `item: message`. */
  readonly failures: readonly string[];
  /** `item: outcome: message` of what was taken. */
  readonly rows: readonly string[];
}

export async function runImport(
  input: z.input<typeof importOptionsSchema>,
  signal = new AbortController().signal,
): Promise<ImportRun> {
  const options = importOptionsSchema.parse(input);
  const items: ImportItem[] = [];
  const totals = await readImport(options, {
    signal,
    report: () => undefined,
    log: () => undefined,
    emit: (item) => items.push(item),
  });
  return {
    totals,
    items,
    patients: items.filter((item) => item.kind === 'patient'),
    failures: items.filter((item) => item.kind === 'failure').map(({ item, error }) => `${item}: ${error.message}`),
    rows: items.filter((item) => item.kind === 'row').map((row) => `${row.item}: ${row.outcome}: ${row.message}`),
  };
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seedpoint-import-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a text file into a folder that is gone after the test. */
export function textFile(name: string, content: string | Uint8Array, folder = temporaryFolder()): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

export const makeMapping = (changes: Partial<z.input<typeof tableMappingSchema>> = {}): TableMapping =>
  tableMappingSchema.parse({
    patient: 'PatientID',
    image: null,
    imageFolder: null,
    seed: null,
    array: { arrayName: null, axisOrder: 'zyx', intensity: 'hu' },
    clinical: [],
    ...changes,
  });

type ClinicalEntry = TableMapping['clinical'][number];

/** A value of the patient, taken as it stands. */
export const clinicalColumn = (
  entry: Partial<ClinicalEntry> & Pick<ClinicalEntry, 'column' | 'name' | 'type' | 'unit'>,
): ClinicalEntry => ({ level: 'patient', values: {}, factor: 1, ...entry });
