import { describe, expect, test } from 'vitest';
import type { WriteDb } from '#main/store/database.ts';
import { undoEdit } from '#main/store/edits.ts';
import {
  ensureFeatureSet,
  getFeatureSet,
  insertFeatures,
  listFeatureRows,
  listFeatureSets,
  noteFeatureEngine,
  pageFeatures,
  pendingLesions,
  readFeatureMatrix,
  readFeatures,
  removeFeatureSet,
} from '#main/store/features.ts';
import { insertImported } from '#main/store/imported.ts';
import { getLesion, setExcluded, setSeed } from '#main/store/lesions.ts';
import { getModel, modelFolderName, registerModel, removeModel } from '#main/store/models.ts';
import { float32Of } from '#main/store/vectors.ts';
import type { FeatureSetId, LesionId } from '#shared/domain/ids.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { cohortOf, featureSetOf, lesionAt, lesionIdsOf, patientWith, temporaryWorkspace, who } from './fixture.ts';

function store(db: WriteDb, set: FeatureSetId, lesionId: LesionId, features: readonly number[] | Float32Array): void {
  const { seedMm } = getLesion(db, lesionId).lesion;
  insertFeatures(db, set, [{ lesionId, seedMm, features: Float32Array.from(features), warnings: [] }]);
}

const randomVector = (length: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length }, () => (random() - 0.5) * 10 ** Math.floor(random() * 60 - 30));
};

describe('feature vectors', () => {
  test('of 4,096 float32 come back bit by bit, each to its lesion', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 20);
    const set = featureSetOf(db, cohort, 4096);
    const ids = lesionIdsOf(db, cohort);
    const vectors = ids.map((_, index) => randomVector(4096, index));
    vectors[3]?.set([0, -0, 1.17549435e-38, 1.4e-45, 3.4028235e38, -3.4028235e38]);
    for (const index of ids.keys()) store(db, set.id, ids[ids.length - 1 - index]!, vectors[ids.length - 1 - index]!);
    const read = readFeatureMatrix(db, set.id);
    expect(read.lesionIds).toEqual(ids);
    expect(read.dimension).toBe(4096);
    for (const [row, vector] of vectors.entries()) {
      const stored = read.matrix.subarray(row * 4096, (row + 1) * 4096);
      expect(Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength).equals(Buffer.from(vector.buffer))).toBe(
        true,
      );
    }
    const one = readFeatures(db, listFeatureRows(db, set.id)[3]?.rowId ?? 0, 4096);
    expect(one.byteOffset % 4).toBe(0);
    expect(Object.is(one[1], -0)).toBe(true);
  });

  test('that lie unaligned in memory are copied, and cut ones are damage', () => {
    const bytes = Buffer.alloc(21);
    bytes.writeFloatLE(1.5, 5);
    expect([...float32Of(new Uint8Array(bytes.buffer, bytes.byteOffset + 5, 8), 2)]).toEqual([1.5, 0]);
    expect(() => float32Of(bytes.subarray(0, 7), 2)).toThrow(expect.objectContaining({ code: 'storage' }));
  });

  test('taken from the middle of a larger array are stored without their surroundings', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 1);
    const set = featureSetOf(db, cohort, 2);
    const [lesionId = 0 as never] = lesionIdsOf(db, cohort);
    const batch = Float32Array.from([9, 9, 1, 2, 9, 9]);
    insertFeatures(db, set.id, [{ lesionId, seedMm: [1, 0, 0], features: batch.subarray(2, 4), warnings: [] }]);
    expect([...readFeatureMatrix(db, set.id).matrix]).toEqual([1, 2]);
  });

  test('of another length or with a value that is no number are refused, batch and all', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 2);
    const set = featureSetOf(db, cohort, 2);
    const [one = 0 as never, two = 0 as never] = lesionIdsOf(db, cohort);
    for (const wrong of [[1], [1, 2, 3], [1, Number.NaN], [Infinity, 1]]) {
      const drafts = [
        { lesionId: one, seedMm: [1, 0, 0] as const, features: Float32Array.from([1, 2]), warnings: [] },
        { lesionId: two, seedMm: [2, 0, 0] as const, features: Float32Array.from(wrong), warnings: [] },
      ];
      expect(() => insertFeatures(db, set.id, drafts)).toThrow(
        `Lesion ${two} came with features that are not 2 finite numbers.`,
      );
    }
    expect(getFeatureSet(db, set.id).count).toBe(0);
  });
});

