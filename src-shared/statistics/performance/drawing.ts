import type { Quantity } from '../../domain/entities.ts';
import type { PanelInput } from '../../figure.ts';
import { significant } from '../wording.ts';
import type { Performance } from './result.ts';
import { studyResults } from './study-values.ts';

const valueAxis: PanelInput['y'] = { label: 'Value', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] };

/** Heights and places of the panels in a figure of 183 x 75 mm, by the number of bars in each. */
function places(bars: readonly number[]): { x: number; y: number; width: number; height: number }[] {
  const all = bars.reduce((sum, count) => sum + count, 0);
  // An axis with its label takes as much room as about two bars.
  const share = 183 / (all + 2 * bars.length);
  let x = 0;
  return bars.map((count) => {
    const width = (count + 2) * share;
    const place = { x, y: 0, width, height: 75 };
    x += width;
    return place;
  });
}

/** Ranking measures; answers at the threshold; with more than two classes, each class. */
export function panelsOf(performance: Performance): PanelInput[] {
  const { data, params } = performance;
  const two = data.classes.length === 2;
  const ranking = two ? ['auc', 'average-precision'] : ['mean-auc', 'mean-average-precision'];
  const answers = two
    ? ['balanced-accuracy', 'accuracy', 'sensitivity', 'specificity', 'ppv', 'npv', 'f1']
    : ['balanced-accuracy', 'accuracy'];
  const atThreshold =
    params.decision === 'argmax'
      ? 'At the more probable class'
      : `At the threshold ${significant(params.threshold, 3)}`;
  const placed = places(two ? [2, 7] : [2, 2, data.classes.length * 1.5]);
  const panels: PanelInput[] = [
    measurePanel(performance, { id: 'ranking', title: 'Over all thresholds', ids: ranking }),
    measurePanel(performance, { id: 'answers', title: two ? atThreshold : 'Most probable class', ids: answers }),
    ...(two ? [] : [classPanel(performance)]),
  ];
  return panels.map((panel, i) => ({ ...panel, placeMm: placed[i] }));
}

function measurePanel(
  { values, quantities, params }: Performance,
  { id, title, ids }: { id: string; title: string; ids: readonly string[] },
): PanelInput {
  const labels = ids.map((one) => values.find((value) => value.id === one)?.label ?? one);
  const study = params.study === 'none' ? null : studyResults[params.study];
  const hasStudy = study !== null && ids.some((one) => one in study.values);
  return {
    id,
    title,
    x: { label: '', scale: 'category', categories: labels },
    y: valueAxis,
    series: [
      { mark: 'bars', id: 'own', label: 'These predictions', colour: 0, bars: barsOf(ids, quantities) },
      ...(hasStudy
        ? [
            {
              mark: 'bars' as const,
              id: 'study',
              label: study.label,
              colour: 5,
              bars: barsOf(ids, new Map(Object.entries(study.values))),
            },
          ]
        : []),
    ],
    legend: hasStudy,
  };
}

function classPanel({ data, quantities }: Performance): PanelInput {
  const ids = (measure: string): string[] => data.classes.map((_, k) => `class-${k + 1}-${measure}`);
  return {
    id: 'classes',
    title: 'Each class',
    x: { label: '', scale: 'category', categories: [...data.classes] },
    y: valueAxis,
    series: [
      {
        mark: 'bars',
        id: 'average-precision',
        label: 'Average precision',
        colour: 0,
        bars: barsOf(ids('average-precision'), quantities),
      },
      { mark: 'bars', id: 'recall', label: 'Recall', colour: 1, bars: barsOf(ids('recall'), quantities) },
    ],
  };
}

/** A bar per id that has an estimate, at the index of the id. */
function barsOf(
  ids: readonly string[],
  quantities: ReadonlyMap<string, Quantity>,
): { x: number; y: number; low?: number | undefined; high?: number | undefined }[] {
  return ids.flatMap((id, x) => {
    const quantity = quantities.get(id);
    if (!quantity || 'unavailable' in quantity) return [];
    const { estimate, low, high } = quantity;
    return [{ x, y: estimate, ...(low === undefined || high === undefined ? {} : { low, high }) }];
  });
}
