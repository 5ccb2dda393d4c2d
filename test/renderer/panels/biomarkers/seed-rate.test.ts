import { expect, it } from 'vitest';
import { seedRate } from '#renderer/panels/biomarkers/seed-rate.ts';
import { featureSetIdSchema, jobIdSchema, runIdSchema } from '#shared/domain/ids.ts';
import type { Job } from '#shared/job.ts';

const run = { id: runIdSchema.parse(3), featureSetId: featureSetIdSchema.parse(8) };

const job = (changes: Partial<Job>, done = 100, seconds = 20): Job => ({
  id: jobIdSchema.parse(1),
  kind: 'extract-features',
  title: 'Features',
  state: 'succeeded',
  progress: { done, total: done, label: '', perSecond: null, secondsLeft: null },
  failureCount: 0,
  createdAt: '2026-11-23T18:00:00.000Z',
  startedAt: '2026-11-23T18:00:00.000Z',
  endedAt: new Date(Date.parse('2026-11-23T18:00:00.000Z') + 1000 * seconds).toISOString(),
  error: null,
  result: { featureSetId: 8 },
  ...changes,
});

it('takes the rate of the extraction of the features of the run', () => {
  expect(seedRate([job({})], run)).toBe(5);
  expect(seedRate([job({ result: { featureSetId: 9 } })], run)).toBeNull();
});

it('prefers displaced seeds of the same run, the newest first', () => {
  const own = job({ kind: 'perturb-seeds', result: { runId: 3 } }, 80, 10);
  const older = job({ kind: 'perturb-seeds', result: { runId: 3 } }, 10, 10);
  const other = job({ kind: 'perturb-seeds', result: { runId: 4 } }, 900, 10);
  expect(seedRate([job({}), other, own, older], run)).toBe(8);
});

it('takes hidden cubes for displaced seeds and the other way round, but the same kind of job first', () => {
  const cubes = job({ kind: 'map-saliency', result: { runId: 3 } }, 730, 10);
  const seeds = job({ kind: 'perturb-seeds', result: { runId: 3 } }, 80, 10);
  expect(seedRate([job({}), cubes], run)).toBe(73);
  expect(seedRate([cubes, seeds], run)).toBe(8);
  expect(seedRate([seeds, cubes], run, 'map-saliency')).toBe(73);
  expect(seedRate([job({}), seeds], run, 'map-saliency')).toBe(8);
});

it('knows nothing from jobs that failed, run still, or did a few seeds', () => {
  expect(seedRate([job({ result: null })], run)).toBeNull();
  expect(seedRate([job({ endedAt: null })], run)).toBeNull();
  expect(seedRate([job({}, 3)], run)).toBeNull();
  expect(seedRate([job({}, 100, 0)], run)).toBeNull();
});
