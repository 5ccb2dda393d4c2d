import { z } from 'zod';
import type { DataTable } from '../data-table.ts';
import {
  axisFields,
  followUpFields,
  groupingFields,
  levelField,
  suggestFollowUp,
  suggestSplit,
} from '../kaplan-meier/follow-up-params.ts';
import { subsetParams } from '../subset.ts';

export const restrictedMeanParams = z.object({
  ...followUpFields,
  ...groupingFields,
  ...subsetParams,
  axisUnit: axisFields.axisUnit,
  tau: z.number().positive().nullable().default(null).meta({
    title: 'Up to (tau)',
    description:
      'In the unit of the axis: the time to which survival is averaged; best fixed in advance. Empty: the longest time for which every group has follow-up.',
  }),
  reference: z.string().default('').meta({
    title: 'Reference group',
    description:
      'The value of the group column that the other groups are compared with. Empty: the first group; of a score, the low one.',
    valueOf: 'group',
  }),
  level: levelField,
});
export type RestrictedMeanParams = z.output<typeof restrictedMeanParams>;

export const suggestRestrictedMean = (table: DataTable): Partial<z.input<typeof restrictedMeanParams>> => ({
  ...suggestFollowUp(table),
  ...suggestSplit(table),
});
