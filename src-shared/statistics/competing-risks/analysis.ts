import { AppError } from '../../errors.ts';
import { type DataTable, matchesText } from '../data-table.ts';
import type { TestResult } from '../kaplan-meier/log-rank.ts';
import { type EventCoding, type SurvivalData, survivalData } from '../kaplan-meier/patients.ts';
import { lastAtOrBefore, type SurvivalCurve, survivalCurve } from '../kaplan-meier/survival-curve.ts';
import { cumulativeIncidence, type IncidenceCurve } from './cumulative-incidence.ts';
import { grayTest } from './gray.ts';
import type { CompetingRisksParams } from './params.ts';

/** The curves of one group. */
export interface IncidenceGroup {
  readonly id: string;
  readonly label: string;
  readonly shortLabel: string;
  readonly patients: number;
  /** One curve per cause, in the order of the causes. */
  readonly curves: readonly IncidenceCurve[];
  /** Kaplan-Meier of the event of interest with competing events taken as censored. */
  readonly naive: SurvivalCurve;
}

export interface Incidences {
  readonly params: CompetingRisksParams;
  readonly data: SurvivalData;
  /** Values of the event column: the event of interest, then the competing ones. */
  readonly causes: readonly string[];
  readonly groups: readonly IncidenceGroup[];
  /** Gray's test of each cause; null where there is one group or nothing to compare. */
  readonly tests: readonly (TestResult | null)[];
  /** The time at which incidences are reported. */
  readonly landmark: number;
}

const mostCauses = 6;

export function analyse(table: DataTable, params: CompetingRisksParams): Incidences {
  const causes: string[] = [];
  const data = survivalData(table, params, (texts) => codeCauses(texts, params, causes));
  const groupCount = data.groupLabels.length;
  const groups = data.groupLabels.map((label, group) => incidenceGroup(data, group, label, causes.length, params));
  const tests = causes.map((_, i) =>
    groupCount < 2
      ? null
      : grayTest(
          { times: data.times, causes: data.events, groups: data.groups, strata: data.strata },
          groupCount,
          i + 1,
        ),
  );
  return { params, data, causes, groups, tests, landmark: params.landmark ?? commonEnd(groups) };
}

/** Numbers the causes: 1 is the event of interest. Fills `causes` with their names. */
function codeCauses(texts: readonly string[], params: CompetingRisksParams, causes: string[]): EventCoding {
  const { event, eventValue, censoredValue } = params;
  if (matchesText(eventValue, censoredValue)) {
    throw new AppError('invalid-input', `"${eventValue}" cannot be both the event of interest and censored.`);
  }
  const others = texts.filter((text) => !matchesText(text, eventValue) && !matchesText(text, censoredValue));
  if (others.length >= mostCauses) {
    throw new AppError(
      'invalid-input',
      `The column "${event}" has ${others.length} values besides the event of interest and "${censoredValue}"; at most ${mostCauses - 1} competing events can be shown.`,
    );
  }
  causes.push(eventValue, ...others);
  return {
    numbers: texts.map((text) => {
      if (matchesText(text, censoredValue)) return 0;
      return matchesText(text, eventValue) ? 1 : 2 + others.indexOf(text);
    }),
    warnings: codingWarnings(texts, others, params),
  };
}

function codingWarnings(
  texts: readonly string[],
  others: readonly string[],
  { event, eventValue, censoredValue }: CompetingRisksParams,
): string[] {
  const none = `${event} has no competing event: the incidence is 1 − Kaplan–Meier. Values other than "${eventValue}" and "${censoredValue}" would be competing events.`;
  const absent = `No patient has ${event} = "${eventValue}", the event of interest.`;
  const isAbsent = others.length > 0 && !texts.some((text) => matchesText(text, eventValue));
  return [...(others.length > 0 ? [] : [none]), ...(isAbsent ? [absent] : [])];
}

function incidenceGroup(
  { times, events, groups, shortLabels }: SurvivalData,
  group: number,
  label: string,
  causeCount: number,
  { level }: CompetingRisksParams,
): IncidenceGroup {
  const isMember = (_: number, i: number): boolean => groups[i] === group;
  const own = times.filter(isMember);
  const causes = events.filter(isMember);
  return {
    id: `group-${group + 1}`,
    label,
    shortLabel: shortLabels[group] as string,
    patients: own.length,
    curves: Array.from({ length: causeCount }, (_, i) => cumulativeIncidence(own, causes, i + 1, level)),
    naive: survivalCurve(
      own,
      causes.map((cause) => (cause === 1 ? 1 : 0)),
      { band: 'log-log', level },
    ),
  };
}

const commonEnd = (groups: readonly IncidenceGroup[]): number =>
  Math.min(...groups.flatMap(({ naive }) => (naive.times.length === 0 ? [] : [naive.times.at(-1) as number])));

/** Incidence by `time` with its limits; null past the last follow-up. */
export function incidenceAt(
  curve: IncidenceCurve,
  time: number,
): { estimate: number; low: number; high: number } | null {
  const last = curve.times.at(-1);
  if (last === undefined || time > last) return null;
  const step = lastAtOrBefore(curve.times, time);
  if (step < 0) return { estimate: 0, low: 0, high: 0 };
  return {
    estimate: curve.incidence[step] as number,
    low: curve.low[step] as number,
    high: curve.high[step] as number,
  };
}
