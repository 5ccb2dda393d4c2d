import type { z } from 'zod';
import type { CohortId, PatientId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import type { ReadDb, WriteDb } from './database.ts';

/** Lesions whose criteria are to be asked again: those of some patients, or (null) of the whole cohort. */
export interface Affected {
  readonly cohortId: CohortId;
  readonly patientIds: readonly PatientId[] | null;
}

/**
 * What can be undone. A kind reads the state it changes and writes a state back: doing, undoing and redoing are all
 * the same write. Targets and states are stored as JSON, so they are parsed on the way in.
 */
export interface EditKind {
  /** Throws `not-found` where the target is gone. */
  read(db: ReadDb, target: unknown): unknown;
  write(db: WriteDb, target: unknown, state: unknown): void;
  describe(db: ReadDb, target: unknown, after: unknown): { subject: string; label: string };
  /** What the edit may have changed for the criteria of its cohort. */
  affected(db: ReadDb, target: unknown): Affected | null;
  /** Why this state can no longer be written, in a sentence; null where it can. */
  obstacle(db: ReadDb, target: unknown, wanted: unknown): string | null;
}

export function defineEdit<Target extends z.ZodType, State extends z.ZodType>(
  targetSchema: Target,
  stateSchema: State,
  kind: {
    read(db: ReadDb, target: z.output<Target>): z.output<State> | undefined;
    write(db: WriteDb, target: z.output<Target>, state: z.output<State>): void;
    describe(db: ReadDb, target: z.output<Target>, after: z.output<State>): { subject: string; label: string };
    affected?(db: ReadDb, target: z.output<Target>): Affected | null;
    obstacle?(db: ReadDb, target: z.output<Target>, wanted: z.output<State>): string | null;
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
    affected: (db, target) => kind.affected?.(db, targetSchema.parse(target)) ?? null,
    obstacle: (db, target, wanted) =>
      kind.obstacle?.(db, targetSchema.parse(target), stateSchema.parse(wanted)) ?? null,
  };
}
