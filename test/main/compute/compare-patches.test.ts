import { afterAll, expect, test } from 'vitest';
import { forkCompute } from '#main/compute/fork.ts';
import { createComputePool } from '#main/compute/pool.ts';
import { createRandom } from '#shared/numerics/random.ts';

// A process that does not answer a cancel by itself would be waited for until the test fails.
const compute = createComputePool(() => forkCompute(), 1, { graceMs: 600_000 });
afterAll(() => compute.close());

test('a comparison says how far it is and ends by itself when it is cancelled', { timeout: 60_000 }, async () => {
  const random = createRandom(1);
  const [rows, length] = [20_000, 512];
  const values = Float32Array.from({ length: rows * length }, () => random() * 100);
  const groups = Int32Array.from({ length: rows }, (_, row) => row);
  const controller = new AbortController();
  const shares: number[] = [];
  const onProgress = ({ done }: { done: number }): void => {
    shares.push(done);
    if (done > 0.2) controller.abort();
  };
  const asked = compute.run('compare-patches', { values, length, groups }, { signal: controller.signal, onProgress });
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  expect(shares.length).toBeGreaterThan(1);
  expect(shares.at(-1)).toBeLessThan(0.9);
});
