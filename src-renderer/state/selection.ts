import { create } from 'zustand';
import type { CohortId, RunId } from '#shared/domain/ids.ts';

interface SelectionState {
  /** The cohort last looked at: where the pages open when their address names none. */
  readonly cohortId: CohortId | null;
  readonly runId: RunId | null;
  readonly statisticId: string | null;
}

const nothing: SelectionState = { cohortId: null, runId: null, statisticId: null };

export const useSelection = create<SelectionState>(() => nothing);

export function selectCohort(cohortId: CohortId | null): void {
  if (useSelection.getState().cohortId !== cohortId) useSelection.setState({ ...nothing, cohortId });
}
export const selectRun = (runId: RunId | null): void => useSelection.setState({ runId });
export const selectStatistic = (statisticId: string | null): void => useSelection.setState({ statisticId });
export const forgetSelection = (): void => useSelection.setState(nothing);
