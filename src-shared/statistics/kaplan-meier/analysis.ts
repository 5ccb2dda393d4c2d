import type { DataTable } from '../data-table.ts';
import { daysPer } from '../time-units.ts';
import { comparePairs, type PairTest } from './comparison.ts';
import { type LogRank, logRank } from './log-rank.ts';
import type { KaplanMeierParams } from './params.ts';
import { type SurvivalData, survivalData } from './patients.ts';
import { type MedianSurvival, medianSurvival, type SurvivalCurve, survivalCurve } from './survival-curve.ts';

/** One curve with what it was made from. Times in the unit of the axis, ascending. */
export interface CurveGroup {
  readonly id: string;
  readonly label: string;
  /** For narrow places. */
  readonly shortLabel: string;
  readonly times: Float64Array;
  readonly events: Uint8Array;
  readonly subjects: Int32Array | null;
  readonly curve: SurvivalCurve;
  readonly eventCount: number;
  readonly median: MedianSurvival;
}

export interface Analysis {
  /** As used: those of a convention stand in place of those set. */
  readonly params: KaplanMeierParams;
  readonly data: SurvivalData;
  readonly groups: readonly CurveGroup[];
  readonly test: LogRank | null;
  readonly pairs: readonly PairTest[];
}

export function analyse(table: DataTable, params: KaplanMeierParams): Analysis {
  const data = survivalData(table, params);
  const { times, events, groups, strata } = data;
  const count = data.groupLabels.length;
  const options = { rho: params.rho, gamma: params.gamma, strata };
  return {
    params,
    data,
    groups: data.groupLabels.map((_, group) => curveGroup(data, group, params)),
    test: count > 1 ? logRank(times, events, groups, count, params.test, options) : null,
    pairs: count > 2 && params.pairwise !== 'off' ? comparePairs(data, params.pairwise, params.test, options) : [],
  };
}

/** The curve of one group of the data. */
export function curveGroup(
  data: SurvivalData,
  group: number,
  params: Pick<KaplanMeierParams, 'band' | 'level' | 'median'>,
): CurveGroup {
  const isMember = (_: number, i: number): boolean => data.groups[i] === group;
  const times = data.times.filter(isMember);
  const events = data.events.filter(isMember);
  const curve = survivalCurve(times, events, {
    band: params.band === 'none' ? 'log-log' : params.band,
    level: params.level,
  });
  return {
    id: `group-${group + 1}`,
    label: data.groupLabels[group] as string,
    shortLabel: data.shortLabels[group] as string,
    times,
    events,
    subjects: data.subjects?.filter(isMember) ?? null,
    curve,
    eventCount: events.reduce((sum, event) => sum + event, 0),
    median: medianSurvival(curve, params.median),
  };
}

/** What the published code of the study fixes. Its grid of 100 plotted times is not followed: it is drawing alone. */
export function referenceCode(params: KaplanMeierParams): KaplanMeierParams {
  const { axisUnit, daysPerYear, landmark } = params;
  const days = axisUnit === 'years' ? Number(daysPerYear) : daysPer[axisUnit];
  return {
    ...params,
    axisUnit: 'years',
    daysPerYear: '365',
    horizon: 5,
    landmark: landmark === null ? null : (landmark * days) / 365,
    equalScores: 'high',
    band: params.band === 'none' ? 'none' : 'log-log',
    level: 0.95,
    median: 'first',
    test: 'log-rank',
    stratum: '',
  };
}
