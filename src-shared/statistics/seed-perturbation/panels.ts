import type { PanelInput } from '../../figure.ts';
import { contourRings, densityGrid, levelOfMass } from '../../numerics/density.ts';
import { drawnPositions, roundDomain } from '../agreement/plot-scale.ts';
import { binsOf } from '../bins-of.ts';
import { boxOf } from '../box-of.ts';
import { significant } from '../wording.ts';
import type { AnalysedModel, PerturbationAnalysis } from './analysis.ts';
import { metricNames, type SeedPerturbationParams } from './params.ts';

/** Shares of the displaced seeds inside the contours. */
export const contourShares = [0.95, 0.75, 0.5, 0.25] as const;
/** Cells of the density along each axis, and points it is estimated from at most. */
const densityCells = 80;
const densityPoints = 20_000;
const marginalBins = 24;

export const perturbationWidthMm = 183;
export const perturbationHeightMm = 134;
const upperMm = 76;

/** Displacements, the measure per draw, and above the width of the page the prediction of each lesion. */
export function perturbationPanels(analysis: PerturbationAnalysis, params: SeedPerturbationParams): PanelInput[] {
  const [first] = analysis.models;
  const offsets = analysis.models.find(({ offsetsMm }) => offsetsMm)?.offsetsMm;
  const left = offsets ? 80 : 0;
  const boxWidth = Math.min(60, 34 + 14 * (analysis.models.length - 1));
  const boxes = boxPanel(analysis, params);
  const spreads = spreadPanel(analysis);
  return [
    ...(offsets ? offsetPanels(offsets) : []),
    ...(boxes ? [{ ...boxes, placeMm: { x: left, y: 0, width: boxWidth, height: upperMm } }] : []),
    {
      ...spreads,
      placeMm: {
        x: left + (boxes ? boxWidth : 0),
        y: 0,
        width: perturbationWidthMm - left - (boxes ? boxWidth : 0),
        height: upperMm,
      },
    },
    ...(first
      ? [
          {
            ...lesionPanel(first, analysis, params),
            placeMm: { x: 0, y: upperMm + 2, width: perturbationWidthMm, height: perturbationHeightMm - upperMm - 2 },
          },
        ]
      : []),
  ];
}

function offsetPanels(offsetsMm: Float64Array): PanelInput[] {
  const all = Array.from(
    { length: offsetsMm.length / 3 },
    (_, i) => [offsetsMm[3 * i], offsetsMm[3 * i + 1]] as [number, number],
  );
  const stride = Math.ceil(all.length / densityPoints);
  const grid = densityGrid(Float64Array.from(all.filter((_, i) => i % stride === 0).flat()), densityCells);
  const end = roundDomain(all.flat().map(Math.abs).concat(0))[1];
  const domain: [number, number] = [-end, end];
  const range = { from: -end, to: end, count: marginalBins };
  const counts = ([0, 1] as const).map((axis) =>
    binsOf(
      all.map((pair) => pair[axis]),
      range,
    ),
  ) as [Bins, Bins];
  const most = Math.max(...counts.flat().map(({ count }) => count));
  const marginal = { id: 'seeds', label: 'Displaced seeds', colour: 0 };
  const shared = { legend: false, letter: null };
  return [
    {
      id: 'offsets-x',
      x: { label: '', domain, ticks: [] },
      y: { label: '', domain: [0, most], ticks: [] },
      series: [{ mark: 'bins', along: 'x', ...marginal, bins: counts[0] }],
      placeMm: { x: 0, y: 0, width: 64, height: 14 },
      legend: false,
      letter: 'a',
    },
    {
      id: 'offsets',
      x: { label: 'Displacement, left', unit: 'mm', domain },
      y: { label: 'Displacement, back', unit: 'mm', domain },
      series: grid
        ? [
            {
              mark: 'contours',
              ...marginal,
              filled: true,
              levels: contourShares.map((share) => {
                const level = levelOfMass(grid, share);
                return { level, rings: contourRings(grid, level) };
              }),
            },
          ]
        : [
            {
              mark: 'points',
              ...marginal,
              points: drawnPositions(all.length).map((i) => ({ x: all[i]![0], y: all[i]![1] })),
            },
          ],
      square: true,
      placeMm: { x: 0, y: 14, width: 64, height: upperMm - 14 },
      ...shared,
    },
    {
      id: 'offsets-y',
      x: { label: '', domain: [0, most], ticks: [] },
      y: { label: '', domain, ticks: [] },
      series: [{ mark: 'bins', along: 'y', ...marginal, bins: counts[1] }],
      placeMm: { x: 64, y: 14, width: 12, height: upperMm - 14 },
      ...shared,
    },
  ];
}

type Bins = { from: number; to: number; count: number }[];

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
  return {
    id: 'spread',
    x: { label: 'SD of the prediction over the draws', domain: [0, to] },
    y: { label: 'Lesions' },
    series: models.map(({ name, spreads }, colour) => ({
      mark: 'bins',
      along: 'x',
      id: `spread-${colour + 1}`,
      label: name || 'Lesions',
      colour,
      bins: binsOf(
        spreads.map(({ deviation }) => deviation),
        { from: 0, to, count: 20 },
      ),
    })),
    legend: models.length > 1,
  };
}

/** The lesions in the order of their mean prediction, each with the interval of its draws. */
function lesionPanel(
  model: AnalysedModel,
  { threshold, data }: PerturbationAnalysis,
  params: SeedPerturbationParams,
): PanelInput {
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
      : { corner: 'bottom-right' as const, lines: [`Threshold ${significant(params.threshold ?? 0.5, 3)}`] },
  };
}
