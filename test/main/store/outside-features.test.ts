import { expect, test } from 'vitest';
import { createCohort } from '#main/store/cohorts.ts';
import { featureRecipe } from '#main/store/feature-recipe.ts';
import { listFeatureSets, pendingLesions, readFeatureMatrix, removeFeatureSet } from '#main/store/features.ts';
import { insertImported } from '#main/store/imported.ts';
import { getModel, modelFolderName, registerModel, removeModel } from '#main/store/models.ts';
import { lesionAt, lesionIdsOf, patientWith, temporaryWorkspace, who } from './fixture.ts';

const withFeatures = (label: string, features: Float32Array) => patientWith(label, [lesionAt(1, 0, 0, { features })]);

test('vectors of one table make one set, whose model computes nothing and goes without a folder', () => {
  const { db } = temporaryWorkspace();
  const cohort = createCohort(db, { name: 'Cohort', description: '' }, who);
  insertImported(db, cohort.id, withFeatures('A', Float32Array.of(1, 2)), who, 'a.csv');
  insertImported(db, cohort.id, withFeatures('B', Float32Array.of(3, 4)), who, 'a.csv');
  insertImported(db, cohort.id, withFeatures('C', Float32Array.of(5, 6)), who, 'b.csv');
  const sets = listFeatureSets(db, cohort.id);
  expect(sets.map(({ modelName, profile, count }) => [modelName, profile, count])).toEqual([
    ['Features of a.csv', 'outside', 2],
    ['Features of b.csv', 'outside', 1],
  ]);
  const [first] = sets;
  expect([...readFeatureMatrix(db, first!.id).matrix]).toEqual([1, 2, 3, 4]);
  expect(() => modelFolderName(db, first!.modelId)).toThrow(expect.objectContaining({ code: 'unsupported' }));
  expect(() => featureRecipe(db, first!.id)).toThrow(expect.objectContaining({ code: 'unsupported' }));
  removeFeatureSet(db, first!.id, who);
  expect(removeModel(db, first!.modelId, who)).toBeNull();
});

test('vectors that are not finite are refused, and nothing of the patient is kept', () => {
  const { db } = temporaryWorkspace();
  const cohort = createCohort(db, { name: 'Cohort', description: '' }, who);
  expect(() => insertImported(db, cohort.id, withFeatures('A', Float32Array.of(1, Number.NaN)), who)).toThrow(
    expect.objectContaining({ code: 'invalid-input' }),
  );
  expect(lesionIdsOf(db, cohort)).toEqual([]);
});

test('a lesion without a scan asks for no extraction', () => {
  const { db } = temporaryWorkspace();
  const cohort = createCohort(db, { name: 'Cohort', description: '' }, who);
  const patient = withFeatures('A', Float32Array.of(1, 2));
  const scans = patient.scans.map((scan) => ({ ...scan, source: { format: 'none' as const } }));
  insertImported(db, cohort.id, { ...patient, scans }, who);
  const [set] = listFeatureSets(db, cohort.id);
  db.run('DELETE FROM feature_rows');
  expect(pendingLesions(db, cohort.id, set!.id)).toEqual([]);
});

test('weights that come later are joined to a model known by name, and a name alone takes none away', () => {
  const { db } = temporaryWorkspace();
  const draft = {
    name: 'Encoder',
    architecture: 'resnet50-3d',
    parameterCount: 10,
    featureCount: 2,
    headOutputs: 0,
    sha256: 'x',
    trained: true,
    licence: '',
    provenance: '',
  };
  const { id } = registerModel(db, { ...draft, folder: '' }, who);
  expect(getModel(db, id).hasWeights).toBe(false);
  expect(registerModel(db, { ...draft, folder: 'encoder' }, who)).toMatchObject({ id, hasWeights: true });
  registerModel(db, { ...draft, folder: '' }, who);
  expect(modelFolderName(db, id)).toBe('encoder');
});
