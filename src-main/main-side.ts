import { userInfo } from 'node:os';
import type { WireEvent, WireReply } from '#shared/contract/contract.ts';
import { readVolume } from './analysis/volumes.ts';
import { forkCompute } from './compute/fork.ts';
import { type ComputePort, createComputePool } from './compute/pool.ts';
import { createDrawingDesk } from './export/drawing-desk.ts';
import { type MainContext, type OpenWorkspace, readDb } from './handlers/context.ts';
import { handlers } from './handlers/handlers.ts';
import { describeWorkspace } from './handlers/workspace-info.ts';
import { createJobQueue } from './jobs/queue.ts';
import { log, logTo } from './log.ts';
import { removeAbandonedModels } from './models/model-folder.ts';
import type { Shell } from './shell.ts';
import { rememberWorkspace } from './store/recent.ts';
import type { WorkspaceSession } from './store/workspace.ts';
import { createSwitchboard } from './switchboard.ts';

/** The whole of the main side, as the shells and the command line use it. */
export interface MainSide {
  call(name: string, input: unknown): Promise<WireReply>;
  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: WireEvent) => void): () => void;
  /** Voxels in the form of `volume-bytes.ts`. Rejects with an `AppError`. */
  volume(id: string): Promise<Uint8Array>;
  /** Ends what runs, gives the workspace back and ends the compute processes. */
  close(): Promise<void>;
}

export interface MainSideOptions {
  readonly shell: Shell;
  /** How this shell starts a compute process; absent: forked by Node. */
  readonly forkCompute?: () => ComputePort;
}

/** Interactive work waits for two others at most; jobs have one process, which may hold the accelerator. */
const analysisProcesses = 2;
/** An encoder cannot be stopped within one patch, and loading it again would take longer than waiting. */
const encoderGraceMs = 5000;

export function createMainSide({ shell, forkCompute: fork = () => forkCompute() }: MainSideOptions): Promise<MainSide> {
  const listeners = new Set<(event: WireEvent) => void>();
  /** A window that cannot be told is no reason for a call or a job to fail. */
  const emit = (event: WireEvent): void => {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        log.warn({ event: event.name, err: error }, 'A window could not be told of an event.');
      }
    }
  };
  const analysis = createComputePool(fork, analysisProcesses);
  const viewing = createComputePool(fork, 1);
  const examining = createComputePool(fork, 1, { graceMs: encoderGraceMs });
  const jobs = createComputePool(fork, 1);
  const drawings = createDrawingDesk({
    openPage: () => shell.openDrawingPage(),
    onRequest: () => emit({ name: 'drawing.requested', payload: {} }),
  });
  const user = userInfo().username;
  let workspace: OpenWorkspace | null = null;
  const inTurn = takingTurns();

  const context: MainContext = {
    shell,
    drawings,
    analysis,
    viewing,
    examining,
    computing: new Map(),
    user,
    emit,
    get workspace() {
      return workspace;
    },
    openSession: (open) =>
      inTurn(async () => {
        const session = open(workspace?.session ?? null);
        if (session === workspace?.session) return describeWorkspace(session);
        try {
          await closeWorkspace();
          startWorkspace(session);
        } catch (error) {
          session.close();
          throw error;
        }
        return describeWorkspace(session);
      }),
    closeSession: () => inTurn(closeWorkspace),
  };

  function startWorkspace(session: WorkspaceSession): void {
    const queue = session.readOnly
      ? null
      : createJobQueue({ db: session.writable(), session, compute: jobs, drawings, who: user, emit });
    workspace = { session, queue };
    logTo(session.logsFolder);
    remember(session);
    if (queue) tidy(session);
    emit({ name: 'workspace.changed', payload: describeWorkspace(session) });
  }

  async function closeWorkspace(): Promise<void> {
    const open = workspace;
    if (!open) return;
    await open.queue?.close();
    workspace = null;
    open.session.close();
    logTo(null);
    emit({ name: 'workspace.changed', payload: null });
  }
  const switchboard = createSwitchboard(handlers, context);

  return Promise.resolve({
    call: switchboard.call,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    volume: (id) => readVolume({ db: readDb(context), analysis, viewing }, id),
    async close() {
      try {
        await context.closeSession();
        await drawings.close();
      } finally {
        for (const pool of [analysis, viewing, examining, jobs]) pool.close();
      }
      log.info('The main side closed.');
    },
  });
}

/**
 * Opening and closing take turns: of two at once, e.g. by a double click, one would stay open with its lock and its
 * jobs and nobody to close it.
 */
function takingTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}

function tidy({ modelsFolder }: WorkspaceSession): void {
  removeAbandonedModels(modelsFolder).catch((error: unknown) => {
    log.warn({ err: error }, 'What an import left behind could not be deleted.');
  });
}

/** The list of recent workspaces is a convenience: where the settings folder cannot be written, one opens all the same. */
function remember(session: WorkspaceSession): void {
  try {
    rememberWorkspace(session);
  } catch (error) {
    log.warn({ err: error }, 'The list of recent workspaces could not be written.');
  }
}
