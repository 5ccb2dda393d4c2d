import { z } from 'zod';
import type { FigureTable } from '../../figure.ts';
import { type StudyMetric, studySource, studyUseCases, studyValues } from '../../study-reference.ts';
import { quantityText } from '../wording.ts';
import { type Metric, metrics } from './metrics.ts';

export const studyField = z
  .enum(['none', ...studyUseCases.filter((name) => name !== 'survival HarvardRT')])
  .default('none')
  .meta({
    title: 'Values of the study',
    description:
      'Adds a table of what Pai et al. report for this use case, for reading beside; nothing of it enters a computation or a drawing.',
  });
export type ShownStudy = z.output<typeof studyField>;

const metricWords: Partial<Record<StudyMetric, string>> = {
  'balanced-accuracy': 'Balanced accuracy',
  'average-precision': 'Average precision',
  auc: 'AUC',
};

const isMetric = (metric: StudyMetric): metric is StudyMetric & Metric => metrics.some((name) => name === metric);

/** What the study reports of the metrics shown, or of all that it reports of this use case where it has none of them. */
export function studyTables(useCase: ShownStudy, shown: readonly Metric[]): FigureTable[] {
  if (useCase === 'none') return [];
  const all = studyValues({ useCase }).filter(({ metric }) => isMetric(metric));
  const fitting = all.filter(({ metric }) => shown.some((name) => name === metric));
  return [
    {
      title: `Reported by the study (Pai et al.), not computed here: ${useCase}`,
      columns: ['Model of the study', 'Metric', 'Data', 'Value (95% CI)', 'p', 'Where', 'Note'],
      rows: (fitting.length > 0 ? fitting : all).map(
        ({ implementation, over, metric, fraction, quantity, p, where, note }) => [
          over ? `${implementation}, increase over ${over}` : implementation,
          metricWords[metric] ?? metric,
          `${fraction * 100}%`,
          quantityText(quantity, (value) => String(value).replace(/^-/, '−')),
          p ?? null,
          where,
          note ?? null,
        ],
      ),
    },
  ];
}

/** For captions: says whose values the last table holds. */
export const studySentence = (useCase: ShownStudy): string => (useCase === 'none' ? '' : ` ${studySource}`);
