import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Runs `work` on every item, at most `limit` at a time, and hands the results to `take` in the order of the items.
 * Not more than a few results wait for an earlier one.
 */
export async function orderedPool<T, R>(
  items: Iterable<T>,
  limit: number,
  signal: AbortSignal,
  work: (item: T) => Promise<R>,
  take: (result: R, item: T) => void,
): Promise<void> {
  const running: { item: T; result: Promise<R> }[] = [];
  const takeFirst = async (): Promise<void> => {
    const first = running.shift();
    if (first) take(await first.result, first.item);
  };
  let started = 0;
  for (const item of items) {
    // Work that is done at once would otherwise keep a cancel from arriving.
    if (++started % 500 === 0) await nextTurn();
    signal.throwIfAborted();
    const result = work(item);
    // Awaited later, in order; until then a rejection must not count as unhandled.
    result.catch(() => undefined);
    running.push({ item, result });
    if (running.length >= limit) await takeFirst();
  }
  while (running.length > 0) {
    signal.throwIfAborted();
    await takeFirst();
  }
}
