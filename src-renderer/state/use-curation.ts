import { useLocation } from 'wouter';
import { countOf } from '#renderer/components/format.ts';
import type { SelectionActions } from '#renderer/components/selection-bar.tsx';
import type { CohortId, LesionId } from '#shared/domain/ids.ts';
import { showDone } from './notices.ts';
import { useCall, useSend } from './use-call.ts';

/** What the bar of selected lesions does: edits that can be undone, and cohorts made of a selection. */
export function useCuration(cohortId: CohortId) {
  const [, navigate] = useLocation();
  const tags = useCall('lesions.tags', { cohortId }).data?.map(({ tag }) => tag) ?? [];
  const curate = useSend('lesions.curate', {
    onDone: ({ changed }) => showDone(changed === 0 ? 'Nothing changed.' : `${countOf(changed, 'lesion')} changed.`),
  });
  const subset = useSend('cohorts.createSubset', {
    onDone: ({ id, name }) => {
      showDone(`${name} was made.`);
      navigate(`/cohorts/${id}`);
    },
  });
  const actionsFor = (lesionIds: LesionId[]): SelectionActions => ({
    onAccept: () => curate.mutate({ lesionIds, change: { review: 'accepted' } }),
    onQuery: () => curate.mutate({ lesionIds, change: { review: 'queried' } }),
    onExclude: (excluded) => curate.mutate({ lesionIds, change: { excluded } }),
    onTag: (chosen, add) => curate.mutate({ lesionIds, change: add ? { addTags: chosen } : { removeTags: chosen } }),
    onSubset: (name) => subset.mutate({ cohortId, name, lesionIds }),
  });
  return { tags, actionsFor, isPending: curate.isPending || subset.isPending };
}
