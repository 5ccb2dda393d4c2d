import type { z } from 'zod';
import type { Quantity, Value } from '../../domain/entities.ts';
import { AppError } from '../../errors.ts';
import type { FigureInput, FigureTable } from '../../figure.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import { studentQuantile } from '../../numerics/upper-quantiles.ts';
import { blandAltmanPanel, differenceLabels, shownQuantity } from '../agreement/bland-altman-panel.ts';
import {
  type Differences,
  differencesOf,
  type LimitsOfAgreement,
  limitsOfAgreement,
} from '../agreement/limits-of-agreement.ts';
import { suggestPaired } from '../agreement/params.ts';
import { drawnText } from '../agreement/plot-scale.ts';
import { type Pairs, pairsOf } from '../agreement/repeated-measurements.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, pValue, quantityText, significant } from '../wording.ts';
import { blandAltmanParams } from './params.ts';

type BlandAltmanParams = z.output<typeof blandAltmanParams>;

/** Fewer pairs than this leave the limits of agreement very uncertain. */
const fewPairs = 30;

export const blandAltman = defineStatistic({
  id: 'bland-altman',
  title: 'Bland–Altman plot',
  definition:
    'How far two measurements of the same cases lie apart: the mean difference (bias) and the limits between which most differences lie, and whether the difference depends on the size.',
  params: blandAltmanParams,
  group: 'Stability',
  needs: [],
  suggest: suggestPaired,
  compute(table, params): FigureInput {
    const pairs = pairsOf(table, params);
    const differences = differencesOf(pairs.first, pairs.second, params.scale);
    if (!differences) {
      throw new AppError(
        'invalid-input',
        `Differences as ${params.scale} need measurements above 0, and some are not. Choose plain differences.`,
      );
    }
    const limits = limitsOfAgreement(differences, params);
    if (!limits)
      throw new AppError(
        'invalid-input',
        `Limits of agreement need at least three pairs; there are ${pairs.first.length}.`,
      );
    const name = params.first === '' ? params.value : `${params.first} and ${params.second}`;
    return {
      id: 'bland-altman',
      title: 'Bland–Altman plot',
      panels: [blandAltmanPanel({ pairs, differences, limits, scale: params.scale, name })],
      values: values(pairs, differences, limits, params),
      tables: [limitTable(limits, params)],
      caption: caption(pairs, limits, params, name),
      methods: methods(params),
      warnings: [...pairs.warnings, ...warnings(pairs, limits, params)],
      sizeMm: { width: 89, height: 72 },
    };
  },
});

function values(
  pairs: Pairs,
  { differences }: Differences,
  limits: LimitsOfAgreement,
  params: BlandAltmanParams,
): Value[] {
  const { scale } = params;
  const level = `${significant(params.level * 100)}%`;
  const z = significant(normalQuantile((1 + params.coverage) / 2), 4);
  const of =
    scale === 'log'
      ? 'Computed on logarithms and transformed back: second as a multiple of the first.'
      : scale === 'percent'
        ? 'In per cent of the mean of the two measurements.'
        : 'In the unit of the measurement.';
  const lowerEnd = (limits.lower as { estimate: number }).estimate;
  const upperEnd = (limits.upper as { estimate: number }).estimate;
  const outside = differences.filter((value) => value < lowerEnd || value > upperEnd).length;
  const limit = `Bias ± ${z} standard deviations of the differences, between which ${significant(params.coverage * 100)}% of differences lie if they are normal. ${of} ${level} interval by Student's t with the standard error of Bland and Altman (1999).`;
  return [
    {
      id: 'bias',
      label: scale === 'log' ? 'Mean ratio' : 'Bias',
      definition: `Mean of ${differenceLabels[scale].toLowerCase()}. ${of} ${level} interval by Student's t.`,
      quantity: shownQuantity(limits.bias, scale),
    },
    { id: 'lower', label: 'Lower limit of agreement', definition: limit, quantity: shownQuantity(limits.lower, scale) },
    { id: 'upper', label: 'Upper limit of agreement', definition: limit, quantity: shownQuantity(limits.upper, scale) },
    {
      id: 'bias-p',
      label: 'Bias, p',
      definition: `Paired t test that the bias is 0${scale === 'log' ? ' on the logarithmic scale' : ''}, two-sided, ${pairs.first.length - 1} degrees of freedom.`,
      quantity: limits.biasP,
    },
    {
      id: 'deviation',
      label: 'Standard deviation of the differences',
      definition: `Divisor n − 1${scale === 'log' ? '; on the logarithmic scale' : ''}.`,
      quantity: { estimate: limits.deviation, ...(scale === 'percent' ? { unit: '%' } : {}) },
    },
    {
      id: 'trend',
      label: 'Proportional bias, slope',
      definition: `Slope of the differences${scale === 'log' ? ' (logarithms)' : ''} on the mean of the two by least squares: 0 where the difference does not depend on the size. It also differs from 0 where one measurement varies more than the other.`,
      quantity: trendSlope(limits, params.level),
    },
    {
      id: 'trend-p',
      label: 'Proportional bias, p',
      definition: 'Test that this slope is 0, two-sided, by Student’s t with n − 2 degrees of freedom.',
      quantity: limits.trend ? { estimate: limits.trend.slopeP } : noTrend,
    },
    {
      id: 'outside',
      label: 'Pairs outside the limits',
      definition: `Expected of ${significant((1 - params.coverage) * 100)}% of pairs.`,
      quantity: { estimate: outside },
    },
    {
      id: 'pairs',
      label: 'Pairs',
      definition: 'Cases with both measurements.',
      quantity: { estimate: pairs.first.length },
    },
  ];
}

