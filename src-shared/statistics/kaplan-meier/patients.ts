import { AppError } from '../../errors.ts';
import { ascendingOrder } from '../../numerics/order.ts';
import { type DataTable, matchesText, numberColumn } from '../data-table.ts';
import { subsetRows } from '../subset.ts';
import { daysPer, type TimeUnit } from '../time-units.ts';
import { counted } from '../wording.ts';
import { type ColumnCodes, columnCodes } from './column-codes.ts';
import type { GroupedFollowUpParams } from './follow-up-params.ts';
import { type Grouping, type GroupingParams, groupingOf } from './grouping.ts';
import { checkSame, type PatientRows, patientRows, patientScores } from './patient-rows.ts';
import { snapTimes } from './survival-curve.ts';

/** One entry per patient with follow-up, in order of time. Times are in the unit of the axis, snapped. */
export interface SurvivalData {
  readonly times: Float64Array;
  /** 0 where follow-up ended without an event, else the number of the event: 1 where there is one kind alone. */
  readonly events: Uint8Array;
  readonly groups: Int32Array;
  readonly groupLabels: readonly string[];
  readonly shortLabels: readonly string[];
  /** Stratum of each patient; null without a column of strata. */
  readonly strata: Int32Array | null;
  readonly stratumLabels: readonly string[];
  /** First lesion of each patient; null where the table has no lesions. */
  readonly subjects: Int32Array | null;
  /** First row of each patient. */
  readonly rows: Int32Array;
  /** The scores asked for, one column per name, lesions merged. */
  readonly scores: readonly Float64Array[];
  /** The threshold that split the score, if one did. */
  readonly threshold: number | null;
  readonly warnings: readonly string[];
}

type FollowUpParams = Pick<
  GroupedFollowUpParams,
  'time' | 'timeUnit' | 'event' | 'eventValue' | 'subsetColumn' | 'subsetValue' | 'axisUnit' | 'horizon'
>;

export type SurvivalDataParams = FollowUpParams &
  GroupingParams & {
    readonly stratum?: string;
    readonly daysPerYear?: '365.25' | '365';
    /** Numeric columns without which a patient is left out. */
    readonly required?: readonly string[];
  };

/** What the values of the event column mean: 0 for censored, 1 and up for events. */
export interface EventCoding {
  readonly numbers: readonly number[];
  readonly warnings: readonly string[];
}

/** One value is the event, all others are censored. */
export function singleEvent(texts: readonly string[], { event, eventValue }: FollowUpParams): EventCoding {
  const others = texts.filter((text) => !matchesText(text, eventValue));
  return {
    numbers: texts.map((text) => (matchesText(text, eventValue) ? 1 : 0)),
    warnings:
      others.length > 1 ? [`${others.length} other values of ${event} count as censored: ${listed(others)}.`] : [],
  };
}

/**
 * Reads the columns, merges the lesions of a patient, leaves out what is incomplete and says how many.
 * @param codingOf meaning of the values of the event column that occur
 */
export function survivalData(
  table: DataTable,
  params: SurvivalDataParams,
  codingOf: (texts: readonly string[], params: FollowUpParams) => EventCoding = singleEvent,
): SurvivalData {
  const patients = patientRows(table, subsetRows(table, params));
  const times = numberColumn(table, params.time);
  const events = columnCodes(table, params.event);
  checkSame(patients, times, `${params.time} and ${params.event}`);
  checkSame(patients, events.codes, `${params.time} and ${params.event}`);
  const grouping = groupingOf(table, patients, params);
  const strata = params.stratum ? columnCodes(table, params.stratum) : null;
  if (strata) checkSame(patients, strata.codes, params.stratum as string);

  const required = (params.required ?? []).map((name) => ({
    name,
    values: patientScores(patients, numberColumn(table, name), params.lesions),
  }));
  const sorted = completePatients(patients, times, events, { grouping, strata, required, params });
  const { first } = patients;
  const present = new Set<number>();
  for (const patient of sorted.kept) present.add(events.codes[first[patient] as number] as number);
  const order = [...present].sort((a, b) => a - b);
  const coding = codingOf(
    order.map((code) => events.texts[code] as string),
    params,
  );
  const numberOf = new Map(order.map((code, i) => [code, coding.numbers[i] as number]));
  const rows = sorted.kept.map((patient) => first[patient] as number);
  const axis = timeOnAxis(params, params.horizon);
  const onAxis = takeRows(times, rows);
  const codes = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const time = onAxis[i] as number;
    codes[i] = axis.isCut(time) ? 0 : (numberOf.get(events.codes[rows[i] as number] as number) as number);
    onAxis[i] = axis.time(time);
  }
  const { groups, labels, shortLabels, threshold, warning } = grouping.assign(sorted.kept);
  return {
    times: snapTimes(onAxis),
    events: codes,
    groups,
    groupLabels: labels,
    shortLabels,
    strata: strata ? rows.map((row) => strata.codes[row] as number) : null,
    stratumLabels: strata?.texts ?? [],
    subjects: table.subjects ? rows.map((row) => (table.subjects as Int32Array)[row] as number) : null,
    rows,
    scores: required.map(({ values }) => takeRows(values, sorted.kept)),
    threshold,
    warnings: [
      ...sorted.warnings,
      ...(coding.numbers.some((number) => number > 0)
        ? []
        : [`No patient has ${params.event} = "${params.eventValue}".`]),
      ...coding.warnings,
      ...(warning ? [warning] : []),
    ],
  };
}

