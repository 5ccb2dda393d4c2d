import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readNpz } from '#main/readers/numpy.ts';
import { findTwins, twinCorrelation } from '#shared/biomarker/twin-patches.ts';
import { createRandom } from '#shared/numerics/random.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import {
  bruteForceTwins,
  finished,
  fingerprintLength as length,
  likeRealLesions,
  pearson,
  withTwins,
} from './made-fingerprints.ts';

const numbered = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row);
const patternless = (rows: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: rows * length }, () => random() * 100);
};
const namesOf = (pairs: readonly { rows: readonly [number, number] }[]) => pairs.map(({ rows }) => rows.join(' '));

test.each([
  ['cubes like real lesions', likeRealLesions, 120],
  ['cubes of noise', patternless, 20],
])('finds exactly the pairs of two groups that comparing all with all finds: %s', (_name, make, noiseHu) => {
  for (const [seed, least, groupCount] of [
    [1, twinCorrelation, 400],
    [2, 0.9, 7],
    [3, 0.995, 2],
  ] as const) {
    const rows = 400;
    const values = withTwins(make(rows, seed), seed, noiseHu);
    const groups = Int32Array.from({ length: rows }, (_, row) => row % groupCount);
    const { pairs, complete, compared } = finished(findTwins({ values, length, groups }, least));
    const expected = bruteForceTwins(values, groups, least);
    expect(expected.length).toBeGreaterThan(5);
    expect(namesOf(pairs).toSorted()).toEqual(expected.toSorted());
    expect(complete).toBe(true);
    expect(compared).toBeLessThanOrEqual((rows * (rows - 1)) / 2);
    for (const { rows: pair, correlation } of pairs) {
      const [a, b] = pair.map((row) => values.subarray(row * length, (row + 1) * length));
      expect(correlation).toBeCloseTo(pearson(a!, b!), 10);
    }
  }
});

test('of cubes like real lesions, eight times as many need far less than 64 times the comparisons', () => {
  const compared = [1000, 8000].map((rows) => {
    const values = likeRealLesions(rows, 4);
    return finished(findTwins({ values, length, groups: numbered(rows) })).compared;
  });
  expect(compared[0]).toBeLessThan(0.15 * ((1000 * 999) / 2));
  expect(compared[1]! / compared[0]!).toBeLessThan(32);
});

test("a cube without contrast is nobody's twin, and is counted", () => {
  const values = patternless(4, 8);
  values.fill(-1000, 0, 2 * length);
  values[0] = -999.9;
  values.set(values.subarray(2 * length, 3 * length), 3 * length);
  const { pairs, blank } = finished(findTwins({ values, length, groups: numbered(4) }));
  expect(namesOf(pairs)).toEqual(['2 3']);
  expect(blank).toBe(2);
  const nothing = { values: new Float32Array(), length, groups: new Int32Array() };
  expect(finished(findTwins(nothing))).toEqual({ pairs: [], complete: true, blank: 0, compared: 0 });
});

test('of more pairs than are kept, those that are kept still join every cube to all it resembles', () => {
  const rows = 60;
  const [one, other] = [patternless(1, 9), patternless(1, 10)];
  const values = new Float32Array(rows * length);
  for (let row = 0; row < rows; row++) values.set(row % 3 === 0 ? other : one, row * length);
  const { pairs, complete } = finished(findTwins({ values, length, groups: numbered(rows) }, twinCorrelation, 100));
  expect(complete).toBe(false);
  expect(pairs.length).toBeLessThan(100 + rows);
  const joined = Int32Array.from({ length: rows }, (_, row) => row);
  for (const { rows: pair } of pairs) {
    const [from, to] = [joined[pair[0]]!, joined[pair[1]]!];
    for (let row = 0; row < rows; row++) if (joined[row] === from) joined[row] = to;
  }
  for (let row = 0; row < rows; row++) expect(joined[row]).toBe(joined[row % 3 === 0 ? 0 : 1]);
});

test('says how far it is on the way, ever further', () => {
  const shares = [...findTwins({ values: likeRealLesions(600, 6), length, groups: numbered(600) })];
  expect(shares.length).toBeGreaterThan(15);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
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
    const strangers = finished(findTwins({ values, length, groups }, 0.5)).pairs.map(({ correlation }) => correlation);
    expect(Math.max(...strangers)).toBeLessThan(twinCorrelation - 0.02);
    const moved = cubes.map((cube, row) => pearson(all[row] as Float32Array, fingerprint(cube, 1)));
    const caught = moved.filter((correlation) => correlation > twinCorrelation).length;
    expect(caught / moved.length).toBeGreaterThan(0.85);
  });
});
