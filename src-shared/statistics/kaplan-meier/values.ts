import type { Quantity, Value } from '../../domain/entities.ts';
import { adjustmentNames } from '../multiplicity/adjust.ts';
import { timeText } from '../time-units.ts';
import { counted } from '../wording.ts';
import type { Analysis, CurveGroup } from './analysis.ts';
import { logRankWeights } from './log-rank.ts';
import type { KaplanMeierParams } from './params.ts';
import { survivalAt } from './survival-curve.ts';
import { limitsText, nameOfTest } from './wording.ts';

export const noTest: Quantity = { unavailable: 'no event came while patients of two groups were at risk' };

export function medianQuantity(group: CurveGroup, params: KaplanMeierParams): Quantity {
  const { median, low, high } = group.median;
  if (group.times.length === 0) return { unavailable: 'no patients' };
  if (median === null) return { unavailable: 'not reached' };
  return {
    estimate: median,
    ...(low === null ? {} : { low }),
    ...(high === null ? {} : { high }),
    level: params.level,
    unit: params.axisUnit,
  };
}

export function survivalQuantity(group: CurveGroup, time: number, level: number): Quantity {
  const at = survivalAt(group.curve, time);
  if (at === null) return { unavailable: group.times.length === 0 ? 'no patients' : 'follow-up ends before' };
  if (at.low === null || at.high === null) return { estimate: at.survival };
  return { estimate: at.survival, low: at.low, high: at.high, level };
}

export const landmarkLabel = ({ landmark, axisUnit }: KaplanMeierParams): string =>
  `Survival at ${timeText(landmark ?? 0, axisUnit)}`;

/** Every number of the figure with its definition. */
export const valuesOf = (analysis: Analysis): Value[] => [
  ...analysis.groups.flatMap((group) => groupValues(group, analysis.params)),
  ...testValues(analysis),
  ...pairValues(analysis),
];

function groupValues(group: CurveGroup, params: KaplanMeierParams): Value[] {
  const convention =
    params.median === 'midpoint'
      ? 'where survival stays at exactly 0.5, the middle of that interval (as R)'
      : 'the first time at which survival is at most 0.5 (as lifelines)';
  return [
    {
      id: `${group.id}-patients`,
      label: `Patients, ${group.label}`,
      definition: 'Patients with follow-up in this group.',
      quantity: { estimate: group.times.length },
    },
    {
      id: `${group.id}-events`,
      label: `Events, ${group.label}`,
      definition: 'Patients of this group whose follow-up ended with the event.',
      quantity: { estimate: group.eventCount },
    },
    {
      id: `${group.id}-median`,
      label: `Median survival, ${group.label}`,
      definition: `Time at which survival falls to one half; ${convention}. ${limitsText(params)}; a limit that the band does not reach is left open.`,
      quantity: medianQuantity(group, params),
    },
    ...(params.landmark === null
      ? []
      : [
          {
            id: `${group.id}-landmark`,
            label: `${landmarkLabel(params)}, ${group.label}`,
            definition: `Kaplan–Meier probability of surviving beyond this time. ${limitsText(params)}.`,
            quantity: survivalQuantity(group, params.landmark, params.level),
          },
        ]),
  ];
}

function testValues({ test: result, params }: Analysis): Value[] {
  if (!result) return [];
  const { test, trend } = result;
  const definition = `${nameOfTest(params)} that survival is the same in all groups: ${logRankWeights[params.test]}; hypergeometric variance.`;
  const values: Value[] = [
    {
      id: 'chi-square',
      label: `${nameOfTest(params)}, χ²`,
      definition: `${definition}${test ? ` ${counted(test.degreesOfFreedom, 'degree')} of freedom.` : ''}`,
      quantity: test ? { estimate: test.chiSquare } : noTest,
    },
    {
      id: 'p',
      label: `${nameOfTest(params)}, p`,
      definition: `${definition} Upper tail of χ².`,
      quantity: test ? { estimate: test.p } : noTest,
    },
  ];
  if (!trend) return values;
  return [
    ...values,
    {
      id: 'trend-p',
      label: 'Test for trend, p',
      definition:
        'Against survival that rises or falls along the groups in the order shown (scores 1, 2, …); 1 degree of freedom. Only for groups with a natural order.',
      quantity: { estimate: trend.p },
    },
  ];
}

function pairValues({ pairs, groups, params }: Analysis): Value[] {
  if (params.pairwise === 'off') return [];
  const adjustment = adjustmentNames[params.pairwise];
  return pairs.map(({ first, second, adjusted }) => ({
    id: `pair-${first + 1}-${second + 1}-p`,
    label: `${groups[first]?.label} against ${groups[second]?.label}, adjusted p`,
    definition: `${nameOfTest(params)} of these two groups alone; p value adjusted by ${adjustment} over the ${counted(pairs.length, 'pair')} of groups.`,
    quantity: adjusted === null ? noTest : { estimate: adjusted },
  }));
}
