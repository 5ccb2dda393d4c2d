import { expect, test } from 'vitest';
import { cubeFingerprint, nearlySame, similarPairs } from '#shared/imaging/cube-fingerprint.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';

const edge = 50;
const cubeOf = (hu: (x: number, y: number, z: number) => number): Float32Array =>
  Float32Array.from({ length: edge ** 3 }, (_, n) =>
    hu(n % edge, Math.floor(n / edge) % edge, Math.floor(n / edge ** 2)),
  );

/** A ball of tissue in lung. */
const nodule = (x0: number, radius: number): Float32Array =>
  cubeOf((x, y, z) => (Math.hypot(x - x0, y - 25, z - 25) < radius ? 40 : -850 + 3 * y));

test('means of blocks of 6 and 7 voxels, x fastest, HU cut off at -1000 and 400', () => {
  const ramp = cubeFingerprint(cubeOf((x) => x));
  expect(ramp.slice(0, 8)).toEqual(Float32Array.of(2.5, 8.5, 15, 21.5, 27.5, 33.5, 40, 46.5));
  expect(ramp[8]).toBe(2.5);
  expect(cubeFingerprint(cubeOf((x) => (x < 25 ? 3000 : -3000)))[0]).toBe(400);
  expect(cubeFingerprint(cubeOf((x) => (x < 25 ? 3000 : -3000)))[7]).toBe(-1000);
});

test('finds the same cube with noise or 1 mm aside, and no other', () => {
  const random = createRandom(1);
  const noisy = nodule(25, 10).map((value) => value + 60 * randomNormal(random));
  const cubes = [nodule(25, 10), nodule(12, 6), noisy, nodule(25.5, 10), nodule(38, 14)].map(cubeFingerprint);
  const pairs = similarPairs(cubes);
  expect(pairs.map(({ a, b }) => [a, b])).toEqual([
    [0, 2],
    [0, 3],
    [2, 3],
  ]);
  for (const { correlation } of pairs) expect(correlation).toBeGreaterThanOrEqual(nearlySame);
});

test('finds the pairs that comparing all with all finds', () => {
  const random = createRandom(7);
  const prints = Array.from({ length: 120 }, (_, n) =>
    Float32Array.from({ length: 512 }, (_unused, at) => Math.sin(at / (3 + (n % 5))) * 400 + 60 * randomNormal(random)),
  );
  const expected = prints.flatMap((one, a) =>
    prints.slice(a + 1).flatMap((other, n) => (pearson(one, other) >= 0.95 ? [[a, a + 1 + n]] : [])),
  );
  expect(expected.length).toBeGreaterThan(10);
  expect(similarPairs(prints, 0.95).map(({ a, b }) => [a, b])).toEqual(expected);
});

test('a uniform cube resembles nothing, not even another one', () => {
  const air = cubeFingerprint(cubeOf(() => -1024));
  expect(similarPairs([air, air])).toEqual([]);
});

function pearson(a: Float32Array, b: Float32Array): number {
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    const [x, y] = [a[n]! - ma, b[n]! - mb];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}
