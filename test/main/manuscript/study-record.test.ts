import { expect, test } from 'vitest';
import { countTargets } from '#main/analysis/probe-data.ts';
import { listUseCases } from '#main/manuscript/study.ts';
import { collectStudyRecord } from '#main/manuscript/study-record.ts';
import type { WriteDb } from '#main/store/database.ts';
import { createEndpoint } from '#main/store/endpoints.ts';
import { insertFeatures } from '#main/store/features.ts';
import { insertImported } from '#main/store/imported.ts';
import { getLesion, setExcluded, setSeed } from '#main/store/lesions.ts';
import { completePerturbation, ensurePerturbation } from '#main/store/perturbations.ts';
import { insertRun } from '#main/store/runs.ts';
import { createSplit } from '#main/store/splits.ts';
import type { Cohort } from '#shared/domain/entities.ts';
import { composeMethods } from '#shared/manuscript/methods-text.ts';
import { sectionsToMarkdown } from '#shared/manuscript/sections.ts';
import {
  cohortOf,
  featureSetOf,
  geometry,
  lesionAt,
  lesionIdsOf,
  patientWith,
  temporaryWorkspace,
  who,
} from '../store/fixture.ts';

const codeSha256 = 'c'.repeat(64);
const record = (db: WriteDb, { id }: Cohort) => collectStudyRecord(db, id, listUseCases(db, id), { codeSha256 });

const parts = ['train', 'tune', 'test'] as const;

/** Three patients of the cohort in a split, features of two numbers, one run. */
function trained(db: WriteDb, cohort: Cohort) {
  const lesionIds = lesionIdsOf(db, cohort).slice(0, 3);
  const { id: featureSetId } = featureSetOf(db, cohort, 2);
  insertFeatures(
    db,
    featureSetId,
    lesionIds.map((lesionId, index) => ({
      lesionId,
      seedMm: getLesion(db, lesionId).lesion.seedMm,
      features: Float32Array.of(index, 1),
      warnings: index === 0 ? ['The 50 mm cube reaches outside the scan.'] : [],
    })),
  );
  const cohortId = cohort.id;
  const definition = { kind: 'binary' as const, column: 'stage', positive: ['II'] };
  const endpoint = createEndpoint(db, { cohortId, name: 'Stage', definition }, who, countTargets);
  const split = createSplit(
    db,
    {
      cohortId,
      name: 'Split',
      seed: 7,
      fractions: { train: 1, tune: 1, test: 1 },
      stratifiedBy: endpoint.id,
      parts: new Map(lesionIds.map((id, index) => [getLesion(db, id).lesion.patientId, parts[index]!])),
    },
    who,
  );
  return insertRun(
    db,
    {
      cohortId,
      featureSetId,
      splitId: split.id,
      endpointId: endpoint.id,
      name: 'Run',
      seed: 42,
      fraction: 1,
      aggregation: 'each',
      classes: ['not II', 'II'],
      chosenC: 10,
      search: [1, 10, 100].map((c) => ({ c, score: 0.5 })),
      searchScore: 'auc',
      threshold: 0.5,
      lesionCounts: { train: 1, tune: 1, test: 1 },
      values: [],
      weights: {
        scalerMean: new Float64Array(2),
        scalerScale: new Float64Array(2),
        coefficients: new Float64Array(2),
        intercepts: new Float64Array(1),
      },
      predictions: lesionIds.map((lesionId, index) => ({
        lesionId,
        part: parts[index]!,
        target: index % 2,
        probabilities: Float64Array.of(0.75, 0.25),
      })),
    },
    who,
  );
}

