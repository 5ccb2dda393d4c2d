import { z } from 'zod';
import { seedSources, vec3Schema } from '#shared/domain/entities.ts';
import type { ReadDb } from './database.ts';
import { type Affected, defineEdit } from './edit-kind.ts';

export const lesionTarget = z.object({ lesionId: z.number().int() });

/** The criteria of a patient's lesions may ask for what an edit of one of them changes. */
export const patientOfLesion = (db: ReadDb, { lesionId }: { lesionId: number }): Affected | null => {
  const row = db.get<{ cohort_id: Affected['cohortId']; patient_id: NonNullable<Affected['patientIds']>[number] }>(
    'SELECT cohort_id, patient_id FROM lesions WHERE id = ?',
    [lesionId],
  );
  return row ? { cohortId: row.cohort_id, patientIds: [row.patient_id] } : null;
};

export function lesionName(db: ReadDb, lesionId: number): string {
  const row = db.get<{ code: string; number: number }>(
    'SELECT p.code, l.number FROM lesions l JOIN patients p ON p.id = l.patient_id WHERE l.id = ?',
    [lesionId],
  );
  return row ? `${row.code} lesion ${row.number}` : `lesion ${lesionId}`;
}

export const setSeed = defineEdit(
  lesionTarget,
  z.object({ seedMm: vec3Schema, seedSource: z.enum(seedSources), reviewer: z.string().nullable() }),
  {
    read(db, { lesionId }) {
      const row = db.get<{
        seed_x: number;
        seed_y: number;
        seed_z: number;
        seed_source: (typeof seedSources)[number];
        reviewer: string | null;
      }>('SELECT seed_x, seed_y, seed_z, seed_source, reviewer FROM lesions WHERE id = ?', [lesionId]);
      return (
        row && {
          seedMm: [row.seed_x, row.seed_y, row.seed_z] as const,
          seedSource: row.seed_source,
          reviewer: row.reviewer,
        }
      );
    },
    write(db, { lesionId }, { seedMm, seedSource, reviewer }) {
      db.run('UPDATE lesions SET seed_x = ?, seed_y = ?, seed_z = ?, seed_source = ?, reviewer = ? WHERE id = ?', [
        ...seedMm,
        seedSource,
        reviewer,
        lesionId,
      ]);
    },
    describe: (db, { lesionId }) => ({
      subject: `lesion ${lesionId}`,
      label: `Move the seed of ${lesionName(db, lesionId)}`,
    }),
    affected: patientOfLesion,
  },
);

export const setExcluded = defineEdit(lesionTarget, z.object({ excluded: z.boolean() }), {
  read(db, { lesionId }) {
    const row = db.get<{ excluded: number }>('SELECT excluded FROM lesions WHERE id = ?', [lesionId]);
    return row && { excluded: row.excluded === 1 };
  },
  write(db, { lesionId }, { excluded }) {
    db.run('UPDATE lesions SET excluded = ? WHERE id = ?', [excluded ? 1 : 0, lesionId]);
  },
  describe: (db, { lesionId }, { excluded }) => ({
    subject: `lesion ${lesionId}`,
    label: `${excluded ? 'Exclude' : 'Include'} ${lesionName(db, lesionId)}`,
  }),
  affected: patientOfLesion,
});

export const setNote = defineEdit(lesionTarget, z.object({ note: z.string() }), {
  read: (db, { lesionId }) => db.get<{ note: string }>('SELECT note FROM lesions WHERE id = ?', [lesionId]),
  write(db, { lesionId }, { note }) {
    db.run('UPDATE lesions SET note = ? WHERE id = ?', [note, lesionId]);
  },
  describe: (db, { lesionId }, { note }) => ({
    subject: `lesion ${lesionId}`,
    label: `${note === '' ? 'Remove the note of' : 'Note on'} ${lesionName(db, lesionId)}`,
  }),
  affected: patientOfLesion,
});

/** The seed of one reader; null: none. */
export const setReaderSeed = defineEdit(
  lesionTarget.extend({ reader: z.string() }),
  z.object({ seed: z.object({ seedMm: vec3Schema, at: z.string() }).nullable() }),
  {
    read(db, { lesionId, reader }) {
      const row = db.get<{ x: number | null; y: number; z: number; at: string }>(
        `SELECT r.seed_x AS x, r.seed_y AS y, r.seed_z AS z, r.at
           FROM lesions l LEFT JOIN reader_seeds r ON r.lesion_id = l.id AND r.reader = ? WHERE l.id = ?`,
        [reader, lesionId],
      );
      return row && { seed: row.x === null ? null : { seedMm: [row.x, row.y, row.z] as const, at: row.at } };
    },
    write(db, { lesionId, reader }, { seed }) {
      if (seed === null) db.run('DELETE FROM reader_seeds WHERE lesion_id = ? AND reader = ?', [lesionId, reader]);
      else {
        db.run(
          'INSERT OR REPLACE INTO reader_seeds (lesion_id, reader, seed_x, seed_y, seed_z, at) VALUES (?, ?, ?, ?, ?, ?)',
          [lesionId, reader, ...seed.seedMm, seed.at],
        );
      }
    },
    describe: (db, { lesionId, reader }, { seed }) => ({
      subject: `lesion ${lesionId}, reader ${reader}`,
      label: `${seed ? 'Set' : 'Remove'} the seed of ${reader} for ${lesionName(db, lesionId)}`,
    }),
  },
);
