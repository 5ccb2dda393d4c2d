import type { z } from 'zod';
import type { EventPayload } from '#shared/contract/contract.ts';
import type { CohortId, JobId } from '#shared/domain/ids.ts';
import type { WireError } from '#shared/errors.ts';
import type { JobKind } from '#shared/job.ts';
import type { ComputePool } from '../compute/pool.ts';
import type { TaskProgress } from '../compute/task.ts';
import type { DrawingDesk } from '../export/drawing-desk.ts';
import type { WriteDb } from '../store/database.ts';
import type { WorkspaceSession } from '../store/workspace.ts';

/** A job touches the world through this alone. */
export interface JobContext {
  readonly jobId: JobId;
  readonly db: WriteDb;
  readonly session: WorkspaceSession;
  /** Heavy work goes here; results come back and are stored by the job. */
  readonly compute: ComputePool;
  readonly drawings: DrawingDesk;
  /** In whose name the job writes. */
  readonly who: string;
  readonly signal: AbortSignal;
  report(progress: TaskProgress): void;
  /** Records one item that failed; the job goes on. */
  fail(item: string, error: WireError): void;
  /** One line of the job's log. Never a patient identifier. */
  log(line: string): void;
  /** Tells the windows that something was written. */
  announce(what: EventPayload<'data.changed'>['what'], cohortId: CohortId | null): void;
}

/**
 * A kind of long work. `run` must be safe to run again after it was killed anywhere: what is stored already is not
 * done twice. It returns what it made.
 */
export interface JobDefinition<Input = unknown> {
  readonly kind: JobKind;
  /** Rows in the store outlive versions: input is parsed again before every run. */
  readonly input: z.ZodType<Input>;
  run(input: Input, context: JobContext): Promise<Record<string, unknown>>;
}

/** Types `run` by the input schema and erases both for the list. */
export const defineJob = <S extends z.ZodType>(definition: {
  kind: JobKind;
  input: S;
  run(input: z.output<S>, context: JobContext): Promise<Record<string, unknown>>;
}): JobDefinition<z.output<S>> => definition as JobDefinition<z.output<S>>;
