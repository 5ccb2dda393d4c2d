import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { orderedPool } from '#main/importers/ordered-pool.ts';

const never = new AbortController().signal;

it('hands over results in order with a bounded number under way', async () => {
  let running = 0;
  let most = 0;
  const taken: number[] = [];
  await orderedPool(
    [5, 1, 4, 1, 3, 1],
    3,
    never,
    async (delay) => {
      most = Math.max(most, ++running);
      await wait(delay * 4);
      running--;
      return delay * 10;
    },
    (result) => taken.push(result),
  );
  expect(taken).toEqual([50, 10, 40, 10, 30, 10]);
  expect(most).toBe(3);
});

it('stops at the first failure', async () => {
  const taken: number[] = [];
  const work = async (item: number) => {
    if (item === 2) throw new Error('two');
    return item;
  };
  await expect(orderedPool([1, 2, 3], 2, never, work, (result) => taken.push(result))).rejects.toThrow('two');
  expect(taken).toEqual([1]);
});

it('lets a cancel in although the work never waits', async () => {
  const controller = new AbortController();
  setImmediate(() => controller.abort());
  let taken = 0;
  const work = async (item: number) => item;
  await expect(orderedPool(Array(100_000).keys(), 2, controller.signal, work, () => taken++)).rejects.toThrow();
  expect(taken).toBeLessThan(2000);
});
