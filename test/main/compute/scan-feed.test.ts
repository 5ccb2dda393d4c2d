import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { FedPatch } from '#main/compute/patch-feed.ts';
import { openScanFeed, type SeedItem } from '#main/compute/scan-feed.ts';

const startWorker = (): Worker => new Worker(new URL('./moody-worker.ts', import.meta.url));
const item = (id: number, x: number, path: string): SeedItem => ({
  id,
  source: { format: 'volume', path },
  seedMm: [x, 0, 0],
});
const signal = new AbortController().signal;

async function readAll(items: readonly SeedItem[], options: { depth: number; readers: number }): Promise<FedPatch[]> {
  const feed = openScanFeed(items, { ...options, profile: 'exact-v1', signal }, startWorker);
  const all: FedPatch[] = [];
  for (;;) {
    const some = await feed.next(3);
    if (some.length === 0) break;
    expect(some.length).toBeLessThanOrEqual(3);
    all.push(...some);
  }
  await feed.close();
  return all;
}

const patchOf = (fed: FedPatch | undefined): number[] => (fed && 'patch' in fed ? [...fed.patch] : []);

describe('openScanFeed', () => {
  it('brings the seeds of one scan together, by one reader', async () => {
    const items = [item(1, 1, 'a'), item(2, 2, 'b'), item(3, 3, 'a'), item(4, 4, 'b'), item(5, 5, 'a')];
    const one = await readAll(items, { depth: 2, readers: 1 });
    expect(one.map(({ id }) => id)).toEqual([1, 3, 5, 2, 4]);
    const two = await readAll(items, { depth: 2, readers: 2 });
    const readersOfScan = new Map<number, Set<number>>();
    for (const fed of two) {
      const [, scan = 0, thread = 0] = patchOf(fed);
      readersOfScan.set(scan, (readersOfScan.get(scan) ?? new Set()).add(thread));
    }
    expect([...readersOfScan.values()].map(({ size }) => size)).toEqual([1, 1]);
  });

  it('fails the seed that a reader died of, replaces the reader and loses no other seed', async () => {
    const items = [1, 2, 13, 4, 5, 13, 7].map((x, index) => item(index, x, 'a'));
    const all = await readAll(items, { depth: 4, readers: 1 });
    const byId = new Map(all.map((fed) => [fed.id, fed]));
    expect(all).toHaveLength(7);
    expect(byId.get(2)).toMatchObject({ error: { code: 'unreadable-file' } });
    expect(byId.get(5)).toMatchObject({ error: { code: 'unreadable-file' } });
    expect([0, 1, 3, 4, 6].map((id) => patchOf(byId.get(id))[0])).toEqual([1, 2, 4, 5, 7]);
  });

  it('reads ahead no further than its depth', async () => {
    const sent: unknown[] = [];
    const counting = (): Worker => {
      const worker = startWorker();
      const post = worker.postMessage.bind(worker);
      worker.postMessage = (message: unknown) => {
        sent.push(message);
        post(message);
      };
      return worker;
    };
    const items = Array.from({ length: 20 }, (_, index) => item(index, index + 20, 'a'));
    const feed = openScanFeed(items, { depth: 5, readers: 1, profile: 'exact-v1', signal }, counting);
    await wait(300);
    expect(sent).toHaveLength(5);
    await feed.next(1);
    expect(sent).toHaveLength(6);
    await feed.next(1);
    expect(sent).toHaveLength(7);
    await feed.close();
  });

  it('stops waiting when it is cancelled', async () => {
    const controller = new AbortController();
    const silent = (): Worker => new Worker('setInterval(() => {}, 1000)', { eval: true });
    const feed = openScanFeed(
      [item(1, 1, 'a')],
      { depth: 1, readers: 1, profile: 'exact-v1', signal: controller.signal },
      silent,
    );
    const waiting = feed.next(1);
    controller.abort(new Error('stop'));
    await expect(waiting).rejects.toThrow('stop');
    await feed.close();
  });
});
