import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readNpz } from '#main/readers/numpy.ts';
import { findTwins, twinCorrelation } from '#shared/biomarker/twin-patches.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';

const length = 512;

/** Pearson, two passes. */
function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const mean = (v: ArrayLike<number>) => Array.from(v).reduce((sum, x) => sum + x, 0) / v.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    const [x, y] = [(a[n] as number) - ma, (b[n] as number) - mb];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

test('finds exactly the pairs of two groups that comparing all with all finds', () => {
  const random = createRandom(5);
  const rows = 300;
  const values = Float32Array.from({ length: rows * length }, () => random() * 100);
  for (let row = 200; row < rows; row++) {
    for (let n = 0; n < length; n++) {
      values[row * length + n] = 3 * (values[(row - 200) * length + n] as number) + 40 + random() * (row - 200) * 2;
    }
  }
  values.fill(7, 50 * length, 51 * length);
  const groups = Int32Array.from({ length: rows }, (_, row) => row % 7);
  const row = (index: number) => values.subarray(index * length, (index + 1) * length);
  const expected: string[] = [];
  for (let a = 0; a < rows; a++) {
    for (let b = a + 1; b < rows; b++) {
      if (groups[a] !== groups[b] && pearson(row(a), row(b)) > twinCorrelation) expected.push(`${a} ${b}`);
    }
  }
  const found = findTwins({ values, length, groups });
  expect(expected.length).toBeGreaterThan(10);
  expect(found.map(({ rows: pair }) => pair.join(' ')).sort()).toEqual(expected.sort());
  for (const { rows: pair, correlation } of found)
    expect(correlation).toBeCloseTo(pearson(row(pair[0]), row(pair[1])), 5);
});

test('five thousand cubes without any likeness, the slowest case, are compared in seconds', () => {
  const random = createRandom(6);
  const rows = 5000;
  const values = Float32Array.from({ length: rows * length }, () => random());
  const started = performance.now();
  expect(findTwins({ values, length, groups: Int32Array.from({ length: rows }, (_, row) => row) })).toEqual([]);
  expect(performance.now() - started).toBeLessThan(20_000);
});

const smallest = 40;
/** Means of 8 x 8 x 8 blocks of 5 voxels, from a corner of a cube of 50. */
function fingerprint(cube: ArrayLike<number>, from: number): Float32Array {
  const means = new Float32Array(length);
  for (let z = 0; z < smallest; z++) {
    for (let y = 0; y < smallest; y++) {
      for (let x = 0; x < smallest; x++) {
        const block = (Math.floor(z / 5) * 8 + Math.floor(y / 5)) * 8 + Math.floor(x / 5);
        means[block] = (means[block] as number) + (cube[((z + from) * 50 + y) * 50 + x] as number) / 125;
      }
    }
  }
  return means;
}

describe.skipIf(!hasSharedData)('the threshold, on the cubes of 125 tumours of different patients', () => {
  const cubes = hasSharedData
    ? readdirSync(sharedData('nsclc-owkin', 'patch50')).map((name) => {
        const bytes = readFileSync(sharedData('nsclc-owkin', 'patch50', name));
        return readNpz(bytes, 'scan').data as unknown as ArrayLike<number>;
      })
    : [];

  test('lies above that of any two patients, and below that of one place seen twice', () => {
    const all = cubes.map((cube) => fingerprint(cube, 0));
    const values = new Float32Array(all.length * length);
    for (const [row, one] of all.entries()) values.set(one, row * length);
    const groups = Int32Array.from(all.keys());
    const strangers = findTwins({ values, length, groups }, 0.5).map(({ correlation }) => correlation);
    expect(Math.max(...strangers)).toBeLessThan(twinCorrelation - 0.02);
    const moved = cubes.map((cube, row) => pearson(all[row] as Float32Array, fingerprint(cube, 1)));
    const caught = moved.filter((correlation) => correlation > twinCorrelation).length;
    expect(caught / moved.length).toBeGreaterThan(0.85);
  });
});
