import { describe, expect, it } from 'vitest';
import { createRandom } from '#shared/numerics/random.ts';
import { augment, augmentationPresets, flip, quarterTurns, translate } from '#shared/training/augment.ts';

// Voxels of an edge of 2: index = x + 2 y + 4 z.
const cube = Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7]);
const list = (values: Float32Array): number[] => [...values];

describe('the parts of the augmentation', () => {
  it('flip along one axis', () => {
    expect(list(flip(cube, 2, 0))).toEqual([1, 0, 3, 2, 5, 4, 7, 6]);
    expect(list(flip(cube, 2, 2))).toEqual([4, 5, 6, 7, 0, 1, 2, 3]);
  });

  it('turn about x by quarters, four of which are none', () => {
    // numpy.rot90 of the array [z, y, x] with axes (0, 1).
    expect(list(quarterTurns(cube, 2, 0, 1))).toEqual([2, 3, 6, 7, 0, 1, 4, 5]);
    expect(list(quarterTurns(cube, 2, 0, 4))).toEqual(list(cube));
    expect(list(quarterTurns(quarterTurns(cube, 2, 1, 1), 2, 1, 3))).toEqual(list(cube));
  });

  it('translate by parts of voxels, with the mirror image beyond the edge', () => {
    const line = Float32Array.from({ length: 27 }, (_, index) => index % 3);
    expect(list(translate(line, 3, [0.5, 0, 0]).subarray(0, 3))).toEqual([0.5, 1.5, 2]);
    expect(list(translate(line, 3, [-2, 0, 0]).subarray(0, 3))).toEqual([1, 0, 0]);
    expect(list(translate(line, 3, [4, 0, 0]).subarray(0, 3))).toEqual([1, 0, 0]);
    expect(list(translate(line, 3, [0, 1.25, -7]))).toEqual(list(line));
  });
});

it.each(augmentationPresets)('%s: the same seed gives the same patch, and the original stays', (preset) => {
  const patch = Float32Array.from({ length: 12 ** 3 }, (_, index) => Math.sin(index));
  const before = list(patch);
  const once = augment(patch, 12, preset, createRandom(4));
  expect(list(augment(patch, 12, preset, createRandom(4)))).toEqual(list(once));
  expect(list(patch)).toEqual(before);
  expect(once.every(Number.isFinite)).toBe(true);
  expect(list(once).toString() === before.toString()).toBe(preset === 'none');
});
