import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { forkCompute } from '#main/compute/fork.ts';
import { type ComputePool, createComputePool, type TaskHooks } from '#main/compute/pool.ts';
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
