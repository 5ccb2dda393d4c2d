import type { Cell } from '#shared/domain/entities.ts';
import type { CohortId, LesionId, PatientId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { cellOfType } from './cells.ts';
import { findColumn } from './clinical.ts';
import type { WriteDb } from './database.ts';
import { performEdit } from './edits.ts';

/** Changes one value of a patient, or of one of their lesions; null makes it missing. Can be undone. */
export function setClinical(
  db: WriteDb,
  patientId: PatientId,
  columnName: string,
  value: Cell,
  who: string,
  lesionId: LesionId | null = null,
): CohortId {
  const patient = db.get<{ cohort_id: CohortId }>('SELECT cohort_id FROM patients WHERE id = ?', [patientId]);
  if (!patient) throw new AppError('not-found', 'This patient is no longer in the workspace.');
  const column = findColumn(db, patient.cohort_id, columnName);
  if (!column) throw new AppError('not-found', `There is no clinical column “${columnName}” in this cohort.`);
  const ofLesion = column.level === 'lesion';
  if (ofLesion && lesionId === null) {
    const message = `“${columnName}” has a value per lesion: name the lesion.`;
    throw new AppError('invalid-input', message, { issues: [{ path: 'lesionId', message }] });
  }
  const target = { patientId, lesionId: ofLesion ? lesionId : null, columnId: column.id };
  performEdit(db, 'clinical.set', target, { value: cellOfType(column, value) }, who);
  return patient.cohort_id;
}