const noTrend: Quantity = { unavailable: 'the means do not vary' };

function trendSlope({ trend }: LimitsOfAgreement, level: number): Quantity {
  if (!trend) return noTrend;
  const half = studentQuantile((1 - level) / 2, trend.degreesOfFreedom) * trend.slopeError;
  return { estimate: trend.slope, low: trend.slope - half, high: trend.slope + half, level };
}

function limitTable(limits: LimitsOfAgreement, params: BlandAltmanParams): FigureTable {
  const text = (quantity: Quantity): string =>
    quantityText(shownQuantity(quantity, params.scale), (value) => significant(value, 3));
  return {
    title: 'Bias and limits of agreement',
    columns: ['', `${differenceLabels[params.scale]} (${significant(params.level * 100)}% CI)`],
    rows: [
      [params.scale === 'log' ? 'Mean ratio' : 'Bias', text(limits.bias)],
      ['Lower limit of agreement', text(limits.lower)],
      ['Upper limit of agreement', text(limits.upper)],
    ],
  };
}

function caption(pairs: Pairs, limits: LimitsOfAgreement, params: BlandAltmanParams, name: string): string {
  const z = significant(normalQuantile((1 + params.coverage) / 2), 3);
  const shown = { difference: 'differences', percent: 'differences in per cent of their mean', log: 'ratios' };
  const trend = limits.trend ? ` Slope of the difference on the mean: ${pValue(limits.trend.slopeP)}.` : '';
  return `Bland–Altman plot of ${name}: ${shown[params.scale]} of ${pairs.names[1]} and ${pairs.names[0]} in ${counted(pairs.first.length, 'case')}${subsetText(params)} against their mean. Solid line: bias; dashed: limits of agreement (bias ± ${z} SD); bands: ${significant(params.level * 100)}% intervals; grey: no difference.${trend}${drawnText(pairs.first.length)}`;
}

const methods = (params: BlandAltmanParams): string =>
  `Agreement of the two measurements was described by the bias and the limits of agreement (bias ± ${significant(normalQuantile((1 + params.coverage) / 2), 3)} standard deviations${params.scale === 'difference' ? '' : params.scale === 'log' ? ' of log ratios, transformed back' : ' of differences in per cent of the mean'}) with ${significant(params.level * 100)}% intervals (Bland and Altman 1999); the bias was tested by a paired t test and proportional bias by regression of the differences on the means (both two-sided).`;

function warnings(pairs: Pairs, limits: LimitsOfAgreement, params: BlandAltmanParams): string[] {
  const n = pairs.first.length;
  return [
    ...(n < fewPairs ? [`${counted(n, 'pair')}: the limits of agreement are uncertain.`] : []),
    ...(pairs.patientCount !== null && pairs.patientCount < n
      ? [
          `${n} pairs of ${counted(pairs.patientCount, 'patient')}: the intervals take lesions of one patient as independent.`,
        ]
      : []),
    ...(limits.trend && limits.trend.slopeP < 0.05 && params.scale === 'difference'
      ? [
          'The difference depends on the size of the measurement: one pair of limits for all sizes is misleading. Try percent or log.',
        ]
      : []),
  ];
}
