import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { mergeColumns } from '#main/store/clinical.ts';
import { createCohort } from '#main/store/cohorts.ts';
import type { ReadDb, WriteDb } from '#main/store/database.ts';
import { ensureFeatureSet } from '#main/store/features.ts';
import { insertImported } from '#main/store/imported.ts';
import { registerModel } from '#main/store/models.ts';
import { createWorkspace, openWorkspace, type WorkspaceSession } from '#main/store/workspace.ts';
import type { Cohort, FeatureSet } from '#shared/domain/entities.ts';
import type { LesionId } from '#shared/domain/ids.ts';
import type { ImportedLesion, ImportedPatient } from '#shared/domain/imported.ts';
import { type Geometry, identityDirection } from '#shared/imaging/geometry.ts';

export const who = 'Dr. Test';

/** A folder that is removed when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seedpoint-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function temporaryWorkspace(): WorkspaceSession & { db: WriteDb } {
  const session = createWorkspace(join(temporaryFolder(), 'study'), 'Study');
  onTestFinished(() => session.close());
  return { ...session, db: session.writable() };
}

export function reopened(path: string): WorkspaceSession {
  const session = openWorkspace(path);
  onTestFinished(() => session.close());
  return session;
}

export const geometry: Geometry = {
  size: [100, 100, 60],
  spacingMm: [1, 1, 2],
  originMm: [-50, -50, -60],
  direction: identityDirection,
};

export const lesionAt = (x: number, y: number, z: number, changes: Partial<ImportedLesion> = {}): ImportedLesion => ({
  roi: null,
  seedMm: [x, y, z],
  seedSource: 'table',
  volumeMm3: null,
  warnings: [],
  ...changes,
});

/** A patient with one DICOM scan that holds these lesions. */
export const patientWith = (
  label: string,
  lesions: readonly ImportedLesion[],
  clinical: ImportedPatient['clinical'] = {},
): ImportedPatient => ({
  label,
  clinical,
  scans: [
    {
      source: { format: 'dicom', files: [`/data/${label}/1.dcm`] },
      geometry,
      modality: 'CT',
      warnings: [],
      headerHash: `hash of ${label}`,
      lesions,
    },
  ],
});

/** A cohort with the columns age (years), stage and smoker, and so many patients of one lesion each. */
export function cohortOf(db: WriteDb, patientCount: number, name = 'Cohort'): Cohort {
  const cohort = createCohort(db, { name, description: '' }, who);
  mergeColumns(db, cohort.id, [
    { name: 'age', type: 'number', unit: 'years' },
    { name: 'stage', type: 'text', unit: null },
    { name: 'smoker', type: 'boolean', unit: null },
  ]);
  for (let index = 1; index <= patientCount; index++) {
    const clinical = { age: 40 + index, stage: index % 2 ? 'I' : 'II', smoker: index % 3 === 0 };
    insertImported(db, cohort.id, patientWith(`${name}-${index}`, [lesionAt(index, 0, 0)], clinical), who);
  }
  return cohort;
}

export const lesionIdsOf = (db: ReadDb, cohort: Cohort): LesionId[] =>
  db
    .all<{ id: LesionId }>('SELECT id FROM lesions WHERE cohort_id = ? ORDER BY patient_id, number', [cohort.id])
    .map(({ id }) => id);

export function featureSetOf(db: WriteDb, cohort: Cohort, dimension: number): FeatureSet {
  const model = registerModel(
    db,
    {
      name: 'Encoder',
      folder: 'encoder',
      architecture: 'resnet50-3d',
      parameterCount: 10,
      featureCount: dimension,
      headOutputs: 0,
      sha256: `sha of ${dimension}`,
      trained: false,
      licence: 'none',
      provenance: 'made for a test',
    },
    who,
  );
  return ensureFeatureSet(db, { cohortId: cohort.id, modelId: model.id, profile: 'exact-v1', dimension }, who);
}
