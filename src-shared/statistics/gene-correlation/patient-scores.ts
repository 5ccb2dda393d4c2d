import { AppError } from '../../errors.ts';
import type { ExpressionTable } from '../attachments.ts';
import { type DataTable, numberColumn } from '../data-table.ts';
import type { ExpressionParams } from './params.ts';

export type AggregateParams = Pick<ExpressionParams, 'aggregate' | 'volumeColumn'>;

/** One score per patient from the rows given, by the rule named; rows without a score are left out. */
export function patientScores(
  table: DataTable,
  rows: readonly number[],
  score: string,
  { aggregate, volumeColumn }: AggregateParams,
): Map<number, number> {
  if (!table.patients) {
    throw new AppError(
      'invalid-input',
      'The rows of this table name no patients, so that expression cannot be matched to them.',
    );
  }
  const scores = numberColumn(table, score);
  const volumes = aggregate === 'largest' ? numberColumn(table, volumeColumn) : null;
  const ofPatient = new Map<number, number[]>();
  for (const row of rows) {
    if (!Number.isFinite(scores[row])) continue;
    const patient = table.patients[row] as number;
    const known = ofPatient.get(patient);
    if (known) known.push(row);
    else ofPatient.set(patient, [row]);
  }
  const oneScore = (own: readonly number[]): number => {
    if (aggregate === 'mean') return own.reduce((sum, row) => sum + (scores[row] as number), 0) / own.length;
    const chosen = volumes ? largestOf(own, volumes) : (own[0] as number);
    return scores[chosen] as number;
  };
  return new Map([...ofPatient].map(([patient, own]) => [patient, oneScore(own)]));
}

/** The row of the largest volume, the first of equals; rows without a volume come last. */
function largestOf(rows: readonly number[], volumes: Float64Array): number {
  const sizeOf = (row: number): number => {
    const volume = volumes[row] as number;
    return Number.isNaN(volume) ? -Infinity : volume;
  };
  return rows.reduce((best, row) => (sizeOf(row) > sizeOf(best) ? row : best));
}

/** Fewer patients than this give correlations that mean nothing. */
export const fewestPatients = 5;

/** Patients that have expression and each of the scores, with their scores and their samples. */
export interface MatchedPatients {
  /** Column of each patient in the table of expression. */
  readonly samples: Int32Array;
  /** A score per patient, for each map given. */
  readonly scores: readonly Float64Array[];
  /** Patients with a score but without expression. */
  readonly withoutExpression: number;
}

/** In the order of the samples; `invalid-input` where fewer than five patients remain. */
export function matchPatients(
  expression: ExpressionTable,
  maps: readonly ReadonlyMap<number, number>[],
): MatchedPatients {
  const samples = Int32Array.from(expression.patients.keys()).filter((sample) =>
    maps.every((map) => map.has(expression.patients[sample] as number)),
  );
  const scored = [...(maps[0]?.keys() ?? [])].filter((patient) => maps.every((map) => map.has(patient))).length;
  if (samples.length < fewestPatients) {
    throw new AppError(
      'invalid-input',
      `Of ${scored} patients with a score, ${samples.length} have expression in “${expression.name}”: correlations need at least ${fewestPatients}.`,
    );
  }
  const scores = maps.map((map) =>
    Float64Array.from(samples, (sample) => map.get(expression.patients[sample] as number) as number),
  );
  return { samples, scores, withoutExpression: scored - samples.length };
}
