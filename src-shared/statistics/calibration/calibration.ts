import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, FigureTable } from '../../figure.ts';
import { suggestPositive } from '../predictions/params.ts';
import { readPositive, whereText } from '../predictions/predictions.ts';
import { defineStatistic } from '../statistic.ts';
import { significant } from '../wording.ts';
import { panelsOf, sizeMm } from './drawing.ts';
import { type CalibrationResult, evaluateCalibration } from './evaluate.ts';
import { calibrationParams } from './params.ts';

export const calibration = defineStatistic({
  id: 'calibration',
  title: 'Calibration',
  definition:
    'Whether predicted probabilities are true: of the lesions given 70 %, do 70 % have the property? A model may rank well and still be too sure of itself.',
  params: calibrationParams,
  group: 'Classification',
  needs: [],
  suggest: suggestPositive,
  compute(table, params, context): FigureInput {
    const result = evaluateCalibration(readPositive(table, params), params, context);
    return {
      id: 'calibration',
      title: 'Calibration',
      panels: panelsOf(result),
      values: values(result),
      tables: [binTable(result)],
      caption: caption(result),
      methods: methods(result),
      warnings: [...result.warnings],
      sizeMm,
    };
  },
});

const levelText = ({ params }: CalibrationResult): string => `${significant(params.level * 100)}%`;

const waldText = (result: CalibrationResult): string =>
  `${levelText(result)} Wald interval${result.isClustered ? ' from the sandwich estimator over patients' : ''}`;

function values(result: CalibrationResult): Value[] {
  const { curve, recalibration, brier, scaledBrier, phrase, expectedError, bins, outcome } = result;
  const wald = waldText(result);
  const integrated: Quantity = 'unavailable' in curve ? curve : { estimate: curve.index };
  const positives = outcome.reduce((sum, value) => sum + value, 0);
  return [
    {
      id: 'slope',
      label: 'Calibration slope',
      definition: `b of logit P(positive) = a + b logit(prediction): 1 is ideal, below 1 the predictions are too extreme. ${wald}.`,
      quantity: recalibration.slope,
    },
    {
      id: 'intercept',
      label: 'Calibration intercept',
      definition: `a of the same fit, in which the slope is free: 0 is ideal. ${wald}.`,
      quantity: recalibration.intercept,
    },
    {
      id: 'in-the-large',
      label: 'Calibration in the large',
      definition: `a where the slope is held at 1: 0 is ideal, above 0 the predictions are too low on the whole. ${wald}.`,
      quantity: recalibration.inTheLarge,
    },
    {
      id: 'brier',
      label: 'Brier score',
      definition: `Mean squared error of the probability: 0 is perfect; ${phrase}.`,
      quantity: brier,
    },
    {
      id: 'scaled-brier',
      label: 'Scaled Brier score',
      definition: `1 − Brier score / that of predicting the prevalence for all: 1 is perfect, 0 no better than the prevalence; ${phrase}.`,
      quantity: scaledBrier,
    },
    {
      id: 'ece',
      label: 'Expected calibration error',
      definition: `Mean over lesions of the distance between share and mean prediction of their bin (${bins.length} bins). It depends on the bins and is above 0 even for true probabilities, so it has no interval.`,
      quantity: { estimate: expectedError },
    },
    {
      id: 'ici',
      label: 'Integrated calibration index',
      definition:
        'Mean distance between the smooth curve and the prediction over the lesions (Austin & Steyerberg 2019).',
      quantity: integrated,
    },
    {
      id: 'lesions',
      label: 'Lesions',
      definition: 'Lesions with truth and prediction.',
      quantity: { estimate: outcome.length },
    },
    {
      id: 'positives',
      label: 'Positive lesions',
      definition: 'Lesions that have the positive value.',
      quantity: { estimate: positives },
    },
  ];
}

function binTable(result: CalibrationResult): FigureTable {
  const three = (value: number): number => Number(value.toFixed(4));
  return {
    title: 'Bins of predictions',
    columns: ['Mean prediction', 'Lesions', 'Positive', 'Share', `Low (${levelText(result)}, Wilson)`, 'High'],
    rows: result.bins.map(({ meanPrediction, count, positives, share, low, high }) => [
      three(meanPrediction),
      count,
      positives,
      three(share),
      three(low),
      three(high),
    ]),
  };
}

const binText = ({ params, bins }: CalibrationResult): string =>
  `${bins.length} bins of ${params.binning === 'quantile' ? 'equal numbers of lesions' : 'equal width'}`;

function curveText(result: CalibrationResult): string {
  const { curve } = result;
  if ('unavailable' in curve) return '';
  const form =
    curve.knots === 0
      ? 'logistic regression on the log-odds of the prediction'
      : `logistic regression on a restricted cubic spline of the log-odds of the prediction with ${curve.knots} knots`;
  return `${form}, with its pointwise ${levelText(result)} band${result.isClustered ? ' (sandwich over patients)' : ''}`;
}

function caption(result: CalibrationResult): string {
  const { data, params, outcome } = result;
  const positives = outcome.reduce((sum, value) => sum + value, 0);
  const curve = curveText(result);
  return `Calibration of the predicted probability of ${params.target} = ${data.classes[1]} (${positives} of ${whereText(data, params)}). Squares: ${binText(result)}, at their mean prediction, with ${levelText(result)} Wilson intervals, which take lesions as independent.${curve === '' ? '' : ` Line: ${curve}.`} Grey line: perfect calibration. Slope and calibration in the large with ${waldText(result)}; Brier score with the ${result.phrase}. Below: distribution of the predictions.`;
}

function methods(result: CalibrationResult): string {
  const curve = curveText(result);
  return `Calibration was assessed by logistic recalibration (slope and intercept fitted together; calibration in the large with the slope held at 1; ${waldText(result)}), ${binText(result)} with Wilson intervals${curve === '' ? '' : `, a smooth curve (${curve})`}, the expected calibration error, and the Brier score, also scaled by that of the prevalence, with a ${result.phrase}.`;
}
