import { useCall } from '#renderer/state/use-call.ts';
import type { CohortId } from '#shared/domain/ids.ts';

/** The values that the columns of a cohort hold, for lists to choose from: the statistics know them. */
export function useColumnValues(cohortId: CohortId): (column: string | null) => string[] {
  const statistics = useCall('statistics.list', {}).data;
  // Any statistic that needs nothing besides columns will do.
  const statisticId = statistics?.find(({ needs }) => needs.length === 0)?.id;
  const source = { cohortId, runId: null };
  const known = useCall('statistics.suggest', statisticId ? { source, statisticId } : null).data?.columns ?? [];
  return (column) => [...(known.find(({ name }) => name === column)?.values ?? [])];
}
