import type { FigureTable } from '../../figure.ts';
import { adjustmentNames } from '../multiplicity/adjust.ts';
import { timeText } from '../time-units.ts';
import { quantityText, significant } from '../wording.ts';
import type { Analysis, CurveGroup } from './analysis.ts';
import { timeAxis } from './drawing.ts';
import type { KaplanMeierParams } from './params.ts';
import { countsAt } from './survival-curve.ts';
import { landmarkLabel, medianQuantity, survivalQuantity } from './values.ts';
import { nameOfTest } from './wording.ts';

const percent = (params: KaplanMeierParams): string => `${significant(params.level * 100)}%`;
const time = (value: number): string => significant(value, 3);
const share = (value: number): string => value.toFixed(3);

/** One row per group: patients, events, events expected, median. */
export function groupTable({ groups, params, test }: Analysis): FigureTable {
  return {
    title: 'Groups',
    columns: [
      'Group',
      'Patients',
      'Events',
      ...(test ? [params.test === 'log-rank' ? 'Events expected' : 'Weighted events expected'] : []),
      `Median, ${params.axisUnit} (${percent(params)} CI)`,
      ...(params.landmark === null ? [] : [landmarkLabel(params)]),
    ],
    rows: groups.map((group, index) => [
      group.label,
      group.times.length,
      group.eventCount,
      ...(test ? [Number((test.expected[index] as number).toFixed(2))] : []),
      quantityText(medianQuantity(group, params), time),
      ...(params.landmark === null
        ? []
        : [quantityText(survivalQuantity(group, params.landmark, params.level), share)]),
    ]),
  };
}

/** Survival and counts of each group at the times of the axis, from all patients. */
export function lifeTable({ groups, params }: Analysis): FigureTable {
  const { ticks } = timeAxis(groups, params);
  return {
    title: 'Survival over time',
    columns: [
      'Group',
      `Time, ${params.axisUnit}`,
      'At risk',
      'Events so far',
      'Censored so far',
      `Survival (${percent(params)} CI)`,
    ],
    rows: groups.flatMap((group) => {
      const { atRisk, events, censored } = countsAt(group.curve, ticks);
      return ticks.map((tick, i) => [
        group.label,
        tick,
        atRisk[i] as number,
        events[i] as number,
        censored[i] as number,
        quantityText(survivalQuantity(group, tick, params.level), share),
      ]);
    }),
  };
}

export function pairTables({ pairs, groups, params }: Analysis): FigureTable[] {
  if (pairs.length === 0 || params.pairwise === 'off') return [];
  return [
    {
      title: 'Pairs of groups',
      columns: ['Group', 'Against', 'χ²', 'p', `p, ${adjustmentNames[params.pairwise]}`],
      rows: pairs.map(({ first, second, test, adjusted }) => [
        groups[first]?.label ?? '',
        groups[second]?.label ?? '',
        test ? Number(test.chiSquare.toPrecision(6)) : null,
        test ? Number(test.p.toPrecision(6)) : null,
        adjusted === null ? null : Number(adjusted.toPrecision(6)),
      ]),
    },
  ];
}

/** What the parameters as set give, beside the conventions of the published code. */
export function conventionTable(asSet: Analysis, reference: Analysis): FigureTable {
  const both = (of: (analysis: Analysis) => string | number): (string | number)[] => [of(asSet), of(reference)];
  const median = (group: CurveGroup | undefined, { params }: Analysis): string =>
    group ? `${quantityText(medianQuantity(group, params), time)} ${params.axisUnit}` : '';
  return {
    title: 'Conventions compared',
    columns: ['', 'As set', 'Reference code of the study'],
    rows: [
      ['Days of a year', ...both(({ params }) => (params.axisUnit === 'years' ? params.daysPerYear : '365.25'))],
      [
        'Follow-up cut at',
        ...both(({ params }) => (params.horizon === null ? 'not cut' : timeText(params.horizon, params.axisUnit))),
      ],
      ...(asSet.data.threshold === null
        ? []
        : [['Scores equal to the threshold', ...both(({ params }) => `${params.equalScores} group`)]]),
      [
        'Median',
        ...both(({ params }) => (params.median === 'midpoint' ? 'midpoint at exactly 0.5' : 'first at 0.5 or below')),
      ],
      ['Test', ...both(({ params }) => nameOfTest(params))],
      ['Patients', ...both(({ groups }) => groups.map(({ times }) => times.length).join(' + '))],
      ['Events', ...both(({ groups }) => groups.map(({ eventCount }) => eventCount).join(' + '))],
      ['χ²', ...both(({ test }) => (test?.test ? significant(test.test.chiSquare, 6) : 'none'))],
      ['p', ...both(({ test }) => (test?.test ? significant(test.test.p, 4) : 'none'))],
      ...reference.groups.map((group, index) => [
        `Median, ${group.shortLabel}`,
        median(asSet.groups[index], asSet),
        median(group, reference),
      ]),
    ],
  };
}
