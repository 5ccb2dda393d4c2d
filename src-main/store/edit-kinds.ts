import { z } from 'zod';
import { endpointDefinitionSchema } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import { fromJson, now, type ReadDb } from './database.ts';
import { defineEdit, type EditKind } from './edit-kind.ts';
import { cohortTarget, setAggregation, setCriteria, setPretraining } from './edits-of-cohorts.ts';
import { addLesion, curateLesions } from './edits-of-curation.ts';
import { relinkScans } from './edits-of-files.ts';
import { setExcluded, setNote, setReaderSeed, setSeed } from './edits-of-lesions.ts';
import { setClinical } from './edits-of-values.ts';

const updateCohort = defineEdit(cohortTarget, z.object({ name: z.string(), description: z.string() }), {
  read: (db, { cohortId }) =>
    db.get<{ name: string; description: string }>('SELECT name, description FROM cohorts WHERE id = ?', [cohortId]),
  write(db, { cohortId }, { name, description }) {
    assertNameFree(db, 'cohort', name, cohortId);
    db.run('UPDATE cohorts SET name = ?, description = ? WHERE id = ?', [name, description, cohortId]);
  },
  describe: (_db, { cohortId }, { name }) => ({ subject: `cohort ${cohortId}`, label: `Change cohort “${name}”` }),
});

type Removable = 'cohort' | 'endpoint' | 'split';

/** A name is taken by what is shown: among all cohorts, or among the endpoints or splits of one cohort. */
export function assertNameFree(db: ReadDb, kind: Removable, name: string, id: number, cohortId?: number): void {
  const taken = db.get(
    `SELECT 1 FROM ${kind}s WHERE name = ? AND id <> ? AND removed_at IS NULL${kind === 'cohort' ? '' : ' AND cohort_id = ?'}`,
    [name, id, ...(kind === 'cohort' ? [] : [cohortId ?? null])],
  );
  if (taken) throw new AppError('conflict', `There is another ${kind} named “${name}”. Choose another name.`);
}

interface PresenceRow {
  name: string;
  cohort_id: number;
  removed_at: string | null;
  details: string;
}

/** Adding and removing are one flag: what is removed stays in its table until it is purged with its cohort. */
function presence(kind: Removable, verb: 'Add' | 'Remove', details: z.ZodType, detailColumns: string): EditKind {
  const row = (db: ReadDb, id: number): PresenceRow | undefined =>
    db.get<PresenceRow>(
      `SELECT name, ${kind === 'cohort' ? 'id AS cohort_id' : 'cohort_id'}, removed_at, ${detailColumns} AS details FROM ${kind}s WHERE id = ?`,
      [id],
    );
  return defineEdit(z.object({ id: z.number().int() }), z.object({ present: z.boolean(), name: z.string(), details }), {
    read(db, { id }) {
      const found = row(db, id);
      return found && { present: found.removed_at === null, name: found.name, details: fromJson(found.details) };
    },
    write(db, { id }, { present, name }) {
      if (present) assertNameFree(db, kind, name, id, row(db, id)?.cohort_id);
      db.run(`UPDATE ${kind}s SET removed_at = ? WHERE id = ?`, [present ? null : now(), id]);
    },
    describe: (_db, { id }, { name }) => ({ subject: `${kind} ${id}`, label: `${verb} ${kind} “${name}”` }),
  });
}

const splitDetails = z.object({ seed: z.number(), fractions: z.record(z.string(), z.number()) });
const splitColumns = "json_object('seed', seed, 'fractions', json(fractions))";

export const editKinds = {
  'lesions.setSeed': setSeed,
  'lesions.setExcluded': setExcluded,
  'lesions.setNote': setNote,
  'lesions.curate': curateLesions,
  'lesions.add': addLesion,
  'readers.setSeed': setReaderSeed,
  'readers.removeSeed': setReaderSeed,
  'criteria.set': setCriteria,
  'cohorts.setAggregation': setAggregation,
  'models.setPretraining': setPretraining,
  'scans.relink': relinkScans,
  'clinical.set': setClinical,
  'cohorts.update': updateCohort,
  'cohorts.createSubset': presence('cohort', 'Add', z.object({}), "'{}'"),
  'cohorts.remove': presence('cohort', 'Remove', z.object({}), "'{}'"),
  'endpoints.create': presence('endpoint', 'Add', endpointDefinitionSchema, 'definition'),
  'endpoints.remove': presence('endpoint', 'Remove', endpointDefinitionSchema, 'definition'),
  'splits.create': presence('split', 'Add', splitDetails, splitColumns),
  'splits.fromColumn': presence('split', 'Add', splitDetails, splitColumns),
  'splits.remove': presence('split', 'Remove', splitDetails, splitColumns),
} satisfies Record<string, EditKind>;

export type EditAction = keyof typeof editKinds;
