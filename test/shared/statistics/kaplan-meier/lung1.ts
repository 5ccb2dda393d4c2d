import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { sharedData } from '#test/shared-data.ts';

/** LUNG1 as the R reference took it: patients with an age and with one of `labels` in `column`. Times in days. */
export function lung1(
  column: string,
  labels: readonly string[],
): { times: Float64Array; events: Uint8Array; groups: Int32Array } {
  const text = readFileSync(sharedData('fmcib-annotations', 'lung1', 'annotations.csv'), 'utf8');
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  const rows = data.filter((row) => row['age'] !== '' && labels.includes(row[column] ?? ''));
  return {
    times: Float64Array.from(rows, (row) => Number(row['Survival.time'])),
    events: Uint8Array.from(rows, (row) => Number(row['deadstatus.event'])),
    groups: Int32Array.from(rows, (row) => labels.indexOf(row[column] ?? '')),
  };
}
