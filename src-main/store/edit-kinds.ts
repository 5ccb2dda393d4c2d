import { z } from 'zod';
import { cellSchema, endpointDefinitionSchema, seedSources, vec3Schema } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import { storedCell, toCell } from './cells.ts';
import { fromJson, now, type ReadDb, type WriteDb } from './database.ts';

/**
 * What can be undone. A kind reads the state it changes and writes a state back: doing, undoing and redoing are all
 * the same write. Targets and states are stored as JSON, so they are parsed on the way in.
 */
export interface EditKind {
  /** Throws `not-found` where the target is gone. */
  read(db: ReadDb, target: unknown): unknown;
  write(db: WriteDb, target: unknown, state: unknown): void;
  describe(db: ReadDb, target: unknown, after: unknown): { subject: string; label: string };
}

function defineEdit<Target extends z.ZodType, State extends z.ZodType>(
  targetSchema: Target,
  stateSchema: State,
  kind: {
    read(db: ReadDb, target: z.output<Target>): z.output<State> | undefined;
    write(db: WriteDb, target: z.output<Target>, state: z.output<State>): void;
    describe(db: ReadDb, target: z.output<Target>, after: z.output<State>): { subject: string; label: string };
  },
): EditKind {
  return {
    read(db, target) {
      const state = kind.read(db, targetSchema.parse(target));
      if (state === undefined) throw new AppError('not-found', 'What this edit changes is no longer in the workspace.');
      return stateSchema.parse(state);
    },
    write: (db, target, state) => kind.write(db, targetSchema.parse(target), stateSchema.parse(state)),
    describe: (db, target, after) => kind.describe(db, targetSchema.parse(target), stateSchema.parse(after)),
  };
}

const lesionTarget = z.object({ lesionId: z.number().int() });

function lesionName(db: ReadDb, lesionId: number): string {
  const row = db.get<{ code: string; number: number }>(
    'SELECT p.code, l.number FROM lesions l JOIN patients p ON p.id = l.patient_id WHERE l.id = ?',
    [lesionId],
  );
  return row ? `${row.code} lesion ${row.number}` : `lesion ${lesionId}`;
}

const setSeed = defineEdit(
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
  },
);

const setExcluded = defineEdit(lesionTarget, z.object({ excluded: z.boolean() }), {
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
});

const clinicalTarget = z.object({ patientId: z.number().int(), columnId: z.number().int() });
interface ClinicalRow {
  name: string;
  type: 'number' | 'text' | 'boolean';
  code: string;
  value: number | string | null;
}
const clinicalRow = (db: ReadDb, target: z.output<typeof clinicalTarget>): ClinicalRow | undefined =>
  db.get<ClinicalRow>(
    `SELECT c.name, c.type, p.code, v.value
       FROM clinical_columns c JOIN patients p ON p.cohort_id = c.cohort_id
       LEFT JOIN clinical_values v ON v.column_id = c.id AND v.patient_id = p.id
      WHERE c.id = ? AND p.id = ?`,
    [target.columnId, target.patientId],
  );

const setClinical = defineEdit(clinicalTarget, z.object({ value: cellSchema }), {
  read(db, target) {
    const row = clinicalRow(db, target);
    return row && { value: toCell(row.type, row.value) };
  },
  write(db, { columnId, patientId }, { value }) {
    if (value === null)
      db.run('DELETE FROM clinical_values WHERE column_id = ? AND patient_id = ?', [columnId, patientId]);
    else {
      db.run(
        'INSERT INTO clinical_values (column_id, patient_id, value) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
        [columnId, patientId, storedCell(value)],
      );
    }
  },
  describe(db, target) {
    const row = clinicalRow(db, target);
    return { subject: `patient ${target.patientId}, column ${row?.name}`, label: `Set ${row?.name} of ${row?.code}` };
  },
});

const cohortTarget = z.object({ cohortId: z.number().int() });

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
  'clinical.set': setClinical,
  'cohorts.update': updateCohort,
  'cohorts.remove': presence('cohort', 'Remove', z.object({}), "'{}'"),
  'endpoints.create': presence('endpoint', 'Add', endpointDefinitionSchema, 'definition'),
  'endpoints.remove': presence('endpoint', 'Remove', endpointDefinitionSchema, 'definition'),
  'splits.create': presence('split', 'Add', splitDetails, splitColumns),
  'splits.remove': presence('split', 'Remove', splitDetails, splitColumns),
} satisfies Record<string, EditKind>;

export type EditAction = keyof typeof editKinds;
