import { describe, expect, it } from 'vitest';
import { type PlaneId, planes } from '#renderer/viewer/planes.ts';
import { keptInside, lettersOf, poseOf, slicesOf, stepped, toScreen, toWorld, valueAt } from '#renderer/viewer/pose.ts';
import { initialViewerState } from '#renderer/viewer/viewer-state.ts';
import { type Geometry, identityDirection, type Vec3, worldToVoxel } from '#shared/imaging/geometry.ts';
import { phantomGeometry } from './screen/phantom.ts';

const geometry: Geometry = {
  size: [100, 80, 40],
  spacingMm: [1, 1, 3],
  originMm: [-50, -30, 7],
  direction: identityDirection,
};
const state = initialViewerState(geometry, [0, 10, 67]);
const pose = (plane: PlaneId) => poseOf(geometry, state, plane, 400, 300);

describe('where a point lies on the screen', () => {
  it.each<[PlaneId, string, Vec3, number, number]>([
    ['axial', 'left', [1, 0, 0], 1, 0],
    ['axial', 'posterior', [0, 1, 0], 0, 1],
    ['coronal', 'left', [1, 0, 0], 1, 0],
    ['coronal', 'superior', [0, 0, 1], 0, -1],
    ['sagittal', 'posterior', [0, 1, 0], 1, 0],
    ['sagittal', 'superior', [0, 0, 1], 0, -1],
  ])('%s: 10 mm %s', (plane, _, way, right, down) => {
    const here = toScreen(pose(plane), state.crosshairMm);
    const there = toScreen(pose(plane), state.crosshairMm.map((mm, axis) => mm + 10 * way[axis]!) as unknown as Vec3);
    const scale = pose(plane).mmPerPixel;
    expect((there.x - here.x) * scale).toBeCloseTo(10 * right, 9);
    expect((there.y - here.y) * scale).toBeCloseTo(10 * down, 9);
    expect(there.depthMm).toBeCloseTo(0, 9);
  });
  it('goes back to the same point of the patient', () => {
    for (const { id } of planes) {
      const { x, y } = toScreen(pose(id), state.crosshairMm);
      toWorld(pose(id), x, y).forEach((mm, axis) => expect(mm).toBeCloseTo(state.crosshairMm[axis]!, 9));
    }
  });
  it('shows the whole scan at the zoom of 1', () => {
    // The axial extent is 100 x 80 mm on 400 x 300 pixels: the height decides.
    expect(pose('axial').mmPerPixel).toBeCloseTo(80 / (300 * 0.98), 9);
  });
});

describe('slices', () => {
  it('counts those of the scan where the plane runs along them', () => {
    expect(slicesOf(geometry, pose('axial'))).toMatchObject({ stepMm: 3, index: 20, count: 40 });
    expect(slicesOf(geometry, pose('sagittal'))).toMatchObject({ stepMm: 1, index: 50, count: 100 });
  });
  it('goes onto the middle of the next slice and stops at the last', () => {
    const [x, y, z] = stepped(geometry, pose('axial'), [0, 10, 67.9], 1);
    expect([x, y]).toEqual([0, 10]);
    expect(z).toBeCloseTo(70, 9);
    expect(stepped(geometry, pose('axial'), state.crosshairMm, 999)[2]).toBeCloseTo(7 + 39 * 3, 9);
  });
  it('goes by the least spacing through an oblique scan', () => {
    const oblique = phantomGeometry('oblique');
    const across = poseOf(oblique, initialViewerState(oblique), 'axial', 300, 300);
    expect(slicesOf(oblique, across).stepMm).toBe(2);
  });
});

describe('points of the scan', () => {
  it('reads the voxel that holds a point, and nothing outside', () => {
    const small: Geometry = {
      size: [2, 2, 1],
      spacingMm: [2, 2, 2],
      originMm: [0, 0, 0],
      direction: identityDirection,
    };
    expect(valueAt(small, [1, 2, 3, 4], [1.9, 0.2, 0.9])).toBe(2);
    expect(valueAt(small, [1, 2, 3, 4], [3.1, 0, 0])).toBeNull();
  });
  it('keeps the crosshair in the scan', () => {
    const oblique = phantomGeometry('oblique');
    const index = worldToVoxel(oblique, keptInside(oblique, [500, 0, 0]));
    index.forEach((value, axis) => {
      expect(value).toBeGreaterThanOrEqual(-1e-9);
      expect(value).toBeLessThanOrEqual(oblique.size[axis]! - 1 + 1e-9);
    });
  });
});

it.each<[string, Vec3]>([
  ['L', [1, 0, 0]],
  ['A', [0, -1, 0]],
  ['S', [0.1, -0.1, 0.99]],
  ['LP', [0.8, 0.6, 0]],
  ['IA', [0.1, -0.4, -0.9]],
])('names a direction %s', (letters, way) => expect(lettersOf(way)).toBe(letters));
