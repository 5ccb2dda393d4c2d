import { useCall } from '#renderer/state/use-call.ts';
import type { Cohort, Endpoint, FeatureSet, Split } from '#shared/domain/entities.ts';

export interface Prerequisites {
  readonly sets: readonly FeatureSet[];
  readonly endpoints: readonly Endpoint[];
  readonly splits: readonly Split[];
  /** The first thing that training still needs, and where it is made. */
  readonly missing: { readonly reason: string; readonly label: string; readonly to: string } | null;
}

/** What a biomarker is trained from. */
export function usePrerequisites(cohort: Cohort | null): Prerequisites {
  const input = cohort ? { cohortId: cohort.id } : null;
  const sets = useCall('features.list', input).data ?? [];
  const endpoints = useCall('endpoints.list', input).data ?? [];
  const splits = useCall('splits.list', input).data ?? [];
  return { sets, endpoints, splits, missing: firstMissing(cohort, sets.length, endpoints.length, splits.length) };
}

function firstMissing(
  cohort: Cohort | null,
  sets: number,
  endpoints: number,
  splits: number,
): Prerequisites['missing'] {
  if (!cohort) return { reason: 'There is no cohort yet.', label: 'Go to the cohorts', to: '/cohorts' };
  const lesions = `/cohorts/${cohort.id}`;
  if (sets === 0)
    return {
      reason: 'Features come first: a model turns each lesion into a row of numbers.',
      label: 'Extract features',
      to: `/features/${cohort.id}`,
    };
  if (endpoints === 0)
    return {
      reason: 'Say what is to be predicted: define an endpoint on the page of the cohort.',
      label: 'Define an endpoint',
      to: lesions,
    };
  if (splits === 0)
    return {
      reason: 'Part the patients into training, tuning and test on the page of the cohort.',
      label: 'Split the patients',
      to: lesions,
    };
  return null;
}
