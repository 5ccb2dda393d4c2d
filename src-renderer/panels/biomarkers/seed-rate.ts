import type { Run } from '#shared/domain/entities.ts';
import type { Job } from '#shared/job.ts';

/** Jobs of fewer seeds than this were over before a rate could be seen: loading the model is most of them. */
const fewestSeeds = 5;

/**
 * Patches a second, from the last job that did such work for this run: displaced seeds or hidden cubes, those of
 * `likest` first, else the extraction of its features. Null where there was none, or only of a few patches.
 * @param jobs newest first
 */
export function seedRate(
  jobs: readonly Job[],
  run: Pick<Run, 'id' | 'featureSetId'>,
  likest: 'perturb-seeds' | 'map-saliency' = 'perturb-seeds',
): number | null {
  const kinds = [
    { kind: likest, key: 'runId', id: run.id },
    { kind: likest === 'map-saliency' ? 'perturb-seeds' : 'map-saliency', key: 'runId', id: run.id },
    { kind: 'extract-features', key: 'featureSetId', id: run.featureSetId },
  ] as const;
  for (const { kind, key, id } of kinds) {
    const rates = jobs.filter((job) => job.kind === kind && job.result?.[key] === id).map(rateOf);
    const known = rates.find((rate) => rate !== null);
    if (known !== undefined) return known;
  }
  return null;
}

function rateOf({ progress, startedAt, endedAt }: Job): number | null {
  if (startedAt === null || endedAt === null || progress.done < fewestSeeds) return null;
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return seconds > 0 ? progress.done / seconds : null;
}
