import type { CallName, EventPayload } from '#shared/contract/contract.ts';

type What = EventPayload<'data.changed'>['what'];

/** Which answers a change of data makes old. */
const touched: Record<What, readonly CallName[]> = {
  cohorts: [
    'cohorts.list',
    'cohorts.columns',
    'lesions.page',
    'endpoints.list',
    'endpoints.preview',
    'splits.list',
    'features.list',
    'scans.list',
    'criteria.get',
    'criteria.preview',
    'statistics.suggest',
    'statistics.compute',
  ],
  lesions: [
    'cohorts.list',
    'cohorts.columns',
    'lesions.page',
    'lesions.get',
    'lesions.tags',
    'scans.list',
    'readers.list',
    'criteria.get',
    'criteria.preview',
    'endpoints.list',
    'endpoints.preview',
    'features.list',
    'audit.list',
    'saliency.list',
    'statistics.suggest',
    'statistics.compute',
    'seeds.wall',
    'viewer.scan',
    'viewer.saliency',
    'viewer.similar',
  ],
  endpoints: ['endpoints.list'],
  splits: ['splits.list', 'lesions.page', 'leakage.check'],
  models: ['models.list', 'features.list', 'leakage.check'],
  features: ['features.list', 'features.page', 'viewer.similar'],
  runs: ['runs.list', 'runs.get', 'runs.predictions', 'statistics.suggest'],
  perturbations: ['perturbations.list', 'statistics.suggest', 'statistics.compute'],
  saliency: ['saliency.list', 'statistics.suggest', 'statistics.compute', 'viewer.saliency'],
  figures: ['figures.list', 'figures.get'],
  expression: ['expression.list', 'statistics.suggest', 'statistics.compute'],
  'gene-sets': ['geneSets.list', 'statistics.suggest', 'statistics.compute'],
  'seed-checks': ['seeds.wall', 'leakage.check'],
  edits: [
    'edits.state',
    'audit.list',
    'lesions.page',
    'lesions.get',
    'lesions.tags',
    'readers.list',
    'seeds.wall',
    'viewer.scan',
    'viewer.similar',
  ],
};

/** Calls whose input names no cohort although their answer belongs to one are taken as touched by every cohort. */
export function isTouched(queryKey: readonly unknown[], change: EventPayload<'data.changed'>): boolean {
  const [name, input] = queryKey;
  if (!touched[change.what].some((call) => call === name)) return false;
  if (change.cohortId === null || typeof input !== 'object' || input === null || !('cohortId' in input)) return true;
  return input.cohortId === change.cohortId;
}
