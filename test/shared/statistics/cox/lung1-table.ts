import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { sharedData } from '#test/shared-data.ts';

/** LUNG1 as the R reference took it: patients with an age and with one of `labels` in `column`. */
export function lung1Table(column: string, labels: readonly string[]): DataTable {
  const text = readFileSync(sharedData('fmcib-annotations', 'lung1', 'annotations.csv'), 'utf8');
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  const rows = data.filter((row) => row['age'] !== '' && labels.includes(row[column] ?? ''));
  const numeric = (cell: string) => (cell === '' ? null : Number.isNaN(Number(cell)) ? cell : Number(cell));
  return tableFromRecords(
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, numeric(cell)]))),
  );
}
