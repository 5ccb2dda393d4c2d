import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, FigureTable } from '../../figure.ts';
import type { DataTable } from '../data-table.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, pValue, quantityText, significant } from '../wording.ts';
import { type CurveGroup, survivalPanel } from './drawing.ts';
import { type LogRank, logRank, logRankNames, logRankWeights } from './log-rank.ts';
import { type KaplanMeierParams, kaplanMeierParams, suggestKaplanMeier } from './params.ts';
import { type SurvivalData, survivalData } from './patients.ts';
import { medianSurvival, survivalAt, survivalCurve } from './survival-curve.ts';

/** Groups smaller than this give curves that single patients move. */
const fewPatients = 10;

export const kaplanMeier = defineStatistic({
  id: 'kaplan-meier',
  title: 'Kaplan–Meier survival',
  definition:
    'Survival over time for all patients or by group, with numbers at risk, medians and a log-rank test. Patients whose follow-up ends early count for as long as they were followed.',
  params: kaplanMeierParams,
  group: 'Survival',
  needs: [],
  suggest: suggestKaplanMeier,
  compute: (table: DataTable, params: KaplanMeierParams): FigureInput => {
    const data = survivalData(table, params);
    const groups = groupCurves(data, params);
    const test =
      data.groupLabels.length > 1 ? logRank(data.times, data.events, data.groups, groups.length, params.test) : null;
    return {
      id: 'kaplan-meier',
      title: 'Kaplan–Meier survival',
      panels: [survivalPanel(groups, params, test?.test ? `${nameOfTest(params)}: ${pValue(test.test.p)}` : null)],
      values: [...groups.flatMap((group) => groupValues(group, params)), ...(test ? testValues(test, params) : [])],
      tables: [groupTable(groups, params, test)],
      caption: caption(data, groups, params, test),
      methods: methods(params, groups.length),
      warnings: [...data.warnings, ...smallGroupWarnings(groups)],
      sizeMm: { width: 89, height: 66 + 4 * groups.length },
    };
  },
});

function groupCurves(data: SurvivalData, params: KaplanMeierParams): CurveGroup[] {
  return data.groupLabels.map((label, group) => {
    const members = Int32Array.from(data.groups.keys()).filter((i) => data.groups[i] === group);
    const times = Float64Array.from(members, (i) => data.times[i] as number);
    const events = Uint8Array.from(members, (i) => data.events[i] as number);
    const steps = survivalCurve(times, events, {
      band: params.band === 'none' ? 'log-log' : params.band,
      level: params.level,
    });
    return {
      id: `group-${group + 1}`,
      label,
      times,
      events,
      subjects: data.subjects ? Int32Array.from(members, (i) => (data.subjects as Int32Array)[i] as number) : null,
      steps,
      eventCount: events.reduce((sum, event) => sum + event, 0),
      median: medianSurvival(steps, params.median),
    };
  });
}

function medianQuantity(group: CurveGroup, params: KaplanMeierParams): Quantity {
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

function landmarkQuantity(group: CurveGroup, params: KaplanMeierParams): Quantity {
  if (params.landmark === null) return { unavailable: 'no time was asked for' };
  const at = survivalAt(group.steps, params.landmark);
  if (at === null) return { unavailable: 'follow-up ends before' };
  if (at.low === null || at.high === null) return { estimate: at.survival };
  return { estimate: at.survival, low: at.low, high: at.high, level: params.level };
}

const landmarkLabel = (params: KaplanMeierParams): string =>
  `Survival at ${significant(params.landmark ?? 0, 4)} ${params.axisUnit}`;

const bandScale = (params: KaplanMeierParams): string => (params.band === 'none' ? 'log-log' : params.band);

function groupValues(group: CurveGroup, params: KaplanMeierParams): Value[] {
  const limits = `${significant(params.level * 100)}% limits from the ${bandScale(params)} band`;
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
      definition: `Time at which survival falls to one half; ${convention}. ${limits}; a limit that the band does not reach is left open.`,
      quantity: medianQuantity(group, params),
    },
    ...(params.landmark === null
      ? []
      : [
          {
            id: `${group.id}-landmark`,
            label: `${landmarkLabel(params)}, ${group.label}`,
            definition: `Kaplan–Meier probability of surviving beyond this time. ${limits}.`,
            quantity: landmarkQuantity(group, params),
          },
        ]),
  ];
}

