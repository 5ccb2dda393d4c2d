import { z } from 'zod';
import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, FigureTable, PanelInput } from '../../figure.ts';
import { createRandom } from '../../numerics/random.ts';
import { precisionRecallCurve, weightedAveragePrecision } from '../measures/average-precision.ts';
import { type Ranking, rankRows } from '../measures/ranking.ts';
import { thinCurve } from '../measures/thin-curve.ts';
import { predictionParams, suggestPredictions } from '../predictions/params.ts';
import { countOf, type Predictions, readPredictions, whereText } from '../predictions/predictions.ts';
import { bootstrap, patientClusters } from '../resampling/bootstrap.ts';
import { bootstrapMethodField, resamplingParams } from '../resampling/params.ts';
import { quantitiesOf } from '../resampling/quantities.ts';
import { bootstrapPhrase, redrawnWarning } from '../resampling/wording.ts';
import { defineStatistic, type StatisticContext } from '../statistic.ts';
import { quantityText, significant } from '../wording.ts';

const precisionRecallParams = z.object({
  ...predictionParams,
  interval: bootstrapMethodField,
  ...resamplingParams,
});
type Params = z.output<typeof precisionRecallParams>;

/** One curve: a class and how the rows rank for it. */
interface Curve {
  readonly id: string;
  readonly label: string;
  readonly positives: number;
  readonly ranking: Ranking;
}

interface Result {
  readonly data: Predictions;
  readonly params: Params;
  readonly curves: readonly Curve[];
  /** Average precision of each curve; with several classes, then their mean. */
  readonly quantities: readonly Quantity[];
  /** How the intervals were made, as a phrase. */
  readonly phrase: string;
}

export const precisionRecall = defineStatistic({
  id: 'precision-recall',
  title: 'Precision-recall curve',
  definition:
    'Which share of the lesions found is right (precision) at each share of the positive lesions found (recall). Unlike the ROC curve it shows what a rare class means; the average precision is the area under its steps.',
  params: precisionRecallParams,
  group: 'Classification',
  needs: [],
  suggest: suggestPredictions,
  compute(table, params, context): FigureInput {
    const data = readPredictions(table, params);
    const curves = curvesOf(data);
    const { quantities, phrase, warnings } = averagePrecisions(data, curves, params, context);
    const result: Result = { data, params, curves, quantities, phrase };
    const several = curves.length > 1;
    return {
      id: 'precision-recall',
      title: 'Precision-recall curve',
      panels: [panel(result)],
      values: values(result),
      tables: [averagePrecisionTable(result)],
      caption: caption(result),
      methods: `Average precision was computed as Σ (Rₙ − Rₙ₋₁) Pₙ over distinct scores, tied scores as one step and without interpolation${several ? `, for each of the ${curves.length} fixed classes against the rest and as their mean (mAP)` : ''}, with a ${phrase}.`,
      warnings: [...data.warnings, ...warnings],
      sizeMm: { width: 89, height: 86 },
    };
  },
});

function curvesOf(data: Predictions): Curve[] {
  const labels = data.classes.length === 2 ? [1] : data.classes.map((_, k) => k);
  return labels.map((label) => ({
    id: data.classes.length === 2 ? 'positive' : `class-${label + 1}`,
    label: data.classes[label] as string,
    positives: countOf(data.truth, label),
    ranking: rankRows(
      data.scores[label] as Float64Array,
      Uint8Array.from(data.truth, (one) => (one === label ? 1 : 0)),
    ),
  }));
}

function averagePrecisions(
  data: Predictions,
  curves: readonly Curve[],
  params: Params,
  context: StatisticContext,
): { quantities: Quantity[]; phrase: string; warnings: string[] } {
  const several = curves.length > 1;
  const count = curves.length + (several ? 1 : 0);
  const result = bootstrap({
    ...patientClusters(data.patients, data.truth),
    statistics: (weights, into) => {
      let sum = 0;
      curves.forEach(({ ranking }, i) => {
        const value = weightedAveragePrecision(ranking, weights);
        into[i] = value;
        sum += value;
      });
      if (several) into[curves.length] = sum / curves.length;
    },
    count,
    resamples: params.resamples,
    stratified: params.vanished === 'stratify',
    jackknife: params.interval === 'bca',
    random: createRandom(params.seed),
    signal: context.signal,
    report: context.report,
  });
  const range: [number, number] = [0, 1];
  const absent = curves.filter(({ positives }) => positives === 0).map(({ label }) => `"${label}"`);
  const estimands = [
    ...curves.map(({ label }) => ({
      name: `the average precision of ${label}`,
      range,
      undefinedReason: `no lesion is "${label}"`,
    })),
    ...(several
      ? [
          {
            name: 'mAP',
            range,
            undefinedReason: `no lesion is ${absent.join(' or ')}, and the mean is over the fixed classes`,
          },
        ]
      : []),
  ];
  const { resamples, level, interval } = params;
  const found = quantitiesOf(result, estimands, { method: interval, level, resamples });
  return {
    quantities: found.quantities,
    phrase: bootstrapPhrase(params, interval, { patients: data.patientCount, redrawn: result.redrawn }),
    warnings: [...found.warnings, ...redrawnWarning(result.redrawn, resamples)],
  };
}

