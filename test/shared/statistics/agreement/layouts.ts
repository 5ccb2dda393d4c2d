import type { Cell } from '#shared/domain/entities.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';

export const context = { signal: { aborted: false, throwIfAborted: () => undefined } };

export const twoScans = [
  [0.12, 0.15],
  [0.43, 0.4],
  [0.55, 0.57],
  [0.61, 0.66],
  [0.7, 0.69],
  [0.33, 0.37],
  [0.92, 0.9],
  [0.25, 0.31],
] as const;

/** The table of a run on scans that were repeated: a row per patient and scan. */
export function scanRows(extra: readonly Record<string, Cell>[] = []): DataTable {
  const rows = twoScans.flatMap((pair, patient) =>
    pair.map((score, scan) => ({ patient: `P${patient + 1}`, scan: scan + 1, 'probability of yes': score })),
  );
  const records = [...rows, ...extra];
  return tableFromRecords(records, {
    subjects: Int32Array.from(records.keys(), (row) => 100 + row),
    patients: Int32Array.from(records, ({ patient }) => Number(String(patient).slice(1))),
  });
}

export const columnsTable = (): DataTable => tableFromRecords(twoScans.map(([test, retest]) => ({ test, retest })));
