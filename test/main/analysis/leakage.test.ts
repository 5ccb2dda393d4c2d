import { readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { afterAll, describe, expect, test } from 'vitest';
import { assertSplitSound, cohortLinks, findLeaks } from '#main/analysis/leakage-check.ts';
import { prescribedParts } from '#main/analysis/prescribed-split.ts';
import { forkCompute } from '#main/compute/fork.ts';
import { createComputePool } from '#main/compute/pool.ts';
import { mergeColumns } from '#main/store/clinical.ts';
import { createCohort } from '#main/store/cohorts.ts';
import { setPretraining } from '#main/store/curation.ts';
import type { WriteDb } from '#main/store/database.ts';
import { insertImported } from '#main/store/imported.ts';
import { getLesion } from '#main/store/lesions.ts';
import { createSplit } from '#main/store/splits.ts';
import { toBlob } from '#main/store/vectors.ts';
import type { Cohort, SplitPart } from '#shared/domain/entities.ts';
import type { LesionId, PatientId } from '#shared/domain/ids.ts';
import type { ImportedLesion } from '#shared/domain/imported.ts';
import type { AppError } from '#shared/errors.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import {
  cohortOf,
  featureSetOf,
  lesionAt,
  lesionIdsOf,
  patientWith,
  temporaryWorkspace,
  who,
} from '../store/fixture.ts';

const compute = createComputePool(() => forkCompute(), 1);
afterAll(() => compute.close());

/** Runs work that is expected to be refused, and hands its error out. */
function refusal(work: () => unknown): AppError {
  try {
    work();
  } catch (error) {
    return error as AppError;
  }
  throw new Error('It was not refused.');
}

const patientsOf = (db: WriteDb, cohort: Cohort): PatientId[] =>
  db.all<{ id: PatientId }>('SELECT id FROM patients WHERE cohort_id = ? ORDER BY id', [cohort.id]).map(({ id }) => id);

/** What a check of seeds leaves behind of a cube. */
function keepFingerprint(db: WriteDb, lesionId: LesionId, means: Float32Array): void {
  const [x, y, z] = getLesion(db, lesionId).lesion.seedMm;
  db.run(
    "INSERT INTO seed_checks (lesion_id, seed_x, seed_y, seed_z, flags, fingerprint, checked_at) VALUES (?, ?, ?, ?, '[]', ?, '')",
    [lesionId, x, y, z, toBlob(means)],
  );
}

const noise = (seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: 512 }, () => random());
};

function splitOf(db: WriteDb, cohort: Cohort, parts: readonly SplitPart[]) {
  const ids = patientsOf(db, cohort);
  return createSplit(
    db,
    {
      cohortId: cohort.id,
      name: 'Split',
      seed: 1,
      fractions: { train: 1, tune: 1, test: 1 },
      stratifiedBy: null,
      parts: new Map(parts.map((part, index) => [ids[index]!, part])),
    },
    who,
  );
}

test('nearly the same cube in two parts blocks training with the list; a seed that moved since says nothing', async () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 4);
  const [a, b, c] = lesionIdsOf(db, cohort) as [LesionId, LesionId, LesionId];
  const shared = noise(1);
  keepFingerprint(db, a, shared);
  keepFingerprint(db, b, noise(2));
  keepFingerprint(
    db,
    c,
    shared.map((value, n) => 2 * value + 0.05 * Math.sin(n)),
  );
  const { modelId } = featureSetOf(db, cohort, 2);
  const { id: splitId } = splitOf(db, cohort, ['train', 'tune', 'test', 'test']);
  await expect(assertSplitSound(db, compute, { splitId, modelId })).rejects.toMatchObject({
    code: 'conflict',
    issues: [
      {
        path: 'patch',
        message: expect.stringMatching(/^P0001 \(train\) and P0003 \(test\) have nearly the same voxels/) as string,
      },
    ],
  });
  const { compared } = await findLeaks(db, compute, { cohortId: cohort.id, parts: null, modelId });
  expect(compared).toEqual([
    '4 patients by identifier',
    '4 scans by their headers, 0 of them by study',
    '3 cubes by their voxels (1 not read yet: check the seeds)',
    'not against the pre-training of “Encoder”: its cohort is not named',
  ]);
  db.run('UPDATE lesions SET seed_x = 7 WHERE id = ?', [c]);
  await expect(assertSplitSound(db, compute, { splitId, modelId })).resolves.toBeUndefined();
});

