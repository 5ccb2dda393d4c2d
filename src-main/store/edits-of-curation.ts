import { z } from 'zod';
import { reviewStates, vec3Schema } from '#shared/domain/entities.ts';
import type { CohortId, PatientId } from '#shared/domain/ids.ts';
import { fromJson, type ReadDb } from './database.ts';
import { defineEdit } from './edit-kind.ts';
import { lesionName } from './edits-of-lesions.ts';

/** What an edit over many lesions may change; only what it does change is there. */
const curatedSchema = z.object({
  excluded: z.boolean().optional(),
  review: z.enum(reviewStates).optional(),
  reviewer: z.string().nullable().optional(),
  tags: z.array(z.string()).optional(),
});
export type Curated = z.output<typeof curatedSchema>;
export const curatedFields = ['excluded', 'review', 'reviewer', 'tags'] as const;
type CuratedField = (typeof curatedFields)[number];

/** States of lesions, run by run of equal ones, in the order of the target. */
const runsSchema = z.object({ runs: z.array(z.object({ count: z.number().int(), state: curatedSchema })) });

export function runsOf(states: readonly Curated[]): z.output<typeof runsSchema> {
  const runs: { count: number; state: Curated }[] = [];
  let lastKey = '';
  for (const state of states) {
    const key = JSON.stringify(state);
    const last = runs.at(-1);
    if (last && key === lastKey) last.count++;
    else runs.push({ count: 1, state });
    lastKey = key;
  }
  return { runs };
}

interface CuratedRow {
  id: number;
  excluded: number;
  review: (typeof reviewStates)[number];
  reviewer: string | null;
  tags: string;
}

/** The named fields of lesions in the order of the ids; undefined where one is gone. */
export function readCurated(
  db: ReadDb,
  lesionIds: readonly number[],
  fields: readonly CuratedField[],
): Curated[] | undefined {
  const rows = db.all<CuratedRow>(
    'SELECT id, excluded, review, reviewer, tags FROM lesions WHERE id IN (SELECT value FROM json_each(?))',
    [JSON.stringify(lesionIds)],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  if (byId.size < new Set(lesionIds).size) return undefined;
  return lesionIds.map((id) => {
    const row = byId.get(id)!;
    const whole = {
      excluded: row.excluded === 1,
      review: row.review,
      reviewer: row.reviewer,
      tags: fromJson<string[]>(row.tags),
    };
    return Object.fromEntries(fields.map((field) => [field, whole[field]]));
  });
}

const curateTarget = z.object({
  cohortId: z.number().int(),
  lesionIds: z.array(z.number().int()),
  fields: z.array(z.enum(curatedFields)),
});

export const curateLesions = defineEdit(curateTarget, runsSchema, {
  read(db, { lesionIds, fields }) {
    const states = readCurated(db, lesionIds, fields);
    return states && runsOf(states);
  },
  write(db, { lesionIds, fields }, { runs }) {
    const sql = `UPDATE lesions SET ${fields.map((field) => `${field} = ?`).join(', ')} WHERE id = ?`;
    let next = 0;
    for (const { count, state } of runs) {
      const values = fields.map((field) => {
        const value = state[field];
        if (Array.isArray(value)) return JSON.stringify(value);
        return typeof value === 'boolean' ? Number(value) : (value ?? null);
      });
      for (const lesionId of lesionIds.slice(next, next + count)) db.run(sql, [...values, lesionId]);
      next += count;
    }
  },
  describe(db, { lesionIds }, { runs }) {
    const [first = 0] = lesionIds;
    const whose = lesionIds.length === 1 ? lesionName(db, first) : `${lesionIds.length} lesions`;
    return { subject: `lesions ${rangesOf(lesionIds)}`, label: `${verbOf(runs.map(({ state }) => state))} ${whose}` };
  },
  affected(db, { cohortId, lesionIds }) {
    const rows = db.all<{ patient_id: PatientId }>(
      'SELECT DISTINCT patient_id FROM lesions WHERE id IN (SELECT value FROM json_each(?))',
      [JSON.stringify(lesionIds)],
    );
    return { cohortId: cohortId as CohortId, patientIds: rows.map((row) => row.patient_id) };
  },
});

/** `3-7, 9`: ids as an audit log can hold them by the thousand. */
function rangesOf(ids: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const id of ids.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && id === last[1] + 1) last[1] = id;
    else ranges.push([id, id]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}

/** What was done, where the same was done to all; else `Change`. */
function verbOf(states: readonly Curated[]): string {
  const [first = {}] = states;
  const same = <K extends keyof Curated>(key: K) => states.every((state) => state[key] === first[key]);
  const touched = Object.keys(first).filter((key) => key !== 'reviewer');
  if (touched.length === 1 && touched[0] === 'tags') return 'Change the tags of';
  if (touched.length === 1 && touched[0] === 'excluded' && same('excluded'))
    return first.excluded ? 'Exclude' : 'Include';
  if (touched.length === 1 && touched[0] === 'review' && same('review') && first.review) {
    return { accepted: 'Accept', queried: 'Query', unreviewed: 'Take back the review of' }[first.review];
  }
  return 'Change';
}

const addTarget = z.object({
  lesionId: z.number().int(),
  cohortId: z.number().int(),
  patientId: z.number().int(),
  scanId: z.number().int(),
  seedMm: vec3Schema,
  reviewer: z.string(),
});

/** A lesion that somebody added is deleted when that is undone, with the features it got since. */
export const addLesion = defineEdit(addTarget, z.object({ present: z.boolean() }), {
  read: (db, { lesionId }) => ({ present: db.get('SELECT 1 FROM lesions WHERE id = ?', [lesionId]) !== undefined }),
  write(db, { lesionId, cohortId, patientId, scanId, seedMm, reviewer }, { present }) {
    if (!present) {
      db.run('DELETE FROM lesions WHERE id = ?', [lesionId]);
      return;
    }
    db.run(
      `INSERT INTO lesions (id, cohort_id, patient_id, scan_id, number, seed_x, seed_y, seed_z, seed_source, reviewer, warnings, imported_seed)
       VALUES (?, ?, ?, ?, (SELECT coalesce(max(number), 0) + 1 FROM lesions WHERE patient_id = ?), ?, ?, ?, 'click', ?, '[]', ?)`,
      [lesionId, cohortId, patientId, scanId, patientId, ...seedMm, reviewer, `added ${lesionId}`],
    );
  },
  describe: (db, { lesionId }) => ({ subject: `lesion ${lesionId}`, label: `Add ${lesionName(db, lesionId)}` }),
  affected: (_db, { cohortId, patientId }) => ({
    cohortId: cohortId as CohortId,
    patientIds: [patientId as PatientId],
  }),
  obstacle(db, { lesionId }, { present }) {
    if (present || !db.get('SELECT 1 FROM predictions WHERE lesion_id = ?', [lesionId])) return null;
    return `A biomarker was trained or tested with ${lesionName(db, lesionId)}, so adding it cannot be undone. Exclude it instead.`;
  },
});
