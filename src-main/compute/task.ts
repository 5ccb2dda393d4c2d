import type { WireError } from '#shared/errors.ts';

/**
 * A task is heavy work that runs in a compute process: it reads its input, may emit items on the way and returns a
 * result. Everything crosses the process boundary by structured clone, so typed arrays are fine and class instances
 * are not. A task never touches the store: main writes what it emits.
 */
export type Task<Input, Item, Result> = (input: Input, context: TaskContext<Item>) => Promise<Result>;

export interface TaskContext<Item> {
  /** Aborted on cancel; `signal.throwIfAborted()` between items keeps a cancel under a second. */
  readonly signal: AbortSignal;
  readonly report: (progress: TaskProgress) => void;
  readonly emit: (item: Item) => void;
  /** One line for the job's log. Never a patient identifier. */
  readonly log: (line: string) => void;
}

export interface TaskProgress {
  readonly done: number;
  /** 0 while unknown. */
  readonly total: number;
  readonly label: string;
}

/** What main sends to a compute process. */
export type ToCompute = { kind: 'start'; id: number; task: string; input: unknown } | { kind: 'cancel'; id: number };

/** What a compute process sends to main. */
export type FromCompute =
  | { kind: 'ready' }
  | { kind: 'progress'; id: number; progress: TaskProgress }
  | { kind: 'item'; id: number; item: unknown }
  | { kind: 'log'; id: number; line: string }
  | { kind: 'done'; id: number; result: unknown }
  | { kind: 'failed'; id: number; error: WireError };
