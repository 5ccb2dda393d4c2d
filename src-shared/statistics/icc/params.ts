import { z } from 'zod';
import { iccForms } from '../agreement/intraclass.ts';
import { levelParam, longParams, suggestRepeated } from '../agreement/params.ts';
import type { DataTable } from '../data-table.ts';

export const iccParams = z.object({
  measurements: z.array(z.string()).max(100).default([]).meta({
    title: 'Measurement columns',
    description: 'Two or more columns that measure the same cases, one case per row. Empty: one column of values.',
    column: 'number',
  }),
  ...longParams,
  form: z.enum(iccForms).default('A,1').meta({
    title: 'Form',
    description:
      'The one reported first; all six are in the table. A: absolute agreement, C: consistency, 1 and k alone: one-way; 1: of a single measurement, k: of the mean of all.',
  }),
  nullValue: z.number().min(0).lt(1).default(0).meta({
    title: 'Tested against',
    description: 'The F test asks whether the coefficient is larger than this, e.g. 0.75.',
  }),
  ...levelParam,
});

/** Repeated scans of a run, else all numeric columns that share a name but for a number or letter at the end. */
export function suggestIcc(table: DataTable): Partial<z.input<typeof iccParams>> {
  const repeated = suggestRepeated(table);
  if (repeated) return repeated;
  const families = new Map<string, string[]>();
  for (const [name, { type }] of table.columns) {
    if (type !== 'number') continue;
    const stem = name.replace(/[\s_-]*(\d+|[a-z])$/i, '').toLowerCase();
    families.set(stem, [...(families.get(stem) ?? []), name]);
  }
  const largest = [...families.values()].reduce((most, names) => (names.length > most.length ? names : most), []);
  return largest.length >= 2 ? { measurements: largest.slice(0, 100) } : {};
}