/** Turns times of the column into times of the axis, cut at the horizon. */
function timeOnAxis(
  { timeUnit, axisUnit, daysPerYear }: { timeUnit: TimeUnit; axisUnit: TimeUnit; daysPerYear?: '365.25' | '365' },
  horizon: number | null,
): { time: (value: number) => number; isCut: (value: number) => boolean } {
  const divisor = axisUnit === 'years' && daysPerYear === '365' ? 365 : daysPer[axisUnit];
  const convert = (value: number): number => (timeUnit === axisUnit ? value : (value * daysPer[timeUnit]) / divisor);
  if (horizon === null) return { time: convert, isCut: () => false };
  // Converted times may miss the horizon by a rounding error.
  const reached = horizon * (1 - 1e-12);
  return { time: (value) => Math.min(convert(value), horizon), isCut: (value) => convert(value) >= reached };
}

/** Patients in whom nothing is missing, in order of time. */
function completePatients(
  { first }: PatientRows,
  times: Float64Array,
  events: ColumnCodes,
  {
    grouping,
    strata,
    required,
    params,
  }: {
    grouping: Grouping;
    strata: ColumnCodes | null;
    required: readonly { readonly name: string; readonly values: Float64Array }[];
    params: SurvivalDataParams;
  },
): { kept: Int32Array; warnings: string[] } {
  const leftOut = new Map<string, number>();
  const missingScore = (patient: number): string | null => {
    const missing = required.find(({ values }) => Number.isNaN(values[patient]));
    return missing ? `no value of ${missing.name}` : null;
  };
  const kept = first
    .map((_, patient) => patient)
    .filter((patient) => {
      const row = first[patient] as number;
      const time = times[row] as number;
      const reason = !Number.isFinite(time)
        ? `no value of ${params.time}`
        : time < 0
          ? `${params.time} below 0`
          : (events.codes[row] as number) < 0
            ? `no value of ${params.event}`
            : grouping.isMissing(patient)
              ? `no value of ${grouping.columnName}`
              : strata && (strata.codes[row] as number) < 0
                ? `no value of ${params.stratum}`
                : missingScore(patient);
      if (reason !== null) leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);
      return reason === null;
    });
  if (kept.length === 0) throw new AppError('invalid-input', 'No patient has a time, an event and a group.');
  const order = ascendingOrder(
    takeRows(
      times,
      kept.map((patient) => first[patient] as number),
    ),
  );
  return {
    kept: order.map((at) => kept[at] as number),
    warnings: [...leftOut].map(([reason, count]) => `${counted(count, 'patient')} left out: ${reason}.`),
  };
}

function takeRows(values: Float64Array, rows: Int32Array): Float64Array {
  const taken = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) taken[i] = values[rows[i] as number] as number;
  return taken;
}

/** The first few values, quoted. */
function listed(texts: readonly string[]): string {
  const names = texts.map((text) => `"${text}"`);
  return names.length > 4 ? `${names.slice(0, 4).join(', ')}, …` : names.join(', ');
}
