import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mergeColumns } from '#main/store/clinical.ts';
import { createCohort } from '#main/store/cohorts.ts';
import type { WriteDb } from '#main/store/database.ts';
import { ensureFeatureSet, insertFeatures, pendingLesions, readFeatureMatrix } from '#main/store/features.ts';
import { insertImported } from '#main/store/imported.ts';
import { type LesionPageRequest, pageLesions } from '#main/store/lesion-page.ts';
import { registerModel } from '#main/store/models.ts';
import { createWorkspace } from '#main/store/workspace.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { createRandom } from '#shared/numerics/random.ts';

const rows = 20_000;
const dimension = 4096;
/** Rows that one transaction commits, as an extraction does per batch. */
const batch = 8;
const patients = 40_000;
const who = 'bench';

/** Features in and out beside a plain file of the same bytes, and windows of a table of 100,000 lesions. */
export const bench = {
  name: 'store',
  run(): Promise<{ label: string; value: string }[]> {
    const folder = mkdtempSync(join(tmpdir(), 'seedpoint-bench-store-'));
    const session = createWorkspace(join(folder, 'study'), 'Bench');
    try {
      const db = session.writable();
      return Promise.resolve([...features(db, join(folder, 'plain')), ...pages(db)]);
    } finally {
      session.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

const seconds = (work: () => void): number => {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
};

function features(db: WriteDb, plainFile: string): { label: string; value: string }[] {
  const cohortId = cohort(db, 'Features', rows / 2, 2);
  const model = {
    name: 'm',
    folder: 'm',
    architecture: 'a',
    parameterCount: 1,
    featureCount: dimension,
    headOutputs: 0,
  };
  const { id: modelId } = registerModel(
    db,
    { ...model, sha256: 'x', trained: false, licence: '', provenance: '' },
    who,
  );
  const { id } = ensureFeatureSet(db, { cohortId, modelId, profile: 'exact-v1', dimension }, who);
  const lesions = pendingLesions(db, cohortId, id);
  const random = createRandom(1);
  const vector = Float32Array.from({ length: dimension }, () => random());
  const megabytes = (lesions.length * vector.byteLength) / 1e6;

  const written = seconds(() => {
    const file = openSync(plainFile, 'w');
    for (let row = 0; row < lesions.length; row++) writeSync(file, vector);
    closeSync(file);
  });
  const inserted = seconds(() => {
    for (let start = 0; start < lesions.length; start += batch) {
      const part = lesions.slice(start, start + batch);
      insertFeatures(
        db,
        id,
        part.map(({ id: lesionId, seedMm }) => ({ lesionId, seedMm, features: vector, warnings: [] })),
      );
    }
  });
  const read = seconds(() => {
    const file = openSync(plainFile, 'r');
    const matrix = new Float32Array(lesions.length * dimension);
    for (let row = 0; row < lesions.length; row++)
      readSync(file, matrix, row * vector.byteLength, vector.byteLength, null);
    closeSync(file);
  });
  const scanned = seconds(() => {
    if (readFeatureMatrix(db, id).lesionIds.length !== rows) throw new Error('Not every row came back.');
  });
  const line = (label: string, store: number, plain: number) => ({
    label: `${label} ${rows} x ${dimension} float32`,
    value: `${Math.round(megabytes / store)} MB/s, ${(plain / store).toFixed(2)} of a plain file (${Math.round(megabytes / plain)} MB/s)`,
  });
  return [line('insert', inserted, written), line('scan', scanned, read)];
}

function pages(db: WriteDb): { label: string; value: string }[] {
  let cohortId = 0 as CohortId;
  const imported = seconds(() => {
    cohortId = cohort(db, 'Pages', patients, 2.5);
  });
  const filters = [
    { field: 'clinical:age', operator: 'at-least' as const, value: '60' },
    { field: 'clinical:stage', operator: 'equals' as const, value: 'II' },
  ];
  const requests: Record<string, Partial<LesionPageRequest>> = {
    first: {},
    middle: { offset: 50_000 },
    'sorted by volume': { sort: { field: 'volume', descending: true } },
    'sorted by a clinical column': { sort: { field: 'clinical:age', descending: true } },
    'sorted by a clinical column, middle': { sort: { field: 'clinical:age', descending: true }, offset: 50_000 },
    'sorted by patient, middle': { sort: { field: 'patient', descending: false }, offset: 50_000 },
    'filtered by two clinical columns, sorted by volume': { filters, sort: { field: 'volume', descending: false } },
    'searched in vain': { search: 'nothing has this' },
  };
  const timed = Object.entries(requests).map(([name, request]) => {
    const whole = { cohortId, offset: 0, limit: 100, sort: null, filters: [], search: '', splitId: null, ...request };
    pageLesions(db, whole);
    const best = Math.min(...Array.from({ length: 5 }, () => seconds(() => void pageLesions(db, whole))));
    return { label: `page of 100,000 lesions, ${name}`, value: `${(best * 1000).toFixed(1)} ms` };
  });
  return [{ label: 'import into the store', value: `${Math.round(patients / imported)} patients/s` }, ...timed];
}

function cohort(db: WriteDb, name: string, patientCount: number, lesionsEach: number): CohortId {
  const random = createRandom(2);
  const { id } = createCohort(db, { name, description: '' }, who);
  mergeColumns(db, id, [
    { name: 'age', type: 'number', unit: 'years' },
    { name: 'stage', type: 'text', unit: null },
  ]);
  const geometry = {
    size: [512, 512, 134],
    spacingMm: [0.7, 0.7, 2.5],
    originMm: [0, 0, 0],
    direction: identityDirection,
  } as const;
  for (let index = 0; index < patientCount; index++) {
    const count = index % 2 ? Math.ceil(lesionsEach) : Math.floor(lesionsEach);
    const lesions = Array.from({ length: count }, (_, at) => ({
      roi: `GTV-${at + 1}`,
      seedMm: [at, random() * 100, random() * 100] as const,
      seedSource: 'rtstruct' as const,
      volumeMm3: random() * 10_000,
      warnings: [],
    }));
    const scan = {
      source: { format: 'volume' as const, path: `/data/${index}.nii.gz` },
      geometry,
      modality: 'CT',
      warnings: [],
      headerHash: `${index}`,
      lesions,
    };
    const clinical = {
      age: random() < 0.2 ? null : 40 + Math.floor(random() * 50),
      stage: ['I', 'II', 'III'][index % 3] ?? null,
    };
    insertImported(db, id, { label: `${name}-${Math.floor(random() * 1e9)}-${index}`, clinical, scans: [scan] }, who);
  }
  return id;
}
