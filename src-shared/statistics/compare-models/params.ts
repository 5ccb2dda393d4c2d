import { z } from 'zod';
import { longParams, metricField, suggestLong, testParams } from '../comparison/long-params.ts';
import { studyField } from '../comparison/study-table.ts';
import { type DataTable, textColumn } from '../data-table.ts';
import { adjustments } from '../multiplicity/adjust.ts';
import { bootstrapMethods } from '../resampling/intervals.ts';

export const conventions = ['seedpoint', 'paper text', 'reference code'] as const;
export const tests = ['permutation', 'delong', 'mcnemar exact', 'mcnemar mid-p', 'mcnemar chi-square'] as const;

export const compareModelsParams = z.object({
  ...longParams,
  metric: metricField,
  reference: z.string().default('').meta({
    title: 'Reference model',
    description: 'Every other model is compared with this one. Empty: all pairs.',
    valueOf: 'model',
  }),
  convention: z.enum(conventions).default('seedpoint').meta({
    title: 'Convention',
    description:
      'seedpoint: as chosen below. paper text: basic interval of 9999 resamples of lesions, two-sided permutation test with 1000 swaps. reference code: mean of 1000 resamples of lesions with their percentiles, one-sided share of 1000 swaps, which may be 0. The table of conventions shows all three.',
  }),
  conventionTable: z.boolean().default(true).meta({
    title: 'Table of conventions',
    description: 'What each convention makes of the same predictions. It takes up to three times as long.',
  }),
  interval: z.enum(bootstrapMethods).default('bca').meta({
    title: 'Interval',
    description: 'Bootstrap over patients, who bring all of their lesions; the same resamples for all models.',
  }),
  test: z.enum(tests).default('permutation').meta({
    title: 'Test',
    description:
      'permutation: swaps the two predictions of a patient. delong: of AUCs. mcnemar: of accuracies. DeLong and McNemar need one lesion per patient; a table shows all that apply.',
  }),
  adjustment: z.enum(adjustments).default('holm').meta({
    title: 'Adjustment for several tests',
    description: 'holm: no false difference among all pairs. benjamini-hochberg: few false ones among those found.',
  }),
  brackets: z.enum(['all', 'below 0.05', 'none']).default('all').meta({
    title: 'Brackets',
    description: 'Pairs of models whose p value is drawn above the bars; more than 10 are left to the table.',
  }),
  ...testParams,
  showStudy: studyField,
});
export type CompareModelsParams = z.output<typeof compareModelsParams>;

/** The columns of runs; the runs themselves where one model has several runs on the same lesions. */
export function suggestCompareModels(table: DataTable): Partial<z.input<typeof compareModelsParams>> {
  const found = suggestLong(table);
  const { model, lesion } = found;
  if (model === undefined || lesion === undefined || !table.columns.has('run')) return found;
  const [models, lesions] = [textColumn(table, model), textColumn(table, lesion)];
  const pairs = new Set(models.map((name, row) => JSON.stringify([name, lesions[row]])));
  return pairs.size === table.rowCount ? found : { ...found, model: 'run' };
}
