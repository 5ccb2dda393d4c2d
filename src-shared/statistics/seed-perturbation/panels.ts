import type { PanelInput } from '../../figure.ts';
import { drawnPositions, roundDomain } from '../agreement/plot-scale.ts';
import { binsOf, countAxis } from '../bins-of.ts';
import { boxOf } from '../box-of.ts';
import type { AnalysedModel, PerturbationAnalysis } from './analysis.ts';
import { decimalsOf } from './decimals.ts';
import { offsetPanels } from './offset-panels.ts';
import { metricNames, type SeedPerturbationParams } from './params.ts';

export const perturbationWidthMm = 183;
export const perturbationHeightMm = 134;
const upperMm = 76;

/** Displacements, the measure per draw and the spread beside one another; below, the prediction of each lesion. */
export function perturbationPanels(analysis: PerturbationAnalysis, params: SeedPerturbationParams): PanelInput[] {
  const [first] = analysis.models;
  const offsets = analysis.models.find(({ offsetsMm }) => offsetsMm)?.offsetsMm ?? null;
  const boxes = boxPanel(analysis, params);
  const left = offsets ? 80 : 0;
  const boxWidth = boxes ? Math.min(60, 34 + 14 * (analysis.models.length - 1)) : 0;
  const letters = ['a', 'b', 'c', 'd'].slice(offsets ? 1 : 0);
  const beside = (x: number, width: number) => ({
    letter: letters.shift(),
    placeMm: { x, y: 0, width, height: upperMm },
  });
  return [
    ...(offsets ? offsetPanels(offsets, upperMm) : []),
    ...(boxes ? [{ ...boxes, ...beside(left, boxWidth) }] : []),
    { ...spreadPanel(analysis), ...beside(left + boxWidth, perturbationWidthMm - left - boxWidth) },
    ...(first
      ? [
          {
            ...lesionPanel(first, analysis),
            letter: letters.shift(),
            placeMm: { x: 0, y: upperMm + 2, width: perturbationWidthMm, height: perturbationHeightMm - upperMm - 2 },
          },
        ]
      : []),
  ];
}

function boxPanel({ models }: PerturbationAnalysis, params: SeedPerturbationParams): PanelInput | null {
  const measured = models.flatMap((model) => (model.metrics ? [{ ...model, metrics: model.metrics }] : []));
  if (measured.length === 0) return null;
  const all = measured.flatMap(({ metrics, unperturbedMetric }) => [
    ...metrics,
    ...('estimate' in unperturbedMetric ? [unperturbedMetric.estimate] : []),
  ]);
  return {
    id: 'measure',
    x: { label: '', scale: 'category', categories: measured.map(({ name }) => name || 'Displaced seeds') },
    y: { label: metricNames[params.metric], domain: roundDomain(all) },
    series: measured.map(({ metrics, name }, x) => ({
      mark: 'boxes',
      id: `model-${x + 1}`,
      label: name || metricNames[params.metric],
      colour: x,
      boxes: [boxOf(metrics, x)],
    })),
    guides: measured.flatMap(({ unperturbedMetric }, x) =>
      'estimate' in unperturbedMetric
        ? [{ from: { x: x - 0.5, y: unperturbedMetric.estimate }, to: { x: x + 0.5, y: unperturbedMetric.estimate } }]
        : [],
    ),
    legend: false,
  };
}

function spreadPanel({ models }: PerturbationAnalysis): PanelInput {
  const largest = Math.max(...models.flatMap(({ spreads }) => spreads.map(({ deviation }) => deviation)));
  const [, to] = roundDomain([0, largest]);
  const bins = models.map(({ spreads }) =>
    binsOf(
      spreads.map(({ deviation }) => deviation),
      { from: 0, to, count: 20 },
    ),
  );
  return {
    id: 'spread',
    x: { label: 'SD of the prediction over the draws', domain: [0, to] },
    y: { label: 'Lesions', ...countAxis(Math.max(...bins.flat().map(({ count }) => count))) },
    series: models.map(({ name }, colour) => ({
      mark: 'bins',
      along: 'x',
      id: `spread-${colour + 1}`,
      label: name || 'Lesions',
      colour,
      bins: bins[colour] as (typeof bins)[number],
    })),
    legend: models.length > 1,
  };
}

/** The lesions in the order of their mean prediction, each with the interval of its draws. */
function lesionPanel(model: AnalysedModel, { threshold, data }: PerturbationAnalysis): PanelInput {
  const ordered = model.spreads.toSorted((a, b) => a.mean - b.mean);
  const points = drawnPositions(ordered.length).map((rank) => {
    const { lesion, mean, low, high, flips } = ordered[rank]!;
    const subject = model.subjects?.[lesion];
    return {
      flips,
      point: {
        x: rank + 1,
        y: mean,
        low,
        high,
        name: model.lesions[lesion]!,
        ...(subject === undefined ? {} : { subject }),
      },
    };
  });
  const several = data.classes.length > 2;
  const groups = [
    { id: 'stable', label: 'Same class at every draw', colour: 0, points: points.filter(({ flips }) => flips === 0) },
    { id: 'unstable', label: 'Class changes', colour: 1, points: points.filter(({ flips }) => flips > 0) },
  ];
  return {
    id: 'lesions',
    ...(model.name === '' ? {} : { title: model.name }),
    x: { label: 'Lesions, by mean prediction', domain: [0, ordered.length + 1] },
    y: { label: several ? 'Probability of the class at the seed' : `Probability of ${data.classes[1]}` },
    series: groups
      .filter((group) => group.points.length > 0)
      .map(({ points: own, ...group }) => ({
        mark: 'intervals' as const,
        along: 'y' as const,
        ...group,
        points: own.map(({ point }) => point),
      })),
    guides: several ? [] : [{ from: { x: 0, y: threshold }, to: { x: ordered.length + 1, y: threshold } }],
    notes: several
      ? undefined
      : { corner: 'bottom-right' as const, lines: [`Threshold ${threshold.toFixed(decimalsOf(model.spreads))}`] },
  };
}
