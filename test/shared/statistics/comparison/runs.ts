import type { Cell } from '#shared/domain/entities.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';

export const context = { signal: { aborted: false, throwIfAborted: () => undefined } };

interface SimulatedRun {
  readonly run: string;
  readonly model: string;
  readonly fraction?: number;
  readonly seed?: number;
  /** How far apart the classes score, in standard deviations. */
  readonly separation: number;
}

/** The tables of runs one below the other, as the app makes them: two classes, tune and test rows, code `P0001-1`. */
export function runsTable(
  runs: readonly SimulatedRun[],
  { patients = 60, lesions = 1, seed = 1 }: { patients?: number; lesions?: number; seed?: number } = {},
): DataTable {
  const random = createRandom(seed);
  const records: Record<string, Cell>[] = [];
  const ids: number[] = [];
  for (const { run, model, fraction = 1, seed: own = 1, separation } of runs) {
    for (let patient = 0; patient < patients; patient++) {
      for (let lesion = 0; lesion < lesions; lesion++) {
        const isMalignant = patient % 3 === 0;
        const alive = 1 / (1 + Math.exp(-(separation * (isMalignant ? 0.5 : -0.5) + randomNormal(random))));
        records.push({
          lesion: `P${patient}-${lesion + 1}`,
          target: isMalignant ? 'malignant' : 'benign',
          part: patient % 4 === 1 ? 'tune' : 'test',
          'probability of benign': 1 - alive,
          'probability of malignant': alive,
          run,
          model,
          fraction,
          seed: own,
        });
        ids.push(patient);
      }
    }
  }
  return tableFromRecords(records, { patients: Int32Array.from(ids) });
}

/** A long table of scores of each model on the same lesions. */
export const longTable = (y: readonly Cell[], scores: Readonly<Record<string, readonly Cell[]>>): DataTable =>
  tableFromRecords(
    Object.entries(scores).flatMap(([model, values]) =>
      values.map((score, i) => ({ model, lesion: `L${i}`, target: y[i] ?? null, score })),
    ),
  );