describe('a feature set', () => {
  test('is one per cohort, model and profile, and remembers its engines', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 3);
    const set = featureSetOf(db, cohort, 8);
    expect(featureSetOf(db, cohort, 8).id).toBe(set.id);
    const other = ensureFeatureSet(
      db,
      { cohortId: cohort.id, modelId: set.modelId, profile: 'fmcib-pip-1', dimension: 8 },
      who,
    );
    for (const engine of ['cuda', 'cpu', 'cuda']) noteFeatureEngine(db, set.id, engine);
    expect(
      listFeatureSets(db, cohort.id).map(({ id, profile, engine, count, lesionCount, modelTrained }) => [
        id,
        profile,
        engine,
        count,
        lesionCount,
        modelTrained,
      ]),
    ).toEqual([
      [set.id, 'exact-v1', 'cpu, cuda', 0, 3, false],
      [other.id, 'fmcib-pip-1', '', 0, 3, false],
    ]);
  });

  test('says what is pending: not what has features, not what is excluded, and again what was moved', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 4);
    const set = featureSetOf(db, cohort, 1);
    const [one = 0 as never, two = 0 as never, three = 0 as never, four = 0 as never] = lesionIdsOf(db, cohort);
    const pending = () => pendingLesions(db, cohort.id, set.id).map(({ id }) => id);
    store(db, set.id, one, [1]);
    store(db, set.id, two, [2]);
    setExcluded(db, three, true, who);
    expect(pending()).toEqual([four]);
    setSeed(db, two, [9, 9, 9], who);
    expect(pending()).toEqual([two, four]);
    expect([getFeatureSet(db, set.id).count, getFeatureSet(db, set.id).lesionCount]).toEqual([1, 3]);
    expect([...readFeatureMatrix(db, set.id).matrix]).toEqual([1]);
    undoEdit(db, who);
    expect(pending()).toEqual([four]);
    expect([...readFeatureMatrix(db, set.id).matrix]).toEqual([1, 2]);
    expect(pendingLesions(db, cohort.id, set.id)[0]).toEqual({
      id: four,
      source: { format: 'dicom', files: ['/data/Cohort-4/1.dcm'] },
      seedMm: [4, 0, 0],
      patientCode: 'P0004',
      lesionNumber: 1,
    });
  });

  test('replaces a row that comes again, and does not count one whose seed was moved while it was computed', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 1);
    const set = featureSetOf(db, cohort, 1);
    const [lesionId = 0 as never] = lesionIdsOf(db, cohort);
    store(db, set.id, lesionId, [1]);
    store(db, set.id, lesionId, [2]);
    expect([...readFeatureMatrix(db, set.id).matrix]).toEqual([2]);
    expect(db.all('SELECT count(*) AS n FROM feature_vectors')).toEqual([{ n: 1 }]);
    setSeed(db, lesionId, [3, 3, 3], who);
    insertFeatures(db, set.id, [{ lesionId, seedMm: [1, 0, 0], features: Float32Array.from([5]), warnings: [] }]);
    expect(pendingLesions(db, cohort.id, set.id)).toHaveLength(1);
  });

  test('is paged by rows and features, in the order of codes and numbers', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 5);
    insertImported(db, cohort.id, patientWith('Cohort-2', [lesionAt(0, 7, 0)]), who);
    const set = featureSetOf(db, cohort, 6);
    lesionIdsOf(db, cohort).forEach((id, row) =>
      store(
        db,
        set.id,
        id,
        [0, 1, 2, 3, 4, 5].map((feature) => row * 10 + feature),
      ),
    );
    const page = pageFeatures(db, { featureSetId: set.id, offset: 1, limit: 2, firstFeature: 4, features: 64 });
    expect(page.total).toBe(6);
    expect(page.rows.map(({ patientCode, lesionNumber, values }) => [patientCode, lesionNumber, values])).toEqual([
      ['P0002', 1, [14, 15]],
      ['P0002', 2, [24, 25]],
    ]);
  });

  test('goes with all its rows, and a model only after its feature sets', () => {
    const { db } = temporaryWorkspace();
    const cohort = cohortOf(db, 2);
    const set = featureSetOf(db, cohort, 1);
    for (const id of lesionIdsOf(db, cohort)) store(db, set.id, id, [1]);
    expect(() => removeModel(db, set.modelId, who)).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: '1 feature set was made with “Encoder”. Remove them first.',
      }),
    );
    expect(removeFeatureSet(db, set.id, who)).toBe(cohort.id);
    expect(db.all('SELECT (SELECT count(*) FROM feature_rows) + (SELECT count(*) FROM feature_vectors) AS n')).toEqual([
      { n: 0 },
    ]);
    expect(removeModel(db, set.modelId, who)).toBe('encoder');
    expect(() => getModel(db, set.modelId)).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

test('the same weights are one model, under their newest name and folder', () => {
  const { db } = temporaryWorkspace();
  const { modelId, modelSha256 } = featureSetOf(db, cohortOf(db, 1), 4);
  const { id: _id, createdAt: _createdAt, ...model } = getModel(db, modelId);
  const again = registerModel(db, { ...model, name: 'Renamed', folder: 'renamed' }, who);
  expect([again.id, again.name, again.sha256, modelFolderName(db, again.id)]).toEqual([
    modelId,
    'Renamed',
    modelSha256,
    'renamed',
  ]);
});
