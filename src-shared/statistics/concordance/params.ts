import { z } from 'zod';
import { type DataTable } from '../data-table.ts';
import { axisFields, followUpFields, suggestFollowUp, suggestScore } from '../kaplan-meier/follow-up-params.ts';
import { lesionRules } from '../kaplan-meier/patient-rows.ts';
import { bootstrapMethods } from '../resampling/intervals.ts';
import { resamplingParams } from '../resampling/params.ts';
import { subsetParams } from '../subset.ts';

export const concordanceParams = z.object({
  ...followUpFields,
  scores: z.array(z.string()).min(1, 'Choose at least one score.').max(8, 'At most 8 scores can be compared.').meta({
    title: 'Scores',
    description: 'Predictions to rank the patients by. With several, each is compared with each on the same patients.',
    column: 'number',
  }),
  direction: z.enum(['shorter', 'longer']).default('shorter').meta({
    title: 'A higher score speaks for',
    description: 'shorter or longer survival. A predicted probability of being alive speaks for longer survival.',
  }),
  pairs: z.enum(['harrell', 'uno']).default('harrell').meta({
    title: 'Pairs',
    description:
      'harrell: all comparable pairs count alike. uno: they are weighted so that the result does not depend on how follow-up was censored.',
  }),
  truncation: z.number().positive().nullable().default(null).meta({
    title: 'Events up to',
    description: 'In the unit of the axis: later events count as not observed. Uno’s weights become large without it.',
  }),
  lesions: z.enum(lesionRules).default('mean').meta({
    title: 'Several lesions of a patient',
    description: 'Survival belongs to the patient: the scores of their lesions become this one score.',
  }),
  ...subsetParams,
  ...axisFields,
  interval: z
    .enum(['jackknife', ...bootstrapMethods])
    .default('jackknife')
    .meta({
      title: 'Interval',
      description:
        'jackknife: infinitesimal jackknife, as R’s survival reports. bca, percentile and basic: bootstrap over patients.',
    }),
  ...resamplingParams,
});
export type ConcordanceParams = z.output<typeof concordanceParams>;

export function suggestConcordance(table: DataTable): Partial<z.input<typeof concordanceParams>> {
  const found = suggestScore(table);
  if (!('score' in found)) return suggestFollowUp(table);
  const { score, ...subset } = found;
  return { ...suggestFollowUp(table), scores: [score], direction: directionOf(score), ...subset };
}

/** What a class by that name speaks for. */
export const directionOf = (score: string): 'shorter' | 'longer' =>
  /alive|surviv/i.test(score) ? 'longer' : 'shorter';
