import { AppError, cancelled, fromWireError } from '#shared/errors.ts';
import { log } from '../log.ts';
import type { FromCompute, TaskProgress, ToCompute } from './task.ts';
import type { TaskInput, TaskItem, TaskName, TaskResult } from './tasks.ts';

/** One compute process as main sees it: forked by Node, or a utility process of Electron. */
export interface ComputePort {
  send(message: ToCompute): void;
  onMessage(listener: (message: FromCompute) => void): void;
  /** Called once with a readable reason, e.g. `signal SIGKILL`. */
  onExit(listener: (reason: string) => void): void;
  kill(): void;
  readonly pid: number | undefined;
}

export interface TaskHooks<N extends TaskName> {
  readonly signal?: AbortSignal | undefined;
  readonly onItem?: ((item: TaskItem<N>) => void) | undefined;
  readonly onProgress?: ((progress: TaskProgress) => void) | undefined;
  /** Absent: lines go to the log of the workspace. */
  readonly onLog?: ((line: string) => void) | undefined;
}

export interface ComputePool {
  /** Runs a task in a process of its own. Rejects with an `AppError`: `device` when the process died. */
  run<N extends TaskName>(name: N, input: TaskInput<N>, hooks?: TaskHooks<N>): Promise<TaskResult<N>>;
  /** Process ids now alive, for tests and diagnostics. */
  pids(): number[];
  close(): void;
}

/** A task that has not answered a cancel by then is ended with its process, unless the pool is told to wait longer. */
const cancelGraceMs = 700;
/** An idle process gives its memory back after this long. */
const idleMs = 60_000;

interface Member {
  readonly port: ComputePort;
  /** Taken by a task from the moment it is handed out; one that is being ended is never free again. */
  busy: boolean;
  isEnding: boolean;
  idleTimer: NodeJS.Timeout | null;
  /** The task it works on. */
  current: {
    readonly id: number;
    readonly receive: (message: FromCompute) => void;
    readonly died: (reason: string) => void;
  } | null;
}

/**
 * At most `size` compute processes, each with one task at a time; further tasks wait their turn. A process that dies
 * fails its own task only, and the next task gets a new one.
 */
export function createComputePool(
  spawn: () => ComputePort,
  size: number,
  { graceMs = cancelGraceMs }: { graceMs?: number } = {},
): ComputePool {
  const members = new Set<Member>();
  const waiting: Array<{ give(member: Member): void; giveUp(): void }> = [];
  let nextId = 1;
  let closed = false;

  function start(): Member {
    const port = spawn();
    const member: Member = { port, busy: true, isEnding: false, idleTimer: null, current: null };
    members.add(member);
    port.onMessage((message) => {
      if (message.kind !== 'ready' && message.id === member.current?.id) member.current.receive(message);
    });
    port.onExit((reason) => {
      members.delete(member);
      if (member.idleTimer) clearTimeout(member.idleTimer);
      member.current?.died(reason);
      if (!closed) waiting.shift()?.give(start());
    });
    return member;
  }

  function acquire(signal: AbortSignal | undefined): Promise<Member> {
    for (const member of members) {
      if (member.busy) continue;
      member.busy = true;
      return Promise.resolve(member);
    }
    if (members.size < size) return Promise.resolve(start());
    return new Promise((resolve, reject) => {
      const waiter = {
        give: (member: Member): void => {
          signal?.removeEventListener('abort', waiter.giveUp);
          resolve(member);
        },
        giveUp: (): void => {
          waiting.splice(waiting.indexOf(waiter), 1);
          reject(cancelled());
        },
      };
      waiting.push(waiter);
      signal?.addEventListener('abort', waiter.giveUp, { once: true });
    });
  }

  /** A killed process lives on until its exit is heard: whoever got it meanwhile would die with it. */
  function end(member: Member): void {
    member.busy = true;
    member.isEnding = true;
    member.port.kill();
  }

  function release(member: Member): void {
    member.current = null;
    if (member.isEnding || !members.has(member)) return;
    const next = waiting.shift();
    if (next) return next.give(member);
    member.busy = false;
    member.idleTimer = setTimeout(() => end(member), idleMs);
    member.idleTimer.unref();
  }

  function work<N extends TaskName>(
    member: Member,
    name: N,
    input: TaskInput<N>,
    hooks: TaskHooks<N>,
  ): Promise<TaskResult<N>> {
    if (member.idleTimer) clearTimeout(member.idleTimer);
    const id = nextId++;
    return new Promise<TaskResult<N>>((resolve, reject) => {
      let graceTimer: NodeJS.Timeout | undefined;
      const cancel = (): void => {
        member.port.send({ kind: 'cancel', id });
        graceTimer = setTimeout(() => end(member), graceMs);
      };
      const settle = (finish: () => void): void => {
        clearTimeout(graceTimer);
        hooks.signal?.removeEventListener('abort', cancel);
        release(member);
        finish();
      };
      let failure: { readonly error: unknown } | null = null;
      /** What the caller cannot take, e.g. store, ends the task and its process: nothing may be lost silently. */
      const tell = (message: Extract<FromCompute, { kind: 'item' | 'progress' | 'log' }>): void => {
        try {
          if (message.kind === 'item') hooks.onItem?.(message.item as TaskItem<N>);
          else if (message.kind === 'progress') hooks.onProgress?.(message.progress);
          else if (hooks.onLog) hooks.onLog(message.line);
          else log.warn({ task: name }, message.line);
        } catch (error) {
          failure = { error };
          end(member);
        }
      };
      const reasonOf = (death: string): unknown => {
        if (failure) return failure.error;
        return hooks.signal?.aborted ? cancelled() : deathOf(death);
      };
      member.current = {
        id,
        receive: (message) => {
          if (failure || message.kind === 'ready') return;
          if (message.kind === 'done') settle(() => resolve(message.result as TaskResult<N>));
          else if (message.kind === 'failed') settle(() => reject(fromWireError(message.error)));
          else tell(message);
        },
        died: (reason) => settle(() => reject(reasonOf(reason))),
      };
      hooks.signal?.addEventListener('abort', cancel, { once: true });
      member.port.send({ kind: 'start', id, task: name, input });
      if (hooks.signal?.aborted) cancel();
    });
  }

  return {
    async run(name, input, hooks = {}) {
      if (closed) throw new AppError('conflict', 'Seedpoint is shutting down.');
      if (hooks.signal?.aborted) throw cancelled();
      return work(await acquire(hooks.signal), name, input, hooks);
    },
    pids: () => [...members].flatMap((member) => member.port.pid ?? []),
    close() {
      closed = true;
      for (let waiter = waiting[0]; waiter; waiter = waiting[0]) waiter.giveUp();
      for (const member of members) member.port.kill();
    },
  };
}

const deathOf = (reason: string): AppError =>
  new AppError(
    'device',
    `The compute process ended unexpectedly (${reason}), perhaps for lack of memory. What was finished is kept: resume to go on, with a smaller batch if it happens again.`,
  );
