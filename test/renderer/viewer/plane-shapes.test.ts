import { describe, expect, it } from 'vitest';
import { cubeOnPlane, maskOnPlane, onPlane, type Ring } from '#renderer/viewer/plane-shapes.ts';
import { poseOf } from '#renderer/viewer/pose.ts';
import { rotate } from '#renderer/viewer/state-changes.ts';
import { initialViewerState } from '#renderer/viewer/viewer-state.ts';
import { phantomGeometry, phantomLesion } from './screen/phantom.ts';

const geometry = phantomGeometry('anisotropic');
const { mask, seedMm } = phantomLesion(geometry);
const state = initialViewerState(geometry, seedMm);
const pose = poseOf(geometry, state, 'coronal', 500, 500);

function area(ring: Ring): number {
  let twice = 0;
  ring.forEach(([x, y], at) => {
    const [nx, ny] = ring[(at + 1) % ring.length]!;
    twice += x * ny - nx * y;
  });
  return Math.abs(twice) / 2;
}

describe('the cube of 50 mm on a plane', () => {
  it('is a square of 50 mm about its middle on planes along the patient', () => {
    const ring = cubeOnPlane(pose, seedMm)!;
    const [x, y] = onPlane(pose, seedMm);
    expect(ring).toHaveLength(4);
    expect(area(ring)).toBeCloseTo(2500, 6);
    for (const [rx, ry] of ring) expect([Math.abs(rx - x), Math.abs(ry - y)].map(Math.round)).toEqual([25, 25]);
  });
  it('is missed by a plane 26 mm beside it', () => {
    expect(cubeOnPlane(pose, [seedMm[0], seedMm[1] + 26, seedMm[2]])).toBeNull();
  });
  it('is a rectangle longer by the diagonal on a plane turned by 45 degrees', () => {
    const turned = rotate(state, poseOf(geometry, state, 'axial', 500, 500), Math.PI / 4);
    expect(area(cubeOnPlane(poseOf(geometry, turned, 'coronal', 500, 500), seedMm)!)).toBeCloseTo(2500 * Math.SQRT2, 5);
  });
});

describe('the outline of a mask on a plane', () => {
  it('is the circle of a ball of 9 mm through its middle', () => {
    const rings = maskOnPlane(pose, mask.geometry, mask.data).flat();
    expect(rings).toHaveLength(1);
    // A ball of voxels of 1 mm: its middle slice has the area of the circle within the width of a voxel.
    expect(Math.sqrt(area(rings[0]!) / Math.PI)).toBeGreaterThan(8.6);
    expect(Math.sqrt(area(rings[0]!) / Math.PI)).toBeLessThan(9.4);
  });
  it('is empty on a plane that misses it', () => {
    const beside = poseOf(
      geometry,
      initialViewerState(geometry, [seedMm[0], seedMm[1] - 20, seedMm[2]]),
      'coronal',
      9,
      9,
    );
    expect(maskOnPlane(beside, mask.geometry, mask.data)).toEqual([]);
  });
});
