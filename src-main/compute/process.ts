/**
 * The compute process: forked by main (an Electron utility process on the desktop), it runs one task at a time and
 * may die alone. It holds no state that matters: what a task finished has been emitted, and main has stored it.
 */
import { AppError, toWireError } from '#shared/errors.ts';
import { redactText } from '../redact.ts';
import type { FromCompute, TaskContext, ToCompute } from './task.ts';
import { isTaskName, loadTask } from './tasks.ts';

interface ParentPort {
  postMessage(message: FromCompute): void;
  on(event: 'message', listener: (event: { data: ToCompute }) => void): void;
}

const { parentPort } = process as typeof process & { parentPort?: ParentPort };

function send(message: FromCompute): void {
  if (parentPort) parentPort.postMessage(message);
  else process.send?.(message);
}

const running = new Map<number, AbortController>();

async function start(id: number, name: string, input: unknown): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  const context: TaskContext<unknown> = {
    signal: controller.signal,
    report: (progress) => send({ kind: 'progress', id, progress }),
    emit: (item) => send({ kind: 'item', id, item }),
    log: (line) => send({ kind: 'log', id, line }),
  };
  try {
    if (!isTaskName(name)) throw new AppError('internal', `There is no task "${name}".`);
    const task = await loadTask(name);
    send({ kind: 'done', id, result: await task(input, context) });
  } catch (error) {
    const wire = controller.signal.aborted ? toWireError(controller.signal.reason) : toWireError(error);
    if (wire.code === 'internal' && error instanceof Error)
      send({ kind: 'log', id, line: redactText(error.stack ?? error.message) });
    send({ kind: 'failed', id, error: wire });
  } finally {
    running.delete(id);
  }
}

function receive(message: ToCompute): void {
  if (message.kind === 'cancel') running.get(message.id)?.abort(new AppError('cancelled', 'Cancelled.'));
  else void start(message.id, message.task, message.input);
}

if (parentPort) {
  parentPort.on('message', (event) => receive(event.data));
} else {
  process.on('message', (message) => receive(message as ToCompute));
  process.on('disconnect', () => process.exit(0));
}
send({ kind: 'ready' });
