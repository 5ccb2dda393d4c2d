import type { CohortId, RunId } from '#shared/domain/ids.ts';
import type { StatisticSource } from '#shared/domain/source.ts';
import { distinctTexts, textColumn } from '#shared/statistics/data-table.ts';
import { isTimeUnit, type TimeUnit } from '#shared/statistics/time-units.ts';
import { listColumns } from '../store/clinical.ts';
import type { ReadDb } from '../store/database.ts';
import { getEndpoint } from '../store/endpoints.ts';
import { getRun } from '../store/runs.ts';
import { statisticOf } from './evidence.ts';
import { countTargets } from './probe-data.ts';
import { sourceTable } from './source-table.ts';

/** Distinct values listed for a form: enough to choose from. */
const maxValues = 50;

/** The columns a statistic may name, and parameters to start from. */
export function suggestParams(db: ReadDb, source: StatisticSource, statisticId: string) {
  const statistic = statisticOf(statisticId);
  const table = sourceTable(db, source, statistic.needs);
  const columns = [...table.columns].map(([name, { type }]) => ({
    name,
    type,
    values: distinctTexts(textColumn(table, name)).slice(0, maxValues),
  }));
  const guessed = statistic.suggest(table);
  const known = {
    ...timeUnitOf(db, source.cohortId, guessed['time']),
    ...(source.runId === null ? {} : knownOfRun(db, source.runId)),
  };
  const taken = Object.entries(known).filter(([name]) => name in statistic.params.shape);
  return { columns, params: { ...guessed, ...Object.fromEntries(taken) } };
}

/** The unit that the column of the times was imported with: better than what its name suggests. */
function timeUnitOf(db: ReadDb, cohortId: CohortId, time: unknown): { timeUnit?: TimeUnit } {
  const unit = listColumns(db, cohortId).find(({ name }) => name === time)?.unit;
  return isTimeUnit(unit) ? { timeUnit: unit } : {};
}

/** What a run has fixed already: its frozen threshold, and the columns of its endpoint. */
function knownOfRun(db: ReadDb, runId: RunId): Record<string, unknown> {
  const { threshold, endpointId } = getRun(db, runId);
  const { definition } = getEndpoint(db, endpointId, countTargets);
  const known: Record<string, unknown> = threshold === null ? {} : { threshold };
  if (definition.kind === 'alive-at') {
    known['time'] = definition.timeColumn;
    known['timeUnit'] = definition.timeUnit;
    known['event'] = definition.eventColumn;
    known['eventValue'] = definition.eventValue;
  }
  return known;
}
