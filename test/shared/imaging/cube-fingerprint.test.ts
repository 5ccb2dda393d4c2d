import { expect, test } from 'vitest';
import { findTwins } from '#shared/biomarker/twin-patches.ts';
import { cubeFingerprint, fingerprintLength } from '#shared/imaging/cube-fingerprint.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { finished } from '../biomarker/made-fingerprints.ts';

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
  const values = new Float32Array(cubes.length * fingerprintLength);
  for (const [row, cube] of cubes.entries()) values.set(cube, row * fingerprintLength);
  const groups = Int32Array.from(cubes.keys());
  const { pairs } = finished(findTwins({ values, length: fingerprintLength, groups }));
  expect(pairs.map(({ rows }) => rows)).toEqual([
    [0, 2],
    [0, 3],
    [2, 3],
  ]);
});
