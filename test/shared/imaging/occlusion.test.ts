import { describe, expect, it } from 'vitest';
import { occluded, occlusionMap, occlusionPlan } from '#shared/imaging/occlusion.ts';

const voxel = (x: number, y: number, z: number): number => (z * 50 + y) * 50 + x;

describe('the plan of hidden cubes', () => {
  it('steps by the stride and reaches both ends of the patch', () => {
    expect(occlusionPlan(10, 5)).toEqual({ block: 10, starts: [0, 5, 10, 15, 20, 25, 30, 35, 40], count: 729 });
    expect(occlusionPlan(12, 10).starts).toEqual([0, 10, 20, 30, 38]);
    expect(occlusionPlan(25, 25)).toMatchObject({ starts: [0, 25], count: 8 });
  });
});

describe('a hidden cube', () => {
  it('is filled, and nothing else is; x runs fastest over the cubes', () => {
    const plan = occlusionPlan(25, 25);
    const patch = new Float32Array(50 ** 3).fill(1);
    const hidden = occluded(patch, plan, 1, 7);
    expect(hidden[voxel(25, 0, 0)]).toBe(7);
    expect(hidden[voxel(49, 24, 24)]).toBe(7);
    expect([hidden[voxel(24, 0, 0)], hidden[voxel(25, 25, 0)], hidden[voxel(25, 0, 25)]]).toEqual([1, 1, 1]);
    expect(hidden.filter((value) => value === 7)).toHaveLength(25 ** 3);
    expect(patch.every((value) => value === 1)).toBe(true);
    expect(occluded(patch, plan, 2, 7)[voxel(0, 25, 0)]).toBe(7);
    expect(occluded(patch, plan, 4, 7)[voxel(0, 0, 25)]).toBe(7);
  });
});

describe('the map', () => {
  it('is the mean over the cubes that cover a voxel', () => {
    const plan = occlusionPlan(20, 15);
    const falls = Array.from({ length: plan.count }, (_, index) => index);
    const map = occlusionMap(plan, falls);
    // Only the first cube covers the corner; along x the second begins at 15.
    expect(map[voxel(0, 0, 0)]).toBe(0);
    expect(map[voxel(14, 0, 0)]).toBe(0);
    expect(map[voxel(15, 0, 0)]).toBe(0.5);
    expect(map[voxel(20, 0, 0)]).toBe(1);
    expect(map[voxel(49, 49, 49)]).toBe(26);
    // Cubes 0 and 1 along x, y and z: the mean of 0, 1, 3, 4, 9, 10, 12 and 13.
    expect(map[voxel(17, 17, 17)]).toBe(6.5);
  });

  it('of equal falls is flat: covering often or seldom makes no difference', () => {
    const plan = occlusionPlan(10, 4);
    const map = occlusionMap(plan, new Float64Array(plan.count).fill(2.5));
    expect(new Set(map)).toEqual(new Set([2.5]));
  });
});