const nameOfTest = (params: KaplanMeierParams): string => {
  const name = logRankNames[params.test];
  return name.charAt(0).toUpperCase() + name.slice(1);
};

function testValues({ test, trend }: LogRank, params: KaplanMeierParams): Value[] {
  const definition = `${nameOfTest(params)} that survival is the same in all groups: ${logRankWeights[params.test]}; hypergeometric variance.`;
  const none: Quantity = { unavailable: 'no event came while patients of two groups were at risk' };
  const values: Value[] = [
    {
      id: 'chi-square',
      label: `${nameOfTest(params)}, χ²`,
      definition: `${definition}${test ? ` ${counted(test.degreesOfFreedom, 'degree')} of freedom.` : ''}`,
      quantity: test ? { estimate: test.chiSquare } : none,
    },
    {
      id: 'p',
      label: `${nameOfTest(params)}, p`,
      definition: `${definition} Upper tail of χ².`,
      quantity: test ? { estimate: test.p } : none,
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

function groupTable(
  groups: readonly CurveGroup[],
  params: KaplanMeierParams,
  test: LogRank | null,
): FigureTable {
  const time = (value: number): string => significant(value, 3);
  const expected = (group: number): number | null =>
    test ? Number((test.expected[group] as number).toFixed(2)) : null;
  return {
    title: 'Groups',
    columns: [
      'Group',
      'Patients',
      'Events',
      ...(test ? [params.test === 'log-rank' ? 'Events expected' : 'Weighted events expected'] : []),
      `Median, ${params.axisUnit} (${significant(params.level * 100)}% CI)`,
      ...(params.landmark === null ? [] : [landmarkLabel(params)]),
    ],
    rows: groups.map((group, index) => [
      group.label,
      group.times.length,
      group.eventCount,
      ...(test ? [expected(index)] : []),
      quantityText(medianQuantity(group, params), time),
      ...(params.landmark === null ? [] : [quantityText(landmarkQuantity(group, params), (value) => value.toFixed(3))]),
    ]),
  };
}

function caption(
  data: SurvivalData,
  groups: readonly CurveGroup[],
  params: KaplanMeierParams,
  test: LogRank | null,
): string {
  const total = data.times.length;
  const events = groups.reduce((sum, group) => sum + group.eventCount, 0);
  const sentences = [
    `Kaplan–Meier estimate of survival in ${counted(total, 'patient')}${subsetText(params)} (${counted(events, 'event')})${groups.length > 1 ? ` by ${params.grouping === 'score' ? params.score : params.group}` : ''}.`,
    ...(data.threshold === null
      ? []
      : [
          `Split at ${significant(data.threshold, 4)} (${params.threshold === null ? 'the median of these patients' : 'fixed beforehand'}); equal scores go to the lower group.`,
        ]),
    ...(params.band === 'none' ? [] : [`Bands: pointwise ${significant(params.level * 100)}% limits, ${params.band}.`]),
    'Ticks mark censored patients; below the axis, the numbers at risk.',
    ...(test?.test
      ? [
          `${nameOfTest(params)}: χ² = ${significant(test.test.chiSquare, 4)}, ${counted(test.test.degreesOfFreedom, 'degree')} of freedom, ${pValue(test.test.p)}.`,
        ]
      : []),
    ...(params.horizon === null ? [] : [`Follow-up was cut at ${significant(params.horizon, 4)} ${params.axisUnit}.`]),
  ];
  return sentences.join(' ');
}

function methods(params: KaplanMeierParams, groupCount: number): string {
  const compare =
    groupCount > 1
      ? ` Groups were compared by the ${logRankNames[params.test]} (two-sided; ${logRankWeights[params.test]}).`
      : '';
  const convention =
    params.median === 'midpoint'
      ? 'the midpoint where survival equalled 0.5 over an interval'
      : 'the first time with survival of at most 0.5';
  const units = params.timeUnit === params.axisUnit ? '' : ' A year was taken as 365.25 days.';
  return `Survival was estimated by the Kaplan–Meier method, with events before censorings at equal times and ${significant(params.level * 100)}% confidence limits from Greenwood's variance on the ${bandScale(params)} scale; median survival is ${convention}.${compare}${units}`;
}

function smallGroupWarnings(groups: readonly CurveGroup[]): string[] {
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
