import type { FigureTable } from '../../figure.ts';
import { adjustmentNames } from '../multiplicity/adjust.ts';
import { subsetText } from '../subset.ts';
import { timeText } from '../time-units.ts';
import { counted, pValue, significant } from '../wording.ts';
import type { Analysis, CurveGroup } from './analysis.ts';
import { isThinned, mostSteps, mostTicks } from './drawing.ts';
import { logRankNames, logRankWeights } from './log-rank.ts';
import type { KaplanMeierParams } from './params.ts';

export const bandScale = (params: KaplanMeierParams): string => (params.band === 'none' ? 'log-log' : params.band);

const percent = (params: KaplanMeierParams): string => `${significant(params.level * 100)}%`;

export const limitsText = (params: KaplanMeierParams): string =>
  `${percent(params)} limits from the ${bandScale(params)} band`;

/** `log-rank test`, with the exponents or strata where there are any. */
function testPhrase(params: KaplanMeierParams): string {
  const exponents = params.test === 'fleming-harrington' ? ` (rho ${params.rho}, gamma ${params.gamma})` : '';
  const strata = params.stratum === '' ? '' : `, stratified by ${params.stratum}`;
  return `${logRankNames[params.test]}${exponents}${strata}`;
}

export function nameOfTest(params: KaplanMeierParams): string {
  const name = testPhrase(params);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function caption({ data, groups, params, test, pairs }: Analysis, other: FigureTable | null): string {
  const total = data.times.length;
  const events = groups.reduce((sum, group) => sum + group.eventCount, 0);
  const sentences = [
    `Kaplan–Meier estimate of survival in ${counted(total, 'patient')}${subsetText(params)} (${counted(events, 'event')})${groups.length > 1 ? ` by ${params.grouping === 'score' ? params.score : params.group}` : ''}.`,
    ...(data.threshold === null
      ? []
      : [
          `Split at ${significant(data.threshold, 4)} (${params.threshold === null ? 'the median of these patients' : 'fixed beforehand'}); equal scores go to the ${params.equalScores} group.`,
        ]),
    ...(params.band === 'none' ? [] : [`Bands: pointwise ${percent(params)} limits, ${params.band}.`]),
    `Ticks mark censored patients; below the axis, the numbers at risk${belowText(params)}.`,
    ...(params.medianLines ? ['Thin lines: median survival.'] : []),
    ...(test?.test
      ? [
          `${nameOfTest(params)}: χ² = ${significant(test.test.chiSquare, 4)}, ${counted(test.test.degreesOfFreedom, 'degree')} of freedom, ${pValue(test.test.p)}.`,
        ]
      : []),
    ...(pairs.length > 0 && params.pairwise !== 'off'
      ? [`Pairs of groups: ${adjustmentNames[params.pairwise]}-adjusted over ${counted(pairs.length, 'pair')}.`]
      : []),
    ...(params.horizon === null ? [] : [`Follow-up was cut at ${timeText(params.horizon, params.axisUnit)}.`]),
    ...(other ? ['Conventions of the published code of the study.'] : []),
    ...(isThinned(groups)
      ? [
          `Of long curves, the last step of each 1/${mostSteps} of the axis and one tick for each 1/${mostTicks} are drawn; all numbers come from all patients.`,
        ]
      : []),
  ];
  return sentences.join(' ');
}

function belowText(params: KaplanMeierParams): string {
  const more = [...(params.cumulativeEvents ? ['events'] : []), ...(params.cumulativeCensored ? ['censorings'] : [])];
  return more.length === 0 ? '' : `, and ${more.join(' and ')} up to each time`;
}

export function methods({ params, groups, pairs }: Analysis): string {
  const compare =
    groups.length > 1
      ? ` Groups were compared by the ${testPhrase(params)} (two-sided; ${logRankWeights[params.test]}).`
      : '';
  const paired =
    pairs.length > 0 && params.pairwise !== 'off'
      ? ` Pairs of groups were compared by the same test, with ${adjustmentNames[params.pairwise]} adjustment of the ${counted(pairs.length, 'p value')}.`
      : '';
  const convention =
    params.median === 'midpoint'
      ? 'the midpoint where survival equalled 0.5 over an interval'
      : 'the first time with survival of at most 0.5';
  const units =
    params.timeUnit === params.axisUnit
      ? ''
      : ` A year was taken as ${params.axisUnit === 'years' ? params.daysPerYear : '365.25'} days.`;
  return `Survival was estimated by the Kaplan–Meier method, with events before censorings at equal times and ${percent(params)} confidence limits from Greenwood's variance on the ${bandScale(params)} scale; median survival is ${convention}.${compare}${paired}${units}`;
}

/** Groups smaller than this give curves that single patients move. */
const fewPatients = 10;

export function smallGroupWarnings(groups: readonly Pick<CurveGroup, 'label' | 'times'>[]): string[] {
  return groups.flatMap((group) => {
    const size = group.times.length;
    if (size === 0) return [`No patient is in the group "${group.label}".`];
    return size < fewPatients
      ? [
          `The group "${group.label}" has ${counted(size, 'patient')}: single patients move its curve${groups.length > 1 ? ', and the p value of the test is approximate' : ''}.`,
        ]
      : [];
  });
}
