import { AppError } from '../../errors.ts';
import { median } from '../../numerics/quantile.ts';
import { type DataTable, numberColumn } from '../data-table.ts';
import { significant } from '../wording.ts';
import { columnCodes } from './column-codes.ts';
import type { GroupedFollowUpParams } from './follow-up-params.ts';
import { checkSame, type PatientRows, patientScores } from './patient-rows.ts';

export interface Groups {
  /** Group of each patient kept. */
  readonly groups: Int32Array;
  readonly labels: string[];
  /** For narrow places, such as the numbers at risk. */
  readonly shortLabels: string[];
  /** The threshold that split the score, if one did. */
  readonly threshold: number | null;
  readonly warning: string | null;
}

export interface Grouping {
  /** Column whose missing value leaves a patient out. */
  readonly columnName: string;
  readonly isMissing: (patient: number) => boolean;
  /** @param kept patient numbers */
  readonly assign: (kept: Int32Array) => Groups;
}

const mostGroups = 8;

export type GroupingParams = Pick<
  GroupedFollowUpParams,
  'grouping' | 'group' | 'score' | 'threshold' | 'equalScores' | 'lesions'
>;

/** How the patients of a table fall into groups. */
export function groupingOf(table: DataTable, patients: PatientRows, params: GroupingParams): Grouping {
  switch (params.grouping) {
    case 'none':
      return {
        columnName: '',
        isMissing: () => false,
        assign: (kept) => ({
          groups: new Int32Array(kept.length),
          labels: ['All patients'],
          shortLabels: ['All'],
          threshold: null,
          warning: null,
        }),
      };
    case 'column':
      return byColumn(table, patients, params.group);
    case 'score':
      return byScore(table, patients, params);
  }
}

function byColumn(table: DataTable, patients: PatientRows, columnName: string): Grouping {
  const { codes, texts } = columnCodes(table, columnName);
  checkSame(patients, codes, columnName);
  const codeOf = (patient: number): number => codes[patients.first[patient] as number] as number;
  return {
    columnName,
    isMissing: (patient) => codeOf(patient) < 0,
    assign(kept) {
      const present = new Set<number>();
      for (const patient of kept) present.add(codeOf(patient));
      if (present.size > mostGroups) {
        throw new AppError(
          'invalid-input',
          `The column "${columnName}" has ${present.size} values; at most ${mostGroups} curves can be told apart. Split a numeric column as a score.`,
        );
      }
      const order = [...present].sort((a, b) => a - b);
      const labels = order.map((code) => {
        const text = texts[code] as string;
        return Number.isNaN(Number(text)) ? text : `${columnName} = ${text}`;
      });
      return {
        groups: kept.map((patient) => order.indexOf(codeOf(patient))),
        labels,
        shortLabels: labels,
        threshold: null,
        warning: null,
      };
    },
  };
}

const thresholdInView =
  'The threshold is the median of the patients shown, so the groups were formed with them in view: fix it on other patients (tuning) for a test of the biomarker.';

function byScore(table: DataTable, patients: PatientRows, params: GroupingParams): Grouping {
  const scores = patientScores(patients, numberColumn(table, params.score), params.lesions);
  return {
    columnName: params.score,
    isMissing: (patient) => Number.isNaN(scores[patient]),
    assign(kept) {
      const values = Float64Array.from(kept, (patient) => scores[patient] as number);
      const threshold = params.threshold ?? median(values);
      const isHigh = (value: number): boolean =>
        params.equalScores === 'high' ? value >= threshold : value > threshold;
      const text = significant(threshold, 3);
      const [below, above] = params.equalScores === 'high' ? ['<', '≥'] : ['≤', '>'];
      const name = scoreName(params.score);
      return {
        groups: Int32Array.from(values, (value) => (isHigh(value) ? 1 : 0)),
        labels: [`Low ${name} (${below} ${text})`, `High ${name} (${above} ${text})`],
        shortLabels: ['Low', 'High'],
        threshold,
        warning: params.threshold === null ? thresholdInView : null,
      };
    },
  };
}

/** A score as it reads in a sentence: `predicted probability of alive`. */
export const scoreName = (column: string): string =>
  column.startsWith('probability of ') ? `predicted ${column}` : column;
