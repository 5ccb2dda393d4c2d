import type { Quantity, Value } from '../../domain/entities.ts';
import { median } from '../../numerics/quantile.ts';
import { counted, significant } from '../wording.ts';
import { type AnalysedModel, oneClass, type PerturbationAnalysis, varianceOf } from './analysis.ts';
import { metricNames, type SeedPerturbationParams } from './params.ts';

/** Every number with its definition; of several models the name stands behind the label. */
export function perturbationValues(analysis: PerturbationAnalysis, params: SeedPerturbationParams): Value[] {
  return [
    ...analysis.models.flatMap((model, index) => modelValues(model, index, analysis, params)),
    ...varianceValues(analysis, params),
    {
      id: 'draws',
      label: 'Draws',
      definition: 'Displaced seeds of each lesion.',
      quantity: { estimate: analysis.data.draws.length },
    },
  ];
}

function modelValues(
  model: AnalysedModel,
  index: number,
  { data, threshold, models }: PerturbationAnalysis,
  params: SeedPerturbationParams,
): Value[] {
  const prefix = models.length > 1 ? `model-${index + 1}-` : '';
  const of = model.name === '' ? '' : `, ${model.name}`;
  const name = metricNames[params.metric];
  const draws = data.draws.length;
  const { metrics, spreads } = model;
  const fromMetrics = (compute: (values: Float64Array) => number): Quantity =>
    metrics ? { estimate: compute(metrics) } : { unavailable: oneClass };
  const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const classRule =
    data.classes.length > 2 ? 'the most probable one' : `positive above ${significant(threshold, 6)}, else negative`;
  const entries: [id: string, label: string, definition: string, quantity: Quantity][] = [
    [
      'unperturbed',
      `${name} at the seeds`,
      'The measure at the seeds themselves (draw 0): the grey line.',
      model.unperturbedMetric,
    ],
    [
      'mean',
      `${name}, mean of the draws`,
      `Mean over ${counted(draws, 'draw')}, each computed over all lesions.`,
      fromMetrics(meanOf),
    ],
    [
      'deviation',
      `${name}, SD of the draws`,
      'Standard deviation over the draws (divisor n − 1): how far the measure depends on the placement of the seeds. Every draw displaces all lesions at once, so single displacements average out.',
      fromMetrics((values) => Math.sqrt(varianceOf(values))),
    ],
    ['least', `${name}, least`, 'Smallest value of a draw.', fromMetrics((values) => Math.min(...values))],
    ['largest', `${name}, largest`, 'Largest value of a draw.', fromMetrics((values) => Math.max(...values))],
    [
      'lesion-deviation',
      'SD of a lesion, median',
      'Median over the lesions of the standard deviation of their predicted probability over the draws.',
      { estimate: median(spreads.map(({ deviation }) => deviation)) },
    ],
    [
      'icc',
      'ICC(1) of the prediction',
      `Intraclass correlation between the draws of a lesion, one-way (draws are exchangeable), single measurement, with its ${significant(params.level * 100)}% F interval.`,
      model.icc,
    ],
    [
      'flipping',
      'Lesions whose class changes',
      `Share of the lesions that are given another class at one draw at least than at their seed${model.unperturbed ? '' : ' (without draw 0: than by their mean)'}. Class: ${classRule}.`,
      { estimate: (100 * spreads.filter(({ flips }) => flips > 0).length) / spreads.length, unit: '%' },
    ],
    [
      'flips',
      'Draws with another class',
      'Share of all displaced seeds at which the lesion is given another class than at its seed.',
      { estimate: (100 * spreads.reduce((sum, { flips }) => sum + flips, 0)) / spreads.length, unit: '%' },
    ],
    ['lesions', 'Lesions', 'Lesions with a prediction at every draw.', { estimate: spreads.length }],
  ];
  return entries.map(([id, label, definition, quantity]) => ({
    id: `${prefix}${id}`,
    label: `${label}${of}`,
    definition,
    quantity,
  }));
}

function varianceValues({ variances, models }: PerturbationAnalysis, params: SeedPerturbationParams): Value[] {
  if (!variances) return [];
  const [first, second] = models;
  const names = `${first?.name} and ${second?.name}`;
  return [
    {
      id: 'variance-ratio',
      label: 'Ratio of the variances',
      definition: `Variance of the ${metricNames[params.metric]} over the draws of ${first?.name} divided by that of ${second?.name}.`,
      quantity: variances.ratio,
    },
    {
      id: 'variance-p',
      label: 'Equal variances, p',
      definition: variances.paired
        ? `Pitman–Morgan test that the ${metricNames[params.metric]} of ${names} varies alike over the same displaced seeds, two-sided.`
        : `Brown–Forsythe test that the ${metricNames[params.metric]} of ${names} varies alike over the draws, two-sided; the draws are taken as independent.`,
      quantity: variances.p,
    },
  ];
}
