/** Stands in for the reading thread: answers with the seed's x as patch, and dies of the seed whose x is 13. */
import { parentPort, threadId } from 'node:worker_threads';
import type { ReadRequest } from '#main/compute/read-worker.ts';

parentPort?.on('message', ({ id, sourceKey, seedMm }: ReadRequest) => {
  if (seedMm[0] === 13) process.exit(1);
  parentPort?.postMessage({ id, patch: Float32Array.of(seedMm[0], sourceKey, threadId), warnings: [] });
});