test('a test patient whom the model saw when it was pre-trained blocks training; a training patient does not', async () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 3);
  const seen = createCohort(db, { name: 'Seen', description: '' }, who);
  insertImported(db, seen.id, patientWith('cohort 03', [lesionAt(0, 0, 0)]), who);
  insertImported(db, seen.id, patientWith('COHORT-1', [lesionAt(0, 0, 0)]), who);
  const { modelId } = featureSetOf(db, cohort, 2);
  setPretraining(db, modelId, seen.id, who);
  const { id: splitId } = splitOf(db, cohort, ['train', 'tune', 'test']);
  await expect(assertSplitSound(db, compute, { splitId, modelId })).rejects.toMatchObject({
    code: 'conflict',
    issues: [{ path: 'pretraining', message: expect.stringContaining('P0003 (test)') as string }],
  });
});

test('what is linked goes to one part with a prescribed split that is resolved', async () => {
  const { db } = temporaryWorkspace();
  const cohort = createCohort(db, { name: 'Cohort', description: '' }, who);
  mergeColumns(db, cohort.id, [{ name: 'set', type: 'text', unit: null }]);
  for (const [label, set] of [
    ['A-1', 'a'],
    ['a 01', 'c'],
    ['B', 'b'],
    ['C', 'c'],
    ['D', 'other'],
  ] as const) {
    insertImported(db, cohort.id, patientWith(label, [], { set }), who);
  }
  const links = await cohortLinks(db, compute, cohort.id);
  const parts = { train: ['a'], tune: ['b'], test: ['c'] };
  const [first, second, third, fourth] = patientsOf(db, cohort) as [PatientId, PatientId, PatientId, PatientId];
  const of = (resolve: 'refuse' | 'leave-out' | SplitPart) =>
    prescribedParts(db, { cohortId: cohort.id, column: 'set', parts, resolve }, links);
  expect(refusal(() => of('refuse')).issues).toMatchObject([{ path: 'patient' }]);
  expect([...of('train')]).toEqual([
    [first, 'train'],
    [second, 'train'],
    [third, 'tune'],
    [fourth, 'test'],
  ]);
  expect([...of('leave-out').keys()]).toEqual([third, fourth]);
  expect(() =>
    prescribedParts(
      db,
      { cohortId: cohort.id, column: 'set', parts: { ...parts, tune: ['a'] }, resolve: 'refuse' },
      links,
    ),
  ).toThrow('given to two parts');
});

describe.skipIf(!hasSharedData)('the published split of the first use case of the study', () => {
  test('shares 291 of 395 patients between tuning and test, and is blocked with the list', {
    timeout: 60_000,
  }, async () => {
    const { db } = temporaryWorkspace();
    const cohort = createCohort(db, { name: 'DeepLesion', description: '' }, who);
    mergeColumns(db, cohort.id, [{ name: 'set', type: 'text', unit: null, level: 'lesion' }]);
    const ofPatient = new Map<string, ImportedLesion[]>();
    for (const [file, set] of [
      ['task1_train.csv', 'train'],
      ['task1_val.csv', 'tune'],
      ['task1_test.csv', 'test'],
    ] as const) {
      const text = readFileSync(sharedData('fmcib-annotations', 'deeplesion', file), 'utf8');
      const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
      for (const row of data) {
        const label = row['Volume_fn']?.split('_')[0] ?? '';
        const lesions = ofPatient.get(label) ?? [];
        lesions.push(lesionAt(lesions.length, 0, 0, { values: { set } }));
        ofPatient.set(label, lesions);
      }
    }
    db.transaction(() => {
      for (const [label, lesions] of ofPatient) insertImported(db, cohort.id, patientWith(label, lesions), who);
    });
    const links = await cohortLinks(db, compute, cohort.id);
    const parts = { train: ['train'], tune: ['tune'], test: ['test'] };
    const request = { cohortId: cohort.id, column: 'set', parts };
    const error = refusal(() => prescribedParts(db, { ...request, resolve: 'refuse' }, links));
    expect(error.code).toBe('conflict');
    expect(error.issues).toHaveLength(291);
    expect(error.issues?.[0]?.message).toMatch(/^P\d{4} has lesions in tune and test\.$/);
    const counts = (resolved: Map<PatientId, SplitPart>) =>
      (['train', 'tune', 'test'] as const).map((part) => [...resolved.values()].filter((one) => one === part).length);
    const [train, tune, test] = counts(prescribedParts(db, { ...request, resolve: 'test' }, links));
    expect([train, tune, test]).toEqual([ofPatient.size - 395 - (tune ?? 0), tune, 395]);
    expect(counts(prescribedParts(db, { ...request, resolve: 'leave-out' }, links))).toEqual([train, tune, 395 - 291]);
  });
});
