import type { Cell } from '#shared/domain/entities.ts';
import { type DataTable, tableFromRecords } from '#shared/statistics/data-table.ts';
import { type ReferenceCase, reference } from '../../numerics/feature-space-reference.ts';

interface Options {
  readonly features?: Float32Array;
  readonly patients?: Int32Array;
  /** Further columns by name. */
  readonly columns?: Readonly<Record<string, readonly Cell[]>>;
}

/** A table of labelled lesions with features: those of scikit-learn's reference unless given. */
export function featureTable(example: ReferenceCase = reference.tall, options: Options = {}): DataTable {
  const records = example.labels.map((label, row) => ({
    target: `class ${label}`,
    ...Object.fromEntries(Object.entries(options.columns ?? {}).map(([name, cells]) => [name, cells[row] ?? null])),
  }));
  const subjects = Int32Array.from(example.labels, (_, row) => 100 + row);
  const patients = options.patients ?? Int32Array.from(subjects);
  const values = options.features ?? Float32Array.from(example.values);
  return {
    ...tableFromRecords(records, { subjects, patients }),
    attachments: { features: { dimension: example.columns, values } },
  };
}
