import { Worker } from 'node:worker_threads';
import type { ScanSource } from '#shared/domain/entities.ts';
import { AppError, toWireError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';
import type { FedPatch, PatchFeed } from './patch-feed.ts';
import type { ReadReply, ReadRequest } from './read-worker.ts';

export interface SeedItem {
  readonly id: number;
  readonly source: ScanSource;
  readonly seedMm: Vec3;
  /** Seeds of the same scan that follow this one: the voxels of all are read at once. */
  readonly neighboursMm?: readonly Vec3[];
}

export interface ScanFeedOptions {
  readonly profile: ProfileId;
  /** Patches that a reader may be ahead of the encoder. */
  readonly depth: number;
  readonly readers: number;
  readonly signal: AbortSignal;
  readonly log?: (line: string) => void;
}

const workerEntry = new URL(import.meta.url.endsWith('.ts') ? './read-worker.ts' : './read-worker.js', import.meta.url);

interface Reader {
  worker: Worker;
  readonly waiting: ReadRequest[];
  /** Sent, in the order in which the worker answers. */
  readonly inFlight: ReadRequest[];
  /** Answered and not yet taken by the encoder. */
  readyCount: number;
}

/**
 * Patches around seeds, read by threads of their own. The encoder blocks its thread while it runs, so requests are
 * sent ahead, up to `depth` a reader. All seeds of a scan go to one reader, one after the other, which opens the scan
 * once. A reader that dies fails the seed it was at and is replaced.
 */
export function openScanFeed(
  items: readonly SeedItem[],
  options: ScanFeedOptions,
  startWorker: () => Worker = () => new Worker(workerEntry),
): PatchFeed {
  const ready: { reader: Reader; fed: FedPatch }[] = [];
  let left = items.length;
  let isClosed = false;
  let wake: () => void = () => undefined;

  const readers = deal(requestsByScan(items, options.profile), options.readers).map((waiting): Reader => {
    const reader: Reader = { worker: startWorker(), waiting, inFlight: [], readyCount: 0 };
    attend(reader);
    send(reader);
    return reader;
  });

  function send(reader: Reader): void {
    while (reader.inFlight.length + reader.readyCount < options.depth) {
      const request = reader.waiting.shift();
      if (!request) return;
      reader.inFlight.push(request);
      reader.worker.postMessage(request);
    }
  }

  function take(reader: Reader, fed: FedPatch): void {
    reader.inFlight.shift();
    reader.readyCount += 1;
    ready.push({ reader, fed });
    send(reader);
    wake();
  }

  function attend(reader: Reader): void {
    const { worker } = reader;
    worker.on('message', ({ trace, ...fed }: ReadReply) => {
      if (trace) options.log?.(`Reading failed unexpectedly: ${trace}`);
      take(reader, fed);
    });
    worker.on('error', () => options.log?.('A reading thread broke down and is started again.'));
    worker.on('exit', () => {
      if (isClosed) return;
      const culprit = reader.inFlight[0];
      reader.worker = startWorker();
      attend(reader);
      if (culprit) take(reader, { id: culprit.id, error: toWireError(brokenReader()) });
      reader.waiting.unshift(...reader.inFlight.splice(0));
      send(reader);
    });
  }

  return {
    async next(limit) {
      if (left > 0 && ready.length === 0) await somethingIsReady();
      const taken = ready.splice(0, Math.min(limit, ready.length));
      left -= taken.length;
      for (const { reader } of taken) {
        reader.readyCount -= 1;
        send(reader);
      }
      return taken.map(({ fed }) => fed);
    },
    async close() {
      isClosed = true;
      await Promise.all(readers.map(({ worker }) => worker.terminate()));
    },
  };

  async function somethingIsReady(): Promise<void> {
    const { signal } = options;
    signal.throwIfAborted();
    let onAbort: () => void = () => undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        wake = resolve;
        onAbort = () => reject(signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

const brokenReader = (): AppError =>
  new AppError(
    'unreadable-file',
    'Reading this scan broke down the reader: the file is damaged, or too large for the memory.',
  );

/** One list per scan, in the order of first appearance. */
function requestsByScan(items: readonly SeedItem[], profile: ProfileId): ReadRequest[][] {
  const scans = new Map<string, ReadRequest[]>();
  for (const { id, source, seedMm, neighboursMm } of items) {
    const name = JSON.stringify(source);
    const requests = scans.get(name) ?? [];
    scans.set(name, requests);
    const sourceKey = requests[0]?.sourceKey ?? scans.size;
    requests.push({ id, sourceKey, source, seedMm, profile, ...(neighboursMm ? { neighboursMm } : {}) });
  }
  return [...scans.values()];
}

/** Gives each list to the reader that has the fewest requests so far. */
function deal(groups: readonly ReadRequest[][], readerCount: number): ReadRequest[][] {
  const hands: ReadRequest[][] = Array.from({ length: Math.max(1, Math.min(readerCount, groups.length)) }, () => []);
  for (const group of groups) {
    const smallest = hands.reduce((least, hand) => (hand.length < least.length ? hand : least));
    smallest.push(...group);
  }
  return hands;
}
