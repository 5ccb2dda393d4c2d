import { z } from 'zod';
import { directionOf } from '../concordance/params.ts';
import { scoreFields, suggestCovariates, suggestSplitScore } from '../cox/params.ts';
import { type DataTable } from '../data-table.ts';
import { axisFields, followUpFields, levelField, suggestFollowUp } from '../kaplan-meier/follow-up-params.ts';
import { lesionField } from '../regression/units.ts';
import { suggestRoc } from '../roc/params.ts';
import { subsetParams } from '../subset.ts';

export const subgroupMeasures = ['auc', 'odds-ratio', 'hazard-ratio', 'c-index'] as const;
export type SubgroupMeasure = (typeof subgroupMeasures)[number];

const optional = 'Used by hazard ratio and C-index.';

export const subgroupParams = z.object({
  measure: z.enum(subgroupMeasures).default('auc').meta({
    title: 'Measure',
    description:
      'auc and odds-ratio: of a score for a binary truth. hazard-ratio and c-index: of a score for survival.',
  }),
  score: z.string('Choose a column.').min(1, 'Choose a column.').meta({
    title: 'Score',
    description: 'The prediction to be judged in each subgroup.',
    column: 'number',
  }),
  direction: z.enum(['higher', 'lower']).default('higher').meta({
    title: 'Positive patients score',
    description:
      'Whether a higher or a lower score speaks for the positive value, or for an early event. Used by AUC and C-index.',
  }),
  columns: z.array(z.string()).min(1, 'Choose at least one column.').max(10, 'At most 10 columns.').meta({
    title: 'Subgroups by',
    description:
      'Each value of each column is a subgroup. Columns of numbers with more than six values are cut in two.',
    column: 'any',
  }),
  cuts: z.string().default('').meta({
    title: 'Cut numbers at',
    description: 'e.g. `age = 65; volume = 10`: up to and above. Of columns not named, at the median of those shown.',
  }),
  target: z.string().default('').meta({
    title: 'Truth',
    description: 'The column that says what each lesion is. Used by AUC and odds ratio.',
    column: 'any',
  }),
  positive: z.string().default('').meta({
    title: 'Positive value',
    description: 'The value of the truth that the score should find.',
    valueOf: 'target',
  }),
  time: z
    .string()
    .default('')
    .meta({
      title: 'Time',
      description: `Follow-up time of each patient: to the event or to the last contact. ${optional}`,
      column: 'number',
    }),
  timeUnit: followUpFields.timeUnit,
  event: z
    .string()
    .default('')
    .meta({ title: 'Event', description: `Whether follow-up ended with the event. ${optional}`, column: 'any' }),
  eventValue: followUpFields.eventValue,
  ...axisFields,
  scoreAs: scoreFields.scoreAs.meta({
    title: 'The score counts as',
    description:
      'high-low: those above the threshold against the others. sd: per standard deviation. unit: per unit. Used by hazard and odds ratio.',
  }),
  threshold: scoreFields.threshold,
  equalScores: scoreFields.equalScores,
  ratioTest: z.enum(['score', 'likelihood-ratio']).default('score').meta({
    title: 'Interaction test of ratios',
    description:
      'score: holds its level in small subgroups. likelihood-ratio: the more usual one, which finds too much there. Used by hazard and odds ratio.',
  }),
  lesions: lesionField,
  smallest: z.number().int().min(2).max(1000).default(10).meta({
    title: 'Smallest subgroup',
    description: 'Subgroups with fewer patients are listed without an estimate and are left out of the test.',
  }),
  ...subsetParams,
  level: levelField,
});
export type SubgroupParams = z.output<typeof subgroupParams>;

const groupLike = /^(sex|gender|site|.*stage|scanner|vendor|manufacturer|institution|histology|age)$/i;

/** The predictions of a run for their truth, else survival; by columns with usual names. */
export function suggestSubgroups(table: DataTable): Partial<z.input<typeof subgroupParams>> {
  const usual = [...table.columns.keys()].filter((name) => groupLike.test(name));
  const columns = (usual.length > 0 ? usual : suggestCovariates(table).covariates).slice(0, 6);
  const chosen = columns.length > 0 ? { columns } : {};
  const { target, positive, score, ...roc } = suggestRoc(table);
  if (table.columns.has('part') && target && positive && score)
    return { measure: 'auc', target, positive, score, lesions: 'each', ...chosen, ...roc };
  const followUp = { ...suggestFollowUp(table), measure: 'hazard-ratio' as const, ...chosen };
  const split = suggestSplitScore(table);
  if (!split) return followUp;
  return { ...followUp, ...split, direction: directionOf(split.score) === 'longer' ? 'lower' : 'higher' };
}
