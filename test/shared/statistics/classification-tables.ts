import type { Cell } from '#shared/domain/entities.ts';
import type { Figure } from '#shared/figure.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import reference from '#test/reference/statistics/classification.json' with { type: 'json' };

export const context = { signal: { aborted: false, throwIfAborted: () => undefined } };

export const quantityOf = (figure: Figure, id: string) => figure.values.find((value) => value.id === id)?.quantity;

/** GV2 of the study's golden values. */
export const goldenTruth = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
export const goldenTable = tableFromRecords(
  [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.8, 0.9, 0.35, 0.7].map((p, i) => ({ target: goldenTruth[i]!, p })),
);

/** The two-class reference as a run gives it. */
export const twoClassTable = tableFromRecords(
  reference.twoClasses.y.map((y, i) => ({
    target: y === 1 ? 'dead' : 'alive',
    'probability of alive': 1 - reference.twoClasses.p[i]!,
    'probability of dead': reference.twoClasses.p[i]!,
    part: 'test',
  })),
  { patients: Int32Array.from(reference.twoClasses.patient) },
);

export const classNames = ['bone', 'liver', 'lung', 'pelvis'];

export function severalClassTable(rows: readonly number[] = reference.severalClasses.y.map((_, i) => i)): DataTable {
  return tableFromRecords(
    rows.map((i) => {
      const record: Record<string, Cell> = { target: classNames[reference.severalClasses.y[i]!]! };
      classNames.forEach((name, k) => {
        record[`probability of ${name}`] = reference.severalClasses.p[i]![k]!;
      });
      return record;
    }),
  );
}

/** Patients with `lesions` each; a true probability per patient, and predictions whose log-odds are `slope` times as large. */
export function simulated(patients: number, lesions: number, seed: number, slope = 1): DataTable {
  const random = createRandom(seed);
  const ids: number[] = [];
  const records: Record<string, Cell>[] = [];
  for (let patient = 0; patient < patients; patient++) {
    const odds = randomNormal(random);
    for (let lesion = 0; lesion < lesions; lesion++) {
      const isDead = random() < 1 / (1 + Math.exp(-odds));
      records.push({ target: isDead ? 'dead' : 'alive', p: 1 / (1 + Math.exp(-slope * odds)) });
      ids.push(patient);
    }
  }
  return tableFromRecords(records, { patients: Int32Array.from(ids) });
}
