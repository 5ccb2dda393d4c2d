import { AppError } from '#shared/errors.ts';
import { distinctTexts, textColumn } from '#shared/statistics/data-table.ts';
import { statistics } from '#shared/statistics/statistics.ts';
import type { ReadDb } from '../store/database.ts';
import { getRun } from '../store/runs.ts';
import { type StatisticSource, sourceTable } from './source-table.ts';

/** Distinct values listed for a form: enough to choose from. */
const maxValues = 50;

/** The columns a statistic may name, and parameters to start from: those of a run include its frozen threshold. */
export function suggestParams(db: ReadDb, source: StatisticSource, statisticId: string) {
  const statistic = statistics.find(({ id }) => id === statisticId);
  if (!statistic) throw new AppError('not-found', `There is no statistic “${statisticId}”.`);
  const table = sourceTable(db, source);
  const columns = [...table.columns].map(([name, { type }]) => ({
    name,
    type,
    values: distinctTexts(textColumn(table, name)).slice(0, maxValues),
  }));
  const frozen = source.runId === null ? null : getRun(db, source.runId).threshold;
  const params = statistic.suggest(table);
  const takesThreshold = 'threshold' in statistic.params.shape;
  return { columns, params: frozen !== null && takesThreshold ? { ...params, threshold: frozen } : params };
}
