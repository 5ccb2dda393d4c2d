import { createRandom, type Random, randomNormal } from '#shared/numerics/random.ts';
import type { ExpressionTable, GeneSetCollection } from '#shared/statistics/attachments.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';

export const context = { signal: { aborted: false, throwIfAborted: () => undefined } };

/** Patients 1.. with these values, gene by gene; null is a missing cell. */
export function expressionOf(rows: Readonly<Record<string, readonly (number | null)[]>>): ExpressionTable {
  const genes = Object.keys(rows);
  const count = rows[genes[0] as string]?.length ?? 0;
  return {
    name: 'Expression',
    unit: 'log2',
    genes,
    patients: Int32Array.from({ length: count }, (_, patient) => patient + 1),
    values: Float32Array.from(genes.flatMap((gene) => (rows[gene] ?? []).map((value) => value ?? Number.NaN))),
  };
}

/** A row per patient with the columns given, and the attachments. */
export function tableOf(
  columns: Readonly<Record<string, readonly (number | string | null)[]>>,
  expression: ExpressionTable,
  geneSets?: GeneSetCollection,
): DataTable {
  const [first = []] = Object.values(columns);
  const records = first.map((_, row) =>
    Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[row] ?? null])),
  );
  const table = tableFromRecords(records, { patients: Int32Array.from(first, (_, row) => row + 1) });
  return { ...table, attachments: { expression, ...(geneSets ? { geneSets } : {}) } };
}

/** Genes in modules that share a factor: dependent, as real genes are. */
export function correlatedGenes(random: Random, genes: number, patients: number, modules: number): ExpressionTable {
  const factors = Array.from({ length: modules }, () => Array.from({ length: patients }, () => randomNormal(random)));
  const rows = Object.fromEntries(
    Array.from({ length: genes }, (_, gene) => {
      const factor = factors[gene % modules] as number[];
      const base = 4 + 6 * random();
      return [`G${String(gene).padStart(4, '0')}`, factor.map((value) => base + value + 0.7 * randomNormal(random))];
    }),
  );
  return expressionOf(rows);
}

export const normals = (random: Random, count: number): number[] =>
  Array.from({ length: count }, () => randomNormal(random));

/** Share of `trials` p values below 0.05. */
export function rejectionRate(trials: number, pOf: (seed: number) => number): number {
  let rejected = 0;
  for (let seed = 1; seed <= trials; seed++) if (pOf(seed) < 0.05) rejected++;
  return rejected / trials;
}

/** Bounds that a share of 5 % leaves with a chance below 1 in 1000. */
export const binomialBounds = (trials: number): [number, number] => {
  const half = 3.3 * Math.sqrt((0.05 * 0.95) / trials);
  return [Math.max(0, 0.05 - half), 0.05 + half];
};

export const seeded = createRandom;
