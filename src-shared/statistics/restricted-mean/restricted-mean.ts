import type { Quantity } from '../../domain/entities.ts';
import type { FigureInput, FigureTable, PanelInput } from '../../figure.ts';
import type { DataTable } from '../data-table.ts';
import { drawnSteps, timeAxis } from '../kaplan-meier/drawing.ts';
import { countsAt, lastAtOrBefore } from '../kaplan-meier/survival-curve.ts';
import { smallGroupWarnings } from '../kaplan-meier/wording.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { timeText } from '../time-units.ts';
import { counted, pValue, quantityText, significant } from '../wording.ts';
import { analyse, type Found, meanQuantity, percent, tauText } from './analysis.ts';
import { type RestrictedMeanParams, restrictedMeanParams, suggestRestrictedMean } from './params.ts';
import { valuesOf } from './values.ts';

export const restrictedMean = defineStatistic({
  id: 'restricted-mean',
  title: 'Restricted mean survival time',
  definition:
    'Mean time survived up to a fixed time, which is the area under the survival curve, with differences and ratios between groups. It needs no proportional hazards and reads in days, months or years.',
  params: restrictedMeanParams,
  group: 'Survival',
  needs: [],
  suggest: suggestRestrictedMean,
  compute(table: DataTable, params: RestrictedMeanParams): FigureInput {
    const found = analyse(table, params);
    return {
      id: 'restricted-mean',
      title: 'Restricted mean survival time',
      panels: [panel(found)],
      values: valuesOf(found),
      tables: [meanTable(found), ...comparisonTables(found)],
      caption: caption(found),
      methods: methods(found),
      warnings: warnings(found),
      sizeMm: { width: 89, height: 66 + 4 * found.groups.length },
    };
  },
});

/** Curves with the area under each of them up to tau. */
function panel(found: Found): PanelInput {
  const { groups, params, tau, comparisons } = found;
  const { longest, ticks } = timeAxis(groups, { horizon: null, axisUnit: params.axisUnit });
  const [only] = comparisons;
  const note =
    comparisons.length === 1 && only && 'estimate' in only.difference && 'estimate' in only.differenceP
      ? [
          `Difference ${quantityText(only.difference, (value) => significant(value, 3))} ${params.axisUnit}`,
          pValue(only.differenceP.estimate),
        ]
      : [];
  return {
    id: 'survival',
    x: { label: 'Time', unit: params.axisUnit, domain: [0, Math.max(longest, tau, ticks.at(-1) ?? 0)], ticks },
    y: { label: 'Survival', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] },
    series: groups.map(({ id, label, curve }, colour) => {
      const kept = drawnSteps(curve, longest);
      const points = [
        { x: 0, y: 1 },
        ...kept.map((i) => ({ x: curve.times[i] as number, y: curve.survival[i] as number })),
      ];
      const atTau = curve.survival[lastAtOrBefore(curve.times, tau)] ?? 1;
      return {
        mark: 'step' as const,
        id,
        label,
        colour,
        points,
        band: [...points.filter(({ x }) => x < tau), { x: tau, y: atTau }].map(({ x, y }) => ({ x, low: 0, high: y })),
      };
    }),
    guides: [{ from: { x: tau, y: 0 }, to: { x: tau, y: 1 } }],
    ...(note.length === 0 ? {} : { notes: { corner: 'top-right' as const, lines: note } }),
    riskTable: {
      title: 'Number at risk',
      times: ticks,
      rows: groups.map(({ id, shortLabel, curve }) => ({
        seriesId: id,
        label: shortLabel,
        counts: countsAt(curve, ticks).atRisk,
      })),
    },
  };
}

const three = (value: number): string => significant(value, 4);

const meanTable = (found: Found): FigureTable => ({
  title: `Means up to ${tauText(found)}`,
  columns: ['Group', 'Patients', 'Events', `Restricted mean, ${found.params.axisUnit} (${percent(found.params)} CI)`],
  rows: found.groups.map(({ label, times, eventCount }, group) => [
    label,
    times.length,
    eventCount,
    quantityText(meanQuantity(found, group), three),
  ]),
});

function comparisonTables({ groups, comparisons, reference, params }: Found): FigureTable[] {
  if (comparisons.length === 0) return [];
  const p = (quantity: Quantity): string | number =>
    'estimate' in quantity ? Number(quantity.estimate.toPrecision(6)) : quantity.unavailable;
  const isAdjusted = comparisons.length > 1;
  return [
    {
      title: `Against ${groups[reference]?.label ?? ''}`,
      columns: [
        'Group',
        `Difference, ${params.axisUnit} (${percent(params)} CI)`,
        'p',
        ...(isAdjusted ? ['p, Holm'] : []),
        `Ratio (${percent(params)} CI)`,
        'p of the ratio',
      ],
      rows: comparisons.map(({ group, difference, differenceP, ratio, ratioP, adjustedP }) => [
        groups[group]?.label ?? '',
        quantityText(difference, three),
        p(differenceP),
        ...(adjustedP ? [p(adjustedP)] : []),
        quantityText(ratio, three),
        p(ratioP),
      ]),
    },
  ];
}

function caption(found: Found): string {
  const { data, groups, params } = found;
  const events = groups.reduce((sum, { eventCount }) => sum + eventCount, 0);
  const by = groups.length > 1 ? ` by ${params.grouping === 'score' ? params.score : params.group}` : '';
  const split =
    data.threshold === null
      ? ''
      : ` Split at ${significant(data.threshold, 4)} (${params.threshold === null ? 'the median of these patients' : 'fixed beforehand'}); equal scores go to the ${params.equalScores} group.`;
  return `Kaplan–Meier estimate of survival in ${counted(data.times.length, 'patient')}${subsetText(params)} (${counted(events, 'event')})${by}.${split} Shaded: the area under each curve up to ${tauText(found)} (grey line), which is the restricted mean survival time. Below the axis, the numbers at risk.`;
}

function methods(found: Found): string {
  const { groups, params } = found;
  const chosen = params.tau === null ? 'the longest time for which every group had follow-up' : 'fixed by the analyst';
  const compared =
    groups.length > 1
      ? ` Groups were compared with ${groups[found.reference]?.label} by the difference and the ratio of their means (two-sided Wald tests; the ratio on the log scale${groups.length > 2 ? '; p values also adjusted by Holm' : ''}).`
      : '';
  return `Restricted mean survival time is the area under the Kaplan–Meier curve up to ${tauText(found)} (${chosen}), with ${percent(params)} intervals from Greenwood's variance of the area.${compared}`;
}

function warnings({ data, groups, params, tau, means }: Found): string[] {
  const small = smallGroupWarnings(groups);
  const short = groups.flatMap(({ label, times }, group) =>
    times.length > 0 && !means[group]
      ? [`Follow-up of the group "${label}" ends before ${timeText(tau, params.axisUnit)}: it has no mean.`]
      : [],
  );
  return [...data.warnings, ...short, ...small];
}
