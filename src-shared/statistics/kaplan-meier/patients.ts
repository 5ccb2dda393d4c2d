import { AppError } from '../../errors.ts';
import { median } from '../../numerics/quantile.ts';
import { type DataTable, distinctTexts, matchesText, numberColumn, textColumn } from '../data-table.ts';
import { subsetRows } from '../subset.ts';
import { daysPer } from '../time-units.ts';
import { counted, significant } from '../wording.ts';
import type { KaplanMeierParams } from './params.ts';
import { snapTimes } from './survival-curve.ts';

/** One entry per patient with follow-up and a group. Times are in the unit of the axis. */
export interface SurvivalData {
  readonly times: Float64Array;
  readonly events: Uint8Array;
  readonly groups: Int32Array;
  readonly groupLabels: string[];
  /** First lesion of each patient; null where the table has no lesions. */
  readonly subjects: Int32Array | null;
  /** The threshold that split the score, if one did. */
  readonly threshold: number | null;
  readonly warnings: string[];
}

const mostGroups = 8;

/** Reads the columns, merges the lesions of a patient, leaves out what is incomplete and says how many. */
export function survivalData(table: DataTable, params: KaplanMeierParams): SurvivalData {
  const patients = mergeLesions(table, subsetRows(table, params));
  const timeValues = numberColumn(table, params.time);
  const eventValues = textColumn(table, params.event);
  const grouping = groupingOf(table, params);
  const toAxis = daysPer[params.timeUnit] / daysPer[params.axisUnit];
  const horizon = params.horizon ?? Infinity;

  const kept: { time: number; event: number; group: string | number; subject: number }[] = [];
  const leftOut = new Map<string, number>();
  const censoredValues = new Set<string>();
  for (const rows of patients) {
    const first = rows[0] as number;
    const time = (timeValues[first] as number) * toAxis;
    const event = eventValues[first] ?? null;
    const group = grouping.valueOf(rows);
    checkSame(rows, (row) => `${timeValues[row]} ${eventValues[row]}`, `${params.time} and ${params.event}`);
    const reason = Number.isNaN(time)
      ? `no value of ${params.time}`
      : time < 0
        ? `${params.time} below 0`
        : event === null
          ? `no value of ${params.event}`
          : group === null
            ? `no value of ${grouping.columnName}`
            : null;
    if (reason !== null || group === null || event === null) {
      leftOut.set(reason ?? '', (leftOut.get(reason ?? '') ?? 0) + 1);
      continue;
    }
    if (!matchesText(event, params.eventValue)) censoredValues.add(event);
    kept.push({
      time: Math.min(time, horizon),
      event: matchesText(event, params.eventValue) && time < horizon ? 1 : 0,
      group,
      subject: table.subjects?.[first] ?? -1,
    });
  }
  if (kept.length === 0) throw new AppError('invalid-input', 'No patient has a time, an event and a group.');
  const { groups, labels, threshold, warning } = grouping.assign(kept.map(({ group }) => group));
  return {
    times: snapTimes(Float64Array.from(kept, ({ time }) => time)),
    events: Uint8Array.from(kept, ({ event }) => event),
    groups,
    groupLabels: labels,
    subjects: table.subjects ? Int32Array.from(kept, ({ subject }) => subject) : null,
    threshold,
    warnings: [
      ...[...leftOut].map(([reason, count]) => `${counted(count, 'patient')} left out: ${reason}.`),
      ...(kept.some(({ event }) => event === 1) ? [] : [`No patient has ${params.event} = "${params.eventValue}".`]),
      ...(censoredValues.size > 1
        ? [`${censoredValues.size} other values of ${params.event} count as censored: ${listed(censoredValues)}.`]
        : []),
      ...(warning ? [warning] : []),
    ],
  };
}

/** Rows of each patient, in the order in which patients first appear. */
function mergeLesions(table: DataTable, rows: readonly number[]): number[][] {
  if (!table.patients) return rows.map((row) => [row]);
  const byPatient = new Map<number, number[]>();
  for (const row of rows) {
    const patient = table.patients[row] as number;
    const list = byPatient.get(patient);
    if (list) list.push(row);
    else byPatient.set(patient, [row]);
  }
  return [...byPatient.values()];
}

/** The first few values, quoted. */
function listed(values: ReadonlySet<string>): string {
  const names = distinctTexts([...values]).map((value) => `"${value}"`);
  return names.length > 4 ? `${names.slice(0, 4).join(', ')}, …` : names.join(', ');
}

function checkSame(rows: readonly number[], valueOf: (row: number) => string, columns: string): void {
  const first = valueOf(rows[0] as number);
  if (rows.some((row) => valueOf(row) !== first)) {
    throw new AppError(
      'invalid-input',
      `The lesions of one patient differ in ${columns}; survival needs one value per patient.`,
    );
  }
}

interface Grouping {
  readonly columnName: string;
  /** The group value of a patient from the rows of their lesions; null when missing. */
  valueOf(rows: readonly number[]): string | number | null;
  assign(values: readonly (string | number)[]): {
    groups: Int32Array;
    labels: string[];
    threshold: number | null;
    warning: string | null;
  };
}

function groupingOf(table: DataTable, params: KaplanMeierParams): Grouping {
  switch (params.grouping) {
    case 'none':
      return {
        columnName: '',
        valueOf: () => 0,
        assign: (values) => ({
          groups: new Int32Array(values.length),
          labels: ['All patients'],
          threshold: null,
          warning: null,
        }),
      };
    case 'column':
      return byColumn(table, params.group);
    case 'score':
      return byScore(table, params);
  }
}

function byColumn(table: DataTable, columnName: string): Grouping {
  const texts = textColumn(table, columnName);
  return {
    columnName,
    valueOf(rows) {
      checkSame(rows, (row) => texts[row] ?? '', columnName);
      return texts[rows[0] as number] ?? null;
    },
    assign(values) {
      const names = distinctTexts(values.map(String));
      if (names.length > mostGroups) {
        throw new AppError(
          'invalid-input',
          `The column "${columnName}" has ${names.length} values; at most ${mostGroups} curves can be told apart. Split a numeric column as a score.`,
        );
      }
      return {
        groups: Int32Array.from(values, (value) => names.indexOf(String(value))),
        labels: names.map((name) => (Number.isNaN(Number(name)) ? name : `${columnName} = ${name}`)),
        threshold: null,
        warning: null,
      };
    },
  };
}

function byScore(table: DataTable, params: KaplanMeierParams): Grouping {
  const scores = numberColumn(table, params.score);
  const merge: Record<KaplanMeierParams['lesions'], (values: number[]) => number> = {
    mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
    highest: (values) => Math.max(...values),
    lowest: (values) => Math.min(...values),
  };
  return {
    columnName: params.score,
    valueOf(rows) {
      const present = rows.map((row) => scores[row] as number).filter((value) => !Number.isNaN(value));
      return present.length === 0 ? null : merge[params.lesions](present);
    },
    assign(values) {
      const threshold = params.threshold ?? median(values.map(Number));
      const groups = Int32Array.from(values, (value) => (Number(value) > threshold ? 1 : 0));
      const text = significant(threshold, 3);
      return {
        groups,
        labels: [`${params.score} ≤ ${text}`, `${params.score} > ${text}`],
        threshold,
        warning:
          params.threshold === null
            ? 'The threshold is the median of the patients shown, so the groups were formed with them in view: fix it on other patients (tuning) for a test of the biomarker.'
            : null,
      };
    },
  };
}
