import { AppError } from '../../errors.ts';
import type { DataTable } from '../data-table.ts';
import { type SurvivalData, survivalData } from '../kaplan-meier/patients.ts';
import { scoreModel } from './cox-predictions.ts';
import { type TimeDependentParams, timesOf } from './params.ts';

/** Patients in order of time, with what is judged. */
export interface JudgedPatients {
  readonly data: SurvivalData;
  readonly scores: Float64Array;
  /** One per column of predicted probabilities. */
  readonly probabilities: readonly { readonly time: number; readonly values: Float64Array }[];
}

/** The follow-up and predictions of the patients chosen; those without any of them are left out. */
export function judgedPatients(table: DataTable, params: TimeDependentParams): JudgedPatients {
  const columns = params.brier === 'columns' ? columnTimes(params) : [];
  const data = survivalData(table, {
    ...withoutGroups(params),
    required: [params.score, ...columns.map(({ name }) => name)],
  });
  const probabilities = columns.map(({ name, time }, i) => {
    const values = data.scores[i + 1] as Float64Array;
    if (values.some((value) => value < 0 || value > 1)) {
      throw new AppError('invalid-input', `The column "${name}" holds values outside 0 to 1: it is no probability.`);
    }
    return { time, values };
  });
  return { data, scores: data.scores[0] as Float64Array, probabilities };
}

function columnTimes({ probabilities, probabilityTimes }: TimeDependentParams): { name: string; time: number }[] {
  const times = timesOf(probabilityTimes);
  if (probabilities.length === 0 || times.length !== probabilities.length) {
    throw new AppError(
      'invalid-input',
      `Give one time for each column of predicted probabilities: there are ${probabilities.length} columns and ${times.length} times.`,
    );
  }
  return probabilities.map((name, i) => ({ name, time: times[i] as number })).sort((a, b) => a.time - b.time);
}

const withoutGroups = (params: TimeDependentParams) => ({
  ...params,
  grouping: 'none' as const,
  group: '',
  threshold: null,
  equalScores: 'low' as const,
  horizon: null,
});

/** Predicted survival of each patient at any time, or why there is none. */
export type Predictor = ((time: number) => Float64Array) | { readonly unavailable: string };

/** From a Cox model of the score, fitted where `fitColumn` says, or on the judged patients themselves. */
export function coxPredictor(
  table: DataTable,
  params: TimeDependentParams,
  { data, scores }: JudgedPatients,
): { predict: Predictor; patients: number } {
  const fitted =
    params.fitColumn === ''
      ? data
      : survivalData(table, {
          ...withoutGroups(params),
          subsetColumn: params.fitColumn,
          subsetValue: params.fitValue,
          required: [params.score],
        });
  const model = scoreModel(fitted, fitted.scores[0] as Float64Array);
  const patients = fitted.times.length;
  if ('unavailable' in model) return { predict: model, patients };
  return { predict: (time) => scores.map((score) => model.survival(score, time)), patients };
}