const two = (value: number): string => value.toFixed(2);
const prevalence = ({ positives }: Curve, { truth }: Predictions): number => positives / truth.length;

function panel({ data, curves, quantities }: Result): PanelInput {
  const several = curves.length > 1;
  const [only] = curves;
  const unit = { domain: [0, 1] as [number, number], ticks: [0, 0.25, 0.5, 0.75, 1] };
  const lines = several
    ? [`mAP ${quantityText(quantities[curves.length] as Quantity, two)}`]
    : [`AP ${quantityText(quantities[0] as Quantity, two)}`, `Prevalence ${two(prevalence(only as Curve, data))}`];
  return {
    id: 'precision-recall',
    x: { label: 'Recall (sensitivity)', ...unit },
    y: { label: 'Precision (positive predictive value)', ...unit },
    series: curves.flatMap(({ id, label, ranking, positives }, colour) =>
      positives === 0
        ? []
        : [
            {
              mark: 'step' as const,
              id,
              label: several ? `${label}: ${quantityText(quantities[colour] as Quantity, two)}` : label,
              colour,
              points: thinCurve(precisionRecallCurve(ranking)),
            },
          ],
    ),
    square: true,
    guides: several
      ? []
      : [{ from: { x: 0, y: prevalence(only as Curve, data) }, to: { x: 1, y: prevalence(only as Curve, data) } }],
    notes: { corner: 'bottom-left', lines },
  };
}

function values({ data, curves, quantities, phrase }: Result): Value[] {
  const several = curves.length > 1;
  return [
    ...curves.flatMap((curve, i): Value[] => [
      {
        id: `${curve.id}-average-precision`,
        label: `Average precision, ${curve.label}`,
        definition: `Σ (Rₙ − Rₙ₋₁) Pₙ over distinct scores from the highest down: the area under the steps, without interpolation. The estimate is that of the sample; ${phrase}.`,
        quantity: quantities[i] as Quantity,
      },
      {
        id: `${curve.id}-prevalence`,
        label: `Prevalence, ${curve.label}`,
        definition: `Share of the lesions that are "${curve.label}": the average precision of a score by chance.`,
        quantity: { estimate: prevalence(curve, data) },
      },
    ]),
    ...(several
      ? [
          {
            id: 'mean-average-precision',
            label: 'Mean average precision',
            definition: `Mean of the average precisions of the ${curves.length} fixed classes, each against the rest, with equal weight; ${phrase}.`,
            quantity: quantities[curves.length] as Quantity,
          },
        ]
      : []),
    {
      id: 'lesions',
      label: 'Lesions',
      definition: 'Lesions with truth and prediction.',
      quantity: { estimate: data.truth.length },
    },
  ];
}

function averagePrecisionTable({ data, curves, quantities, params }: Result): FigureTable {
  return {
    title: 'Average precision',
    columns: ['Class', 'Lesions', 'Prevalence', `Average precision (${significant(params.level * 100)}% CI)`],
    rows: curves.map((curve, i) => [
      curve.label,
      curve.positives,
      Number(prevalence(curve, data).toFixed(4)),
      quantityText(quantities[i] as Quantity, (value) => value.toFixed(3)),
    ]),
  };
}

function caption({ data, curves, params, phrase }: Result): string {
  const several = curves.length > 1;
  const where = whereText(data, params);
  const [only] = curves;
  const what = several
    ? `Precision-recall curves of each class of ${params.target} against the rest in ${where}, ranked by its predicted probability.`
    : `Precision-recall curve for ${params.target} = ${only?.label} (${only?.positives} of ${where}).`;
  const numbers = several
    ? 'In the legend and in the plot, average precisions and their mean (mAP)'
    : 'In the plot, the average precision (AP)';
  const guide = several ? '' : ' Grey line: precision of a score by chance, the prevalence.';
  return `${what} ${numbers} with the ${phrase}.${guide}`;
}
