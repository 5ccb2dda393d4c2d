import { join } from 'node:path';
import type { Workspace } from '#shared/contract/app.ts';
import type { WireEvent } from '#shared/contract/contract.ts';
import { AppError } from '#shared/errors.ts';
import { figureCacheIn } from '../analysis/figure-cache.ts';
import type { ComputePool } from '../compute/pool.ts';
import type { DrawingDesk } from '../export/drawing-desk.ts';
import type { JobQueue } from '../jobs/queue.ts';
import type { Shell } from '../shell.ts';
import type { ReadDb, WriteDb } from '../store/database.ts';
import type { WorkspaceSession } from '../store/workspace.ts';

/** What handlers work with. */
export interface MainContext {
  readonly shell: Shell;
  readonly drawings: DrawingDesk;
  /** For what a user waits for: previews, statistics, patches. Jobs have a pool of their own. */
  readonly analysis: ComputePool;
  /** One process that keeps the scans in view open, and one that keeps the encoder that is asked about seeds. */
  readonly viewing: ComputePool;
  readonly examining: ComputePool;
  /** The person at the machine, as the audit log names them. */
  readonly user: string;
  readonly workspace: OpenWorkspace | null;
  /** Computations that can be cancelled, by ticket. */
  readonly computing: Map<string, AbortController>;
  /**
   * Makes the session that `open` returns the open workspace and starts its queue; the one open before is closed. It is
   * handed that one, and may return it to keep it. Opening and closing wait for each other.
   */
  openSession(open: (current: WorkspaceSession | null) => WorkspaceSession): Promise<Workspace>;
  closeSession(): Promise<void>;
  emit(event: WireEvent): void;
}

export interface OpenWorkspace {
  readonly session: WorkspaceSession;
  /** Null where the workspace is read-only. */
  readonly queue: JobQueue | null;
}

function openWorkspaceOf({ workspace }: MainContext): OpenWorkspace {
  if (!workspace) throw new AppError('conflict', 'No workspace is open. Open or create one first.');
  return workspace;
}

export const sessionOf = (context: MainContext): WorkspaceSession => openWorkspaceOf(context).session;
/** What computes the figures of the open workspace. */
export const evidenceTools = (context: MainContext) => ({
  compute: context.analysis,
  cache: figureCacheIn(join(sessionOf(context).cacheFolder, 'figures')),
});

export const readDb = (context: MainContext): ReadDb => sessionOf(context).db;
export const writeDb = (context: MainContext): WriteDb => sessionOf(context).writable();

export function queueOf(context: MainContext): JobQueue {
  const { queue, session } = openWorkspaceOf(context);
  if (!queue)
    throw new AppError(
      'conflict',
      `This workspace is open for reading only: ${session.heldBy ?? 'another process'} holds it.`,
    );
  return queue;
}