test('a cohort is described by its counts, formats, spacing, sources of seeds and missing values', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 3);
  insertImported(db, cohort.id, patientWith('Two', [lesionAt(1, 2, 3, { warnings: ['odd'] }), lesionAt(4, 5, 6)]), who);
  insertImported(
    db,
    cohort.id,
    {
      label: 'Array',
      clinical: {},
      scans: [
        {
          source: { format: 'array', path: '/data/a.npy', arrayName: null, axisOrder: 'zyx', intensity: 'hu' },
          geometry: { ...geometry, spacingMm: [9, 9, 9] },
          modality: 'unknown',
          warnings: ['no geometry'],
          headerHash: 'hash of the array',
          lesions: [],
        },
      ],
    },
    who,
  );
  insertImported(db, cohort.id, { label: 'Nothing', clinical: {}, scans: [] }, who);
  const [first, second] = lesionIdsOf(db, cohort);
  setExcluded(db, first!, true, who);
  setSeed(db, second!, [0, 0, 0], who);

  const found = record(db, cohort);
  expect(found.cohort).toEqual({
    name: 'Cohort',
    patients: 6,
    patientsWithScan: 5,
    scans: 5,
    lesions: 5,
    excludedLesions: 1,
    criteria: [],
    mostLesions: 2,
    columns: [
      { name: 'age', unit: 'years', missing: 3 },
      { name: 'stage', unit: null, missing: 3 },
      { name: 'smoker', unit: null, missing: 3 },
    ],
  });
  expect(found.images).toEqual({
    formats: [
      { format: 'dicom', scans: 4 },
      { format: 'array', scans: 1 },
    ],
    modalities: [
      { modality: 'CT', scans: 4 },
      { modality: 'unknown', scans: 1 },
    ],
    inPlaneSpacingMm: { low: 1, high: 1 },
    sliceSpacingMm: { low: 2, high: 2 },
    scansWithWarnings: 1,
    lesionsWithWarnings: 1,
  });
  expect(found.seeds).toEqual([
    { source: 'table', lesions: 3 },
    { source: 'click', lesions: 1 },
  ]);
});

test('a run brings its encoder, endpoint, split and biomarker, and only perturbations that were completed', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 4);
  const run = trained(db, cohort);
  ensurePerturbation(db, { runId: run.id, draws: 5, varianceMm2: 16, seed: 1 }, who);
  const { id } = ensurePerturbation(db, { runId: run.id, draws: 50, varianceMm2: 16, seed: 1 }, who);
  completePerturbation(db, id);

  const found = record(db, cohort);
  expect(found.encoders).toMatchObject([
    { name: 'Encoder', trained: false, featureCount: 2, profile: 'exact-v1', lesions: 3, patchesWithWarnings: 1 },
  ]);
  expect(found.endpoints).toMatchObject([
    {
      name: 'Stage',
      kind: 'binary',
      censoring: null,
      classes: [
        { name: 'not II', patients: 2 },
        { name: 'II', patients: 2 },
      ],
      undefinedPatients: 0,
      level: 'patient',
    },
  ]);
  expect(found.splits).toMatchObject([
    { name: 'Split', seed: 7, stratifiedBy: 'Stage', patients: { train: 1, tune: 1, test: 1 } },
  ]);
  expect(found.biomarkers).toEqual([
    {
      name: 'Run',
      endpoint: 'Stage',
      encoder: 'Encoder',
      split: 'Split',
      classCount: 2,
      seed: 42,
      fraction: 1,
      search: { size: 3, range: { low: 1, high: 100 }, score: 'auc' },
      chosenC: 10,
      aggregation: 'each',
      threshold: 0.5,
      lesions: { train: 1, tune: 1, test: 1 },
      test: {
        patients: 1,
        classes: [
          { name: 'not II', lesions: 1 },
          { name: 'II', lesions: 0 },
        ],
      },
    },
  ]);
  expect(found.perturbations).toMatchObject([{ biomarker: 'Run', draws: 50 }]);
});

test('nothing in the record or its Methods names a patient, a file or a reader', () => {
  const { db } = temporaryWorkspace();
  const cohort = cohortOf(db, 4);
  trained(db, cohort);
  const found = record(db, cohort);
  const methods = sectionsToMarkdown('Methods', composeMethods(found, []));
  const text = `${JSON.stringify(found)} ${methods}`;
  expect(text).not.toMatch(/Cohort-\d|\/data|\.dcm|Dr\. Test|hash of/);
  expect(methods).not.toMatch(/undefined|NaN/);
});

test('an empty cohort has a record too', () => {
  const { db } = temporaryWorkspace();
  const found = record(db, cohortOf(db, 0));
  expect(found.images.sliceSpacingMm).toBeNull();
  expect(found).toMatchObject({ encoders: [], endpoints: [], splits: [], biomarkers: [], seeds: [], expression: null });
});
