import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mapSaliencyTask, type SaliencyInput } from '#main/compute/map-saliency.ts';
import type { ComputePool } from '#main/compute/pool.ts';
import { registerModelFolder } from '#main/jobs/import-model.ts';
import type { JobContext } from '#main/jobs/job-definition.ts';
import { mapSaliencyJob } from '#main/jobs/map-saliency.ts';
import { writeUntrainedModel } from '#main/models/untrained.ts';
import { writeNpy } from '#main/readers/numpy.ts';
import { mergeColumns } from '#main/store/clinical.ts';
import { createCohort } from '#main/store/cohorts.ts';
import { ensureFeatureSet } from '#main/store/features.ts';
import { insertImported } from '#main/store/imported.ts';
import { listSaliency, readSaliency } from '#main/store/saliency.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { lesionAt, temporaryWorkspace, who } from '../store/fixture.ts';
import { runOf } from '../store/saliency-run.ts';

/** A workspace with four scans of noise, the bundled encoder and a run; the second scan is missing on disk. */
async function workspace() {
  const session = temporaryWorkspace();
  const { db } = session;
  const cohort = createCohort(db, { name: 'Cohort', description: '' }, who);
  mergeColumns(db, cohort.id, [{ name: 'stage', type: 'text', unit: null }]);
  const random = createRandom(2);
  const folder = join(session.path, 'scans');
  mkdirSync(folder);
  for (let patient = 1; patient <= 4; patient++) {
    const path = join(folder, `${patient}.npy`);
    const noise = Float32Array.from({ length: 50 ** 3 }, () => -400 + 300 * randomNormal(random));
    if (patient !== 2) writeFileSync(path, writeNpy([50, 50, 50], noise));
    const scan = {
      source: { format: 'array' as const, path, arrayName: null, axisOrder: 'zyx' as const, intensity: 'hu' as const },
      geometry: {
        size: [50, 50, 50] as const,
        spacingMm: [1, 1, 1] as const,
        originMm: [0, 0, 0] as const,
        direction: identityDirection,
      },
      modality: 'CT',
      warnings: [],
      headerHash: `hash ${patient}`,
      lesions: [lesionAt(24.5, 24.5, 24.5)],
    };
    insertImported(db, cohort.id, { label: `L${patient}`, clinical: { stage: 'I' }, scans: [scan] }, who);
  }
  const model = registerModelFolder(db, await writeUntrainedModel(session.modelsFolder, 1), who);
  const key = { cohortId: cohort.id, modelId: model.id, profile: 'exact-v1' as const, dimension: model.featureCount };
  const { run, lesionIds } = runOf(db, cohort, ensureFeatureSet(db, key, who));

  const asked: SaliencyInput[] = [];
  const failures: string[] = [];
  const logged: string[] = [];
  /** The tasks of this test run in its own process. */
  const compute = {
    run: (name: string, input: SaliencyInput, hooks: { onItem: (item: unknown) => void }) => {
      expect(name).toBe('map-saliency');
      asked.push(input);
      const signal = new AbortController().signal;
      return mapSaliencyTask(input, { signal, emit: hooks.onItem, report: () => undefined, log: () => undefined });
    },
  } as unknown as ComputePool;
  const context = {
    db,
    session,
    compute,
    who,
    signal: new AbortController().signal,
    report: () => undefined,
    fail: (item: string) => failures.push(item),
    log: (line: string) => logged.push(line),
    announce: () => undefined,
  } as unknown as JobContext;
  const start = (changes: object) =>
    mapSaliencyJob.run(
      mapSaliencyJob.input.parse({ runId: run.id, blockMm: 25, strideMm: 25, engine: 'cpu', ...changes }),
      context,
    );
  return { db, run, lesionIds, asked, failures, logged, start };
}

test('lesions of the test part are drawn by the seed, mapped and stored; a second run makes nothing twice', async () => {
  const { db, run, lesionIds, asked, failures, logged, start } = await workspace();
  const result = await start({ count: 3 });
  expect(result).toMatchObject({ runId: run.id, maps: 2 });
  // All three of the test part were drawn; the scan of the second patient is not there.
  expect(asked[0]?.lesions.map(({ id }) => id)).toEqual(lesionIds.slice(1));
  expect(failures).toEqual(['P0002, lesion 1']);
  const maps = readSaliency(db, run.id);
  expect(maps.map(({ patientCode }) => patientCode)).toEqual(['P0003', 'P0004']);
  for (const { map, hu } of maps) {
    expect(new Set(map).size).toBe(8);
    expect(hu.some((value) => value > 0)).toBe(true);
  }
  await expect(start({ count: 3 })).rejects.toMatchObject({ code: 'unreadable-file' });
  expect(asked[1]?.lesions.map(({ id }) => id)).toEqual([lesionIds[1]]);
  await start({ lesionIds: lesionIds.slice(2) });
  expect(asked).toHaveLength(2);
  expect(logged.at(-1)).toBe('2 lesions had such a map already, or are excluded.');
}, 60_000);

test('the same seed draws the same lesion', async () => {
  const { db, run, start } = await workspace();
  await start({ count: 1, seed: 4 });
  await start({ count: 1, seed: 4 });
  expect(listSaliency(db, run.id)).toHaveLength(1);
}, 60_000);

test('a class that the run does not have is refused before anything is read', async () => {
  const { asked, start } = await workspace();
  await expect(start({ classIndex: 2 })).rejects.toThrow('This run has 2 classes: there is no class 3.');
  expect(asked).toEqual([]);
});
