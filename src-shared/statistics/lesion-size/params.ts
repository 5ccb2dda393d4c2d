import { z } from 'zod';
import type { DataTable } from '../data-table.ts';
import { subsetParams } from '../subset.ts';

const sizeColumn = (title: string, description: string) =>
  z.string().default('').meta({ title, description, column: 'number' });

export const lesionSizeParams = z.object({
  first: sizeColumn('Size along x', 'Extent of each lesion along one axis, in mm.'),
  second: sizeColumn('Size along y', 'Extent along the other axis, in mm.'),
  limitMm: z.number().positive().default(50).meta({
    title: 'Edge of the patch',
    description: 'In mm: how many lesions fit into it is reported for each axis.',
  }),
  ...subsetParams,
  masses: z
    .array(z.number().gt(0).lt(1))
    .max(9)
    .default([0.25, 0.5, 0.75, 0.9])
    .meta({ title: 'Density contours', description: 'Shares of the lesions that lie within. Empty: points alone.' }),
  bins: z.number().int().min(5).max(200).default(40).meta({
    title: 'Bars of the histograms',
    description: 'Along each axis.',
  }),
  axisEndMm: z.number().positive().nullable().default(null).meta({
    title: 'End of the axes',
    description: 'In mm. Empty: such that 99.5% of the lesions lie within. Those beyond are counted in every number.',
  }),
});
export type LesionSizeParams = z.output<typeof lesionSizeParams>;

/** Two columns whose names speak of diameters or sizes. */
export function suggestLesionSize(table: DataTable): Partial<z.input<typeof lesionSizeParams>> {
  const sizes = [...table.columns]
    .filter(([name, { type }]) => type === 'number' && /diam|size|length|width|extent|axis|_mm\b/i.test(name))
    .map(([name]) => name);
  const [first, second] = sizes;
  return { ...(first ? { first } : {}), ...(second ? { second } : {}) };
}
