import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { forkCompute } from '#main/compute/fork.ts';
import { type ComputePool, type ComputePort, createComputePool, type TaskHooks } from '#main/compute/pool.ts';
import type { FromCompute } from '#main/compute/task.ts';
import type { TaskInput } from '#main/compute/tasks.ts';

const entry = join(import.meta.dirname, 'pool-process.ts');
let pool: ComputePool;
const open = (size: number): ComputePool => (pool = createComputePool(() => forkCompute(entry), size));
afterEach(() => pool.close());

/** The pool does not look into a task's input, so a word stands for what the process should do. */
const ask = (word: string, hooks: TaskHooks<'read-patch'> = {}): Promise<unknown> =>
  pool.run('read-patch', word as unknown as TaskInput<'read-patch'>, hooks);

test('progress, items with typed arrays and the result arrive, and the process is used again', async () => {
  open(1);
  const seen: unknown[] = [];
  const first = await ask('echo', { onProgress: (progress) => seen.push(progress), onItem: (item) => seen.push(item) });
  expect(seen).toEqual([{ done: 1, total: 2, label: 'half' }, new Float32Array([1.5, -2])]);
  expect(await ask('echo')).toBe(first);
});

test('an error keeps its code across the boundary', async () => {
  open(1);
  await expect(ask('refuse')).rejects.toMatchObject({ code: 'unreadable-file', message: 'No such slice.' });
});

test('a process that dies fails its own task readably, and the next task gets a new one', async () => {
  open(1);
  const before = await ask('echo');
  const dying = ask('crash');
  const waiting = ask('echo');
  await expect(dying).rejects.toMatchObject({ code: 'device', message: expect.stringContaining('SIGKILL') });
  expect(await waiting).not.toBe(before);
});

test('at most so many processes, one task each', async () => {
  open(2);
  const controller = new AbortController();
  const held = [ask('wait', { signal: controller.signal }), ask('wait', { signal: controller.signal })];
  const third = ask('echo');
  expect(pool.pids()).toHaveLength(2);
  controller.abort();
  const ended = await Promise.allSettled(held);
  expect(ended).toMatchObject([{ reason: { code: 'cancelled' } }, { reason: { code: 'cancelled' } }]);
  expect(await third).toBeTypeOf('number');
});

test('a task that hears nothing is ended with its process within a second of the cancel', async () => {
  open(1);
  const controller = new AbortController();
  const deaf = ask('deaf', { signal: controller.signal });
  await new Promise((resolve) => setTimeout(resolve, 400));
  const startedAt = performance.now();
  controller.abort();
  await expect(deaf).rejects.toMatchObject({ code: 'cancelled' });
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

test('a waiting task that is cancelled leaves the line', async () => {
  open(1);
  const stop = new AbortController();
  const held = ask('wait', { signal: stop.signal });
  const controller = new AbortController();
  const waiting = ask('echo', { signal: controller.signal });
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
  stop.abort();
  await expect(held).rejects.toMatchObject({ code: 'cancelled' });
});

test('an item that cannot be stored ends the task with that error', async () => {
  open(1);
  const full = new Error('disk full');
  const task = ask('echo', {
    onItem: () => {
      throw full;
    },
  });
  await expect(task).rejects.toBe(full);
});

test('progress and log lines that cannot be taken end the task too, and not the program', async () => {
  open(1);
  const full = new Error('disk full');
  const refuse = (): never => {
    throw full;
  };
  await expect(ask('echo', { onProgress: refuse })).rejects.toBe(full);
  expect(await ask('echo')).toBeTypeOf('number');
});

test('a process that died without our having heard of it fails the task that it is given', async () => {
  open(1);
  const pid = (await ask('echo')) as number;
  process.kill(pid, 'SIGKILL');
  // Its exit cannot be heard meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  await expect(ask('echo')).rejects.toMatchObject({ code: 'device' });
  expect(await ask('echo')).not.toBe(pid);
});

test('a process that cannot be started fails its task readably', async () => {
  const execPath = process.execPath;
  process.execPath = '/nowhere/node';
  try {
    open(1);
    await expect(ask('echo')).rejects.toMatchObject({ code: 'device', message: expect.stringContaining('ENOENT') });
  } finally {
    process.execPath = execPath;
  }
  expect(await ask('echo')).toBeTypeOf('number');
});

/** A process that answers a cancel at the very moment at which it is killed for not answering, and dies a bit later. */
function lateProcess(pid: number): ComputePort {
  let tell: (message: FromCompute) => void = () => undefined;
  let exit: (reason: string) => void = () => undefined;
  let current = 0;
  let isKilled = false;
  return {
    pid,
    onMessage: (listener) => (tell = listener),
    onExit: (listener) => (exit = listener),
    send(message) {
      if (message.kind !== 'start' || isKilled) return;
      current = message.id;
      if (message.input === 'echo') tell({ kind: 'done', id: current, result: pid });
    },
    kill() {
      if (isKilled) return;
      isKilled = true;
      queueMicrotask(() => tell({ kind: 'failed', id: current, error: { code: 'cancelled', message: 'Cancelled.' } }));
      setTimeout(() => exit('signal SIGKILL'), 30);
    },
  };
}

test('a process that was killed is given nothing more, though it answers once again', async () => {
  let started = 0;
  pool = createComputePool(() => lateProcess(++started), 1);
  const controller = new AbortController();
  const slow = ask('wait', { signal: controller.signal });
  controller.abort();
  await expect(slow).rejects.toMatchObject({ code: 'cancelled' });
  expect(await ask('echo')).toBe(2);
});

test('what broke a task unforeseen is logged without the folders in it', async () => {
  pool = createComputePool(() => forkCompute(), 1);
  const lines: string[] = [];
  const broken = ask(null as unknown as string, { onLog: (line) => lines.push(line) });
  await expect(broken).rejects.toMatchObject({ code: 'internal' });
  expect(lines.join()).toContain('read-patch.ts');
  expect(lines.join()).not.toContain(process.cwd());
});
