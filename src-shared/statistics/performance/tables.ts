import type { Quantity } from '../../domain/entities.ts';
import type { FigureTable } from '../../figure.ts';
import { countOf } from '../predictions/predictions.ts';
import { quantityText, significant } from '../wording.ts';
import { conventionText } from './conventions.ts';
import type { Measure } from './measures.ts';
import type { Performance } from './result.ts';
import { studyResults } from './study-values.ts';

const three = (value: number): string => value.toFixed(3);
const cell = (quantity: Quantity | undefined): string | null => (quantity ? quantityText(quantity, three) : null);
const isOverall = ({ part }: Measure): boolean => typeof part === 'string';

/** The measures; each class, where there are more than two; the measures under each convention, when asked for. */
export function tablesOf(performance: Performance, measures: readonly Measure[]): FigureTable[] {
  const { data, params, quantities } = performance;
  const study = params.study === 'none' ? null : studyResults[params.study];
  const ci = `(${significant(params.level * 100)}% CI)`;
  const overall = measures.filter(isOverall);
  return [
    {
      title: 'Measures',
      columns: ['Measure', `Value ${ci}`, ...(study ? [study.label] : [])],
      rows: overall.map(({ id, label }) => [
        label,
        cell(quantities.get(id)),
        ...(study ? [cell(study.values[id])] : []),
      ]),
    },
    ...(data.classes.length > 2 ? [classTable(performance, ci)] : []),
    ...(performance.all.length > 1 ? [conventionTable(performance, measures, ci)] : []),
  ];
}

const classColumns = ['auc', 'average-precision', 'recall', 'precision'] as const;

function classTable({ data, quantities }: Performance, ci: string): FigureTable {
  return {
    title: 'Classes, each against the rest',
    columns: [
      'Class',
      'Lesions',
      ...['AUC', 'Average precision', 'Recall', 'Precision'].map((name) => `${name} ${ci}`),
    ],
    rows: data.classes.map((name, k) => [
      name,
      countOf(data.truth, k),
      ...classColumns.map((column) => cell(quantities.get(`class-${k + 1}-${column}`))),
    ]),
  };
}

function conventionTable({ all, data }: Performance, measures: readonly Measure[], ci: string): FigureTable {
  return {
    title: `Conventions: the same predictions, estimate ${ci}`,
    columns: ['Measure', ...all.map(({ convention }) => `${convention.label}: ${conventionText(convention, data)}`)],
    rows: measures.flatMap((measure, i) =>
      isOverall(measure) ? [[measure.label, ...all.map(({ quantities }) => cell(quantities[i]))]] : [],
    ),
  };
}
