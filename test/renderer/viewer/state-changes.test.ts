import { describe, expect, it } from 'vitest';
import { scaleBarMm } from '#renderer/viewer/draw-overlay.ts';
import { lengthMm } from '#renderer/viewer/overlay.ts';
import { type Pose, poseOf, toScreen, toWorld } from '#renderer/viewer/pose.ts';
import { centreOn, dragWindow, pan, rotate, straighten, zoomBy } from '#renderer/viewer/state-changes.ts';
import { columnOf, dot } from '#renderer/viewer/vectors.ts';
import { initialViewerState, type ViewerState } from '#renderer/viewer/viewer-state.ts';
import { createVolumeFeed } from '#renderer/viewer/volume-feed.ts';
import { phantomGeometry } from './screen/phantom.ts';

const geometry = phantomGeometry('oblique');
const state = initialViewerState(geometry);
const axial = (of: ViewerState): Pose => poseOf(geometry, of, 'axial', 400, 300);

describe('changes of what is shown', () => {
  it('keeps what lies under the pointer in its place while it zooms', () => {
    const under = toWorld(axial(state), 90, 210);
    const { x, y } = toScreen(axial(zoomBy(state, axial(state), 2.5, 90, 210)), under);
    expect([x, y].map((value) => Number(value.toFixed(6)))).toEqual([90, 210]);
  });
  it('moves the picture with the pointer', () => {
    const { x, y } = toScreen(axial(pan(state, axial(state), 30, -12)), toWorld(axial(state), 100, 100));
    expect([x, y].map((value) => Number(value.toFixed(6)))).toEqual([130, 88]);
  });
  it('makes the window wider to the right and brighter upwards', () => {
    expect(dragWindow(state, 20, -10).window).toEqual({ levelHu: 20, widthHu: 440 });
    expect(dragWindow(state, -9999, 0).window.widthHu).toBe(1);
  });
  it('turns clockwise on the screen and stays orthonormal over a thousand turns', () => {
    const quarter = rotate(state, axial(state), Math.PI / 2);
    // Right is now where down was.
    axial(quarter).right.forEach((value, axis) => expect(value).toBeCloseTo(axial(state).down[axis]!, 12));
    let turning = state;
    for (let n = 0; n < 1000; n++) turning = rotate(turning, poseOf(geometry, turning, 'sagittal', 9, 9), 0.3);
    const columns = ([0, 1, 2] as const).map((axis) => columnOf(turning.frame, axis));
    for (const [a, one] of columns.entries()) {
      for (const [b, other] of columns.entries()) expect(dot(one, other)).toBeCloseTo(a === b ? 1 : 0, 12);
    }
  });
  it('lays the planes along the scan, in the order nearest to the patient', () => {
    const { frame } = straighten(state, geometry, 'scan');
    ([0, 1, 2] as const).forEach((axis) => expect(columnOf(frame, axis)).toEqual(columnOf(geometry.direction, axis)));
    expect(straighten({ ...state, frame }, geometry, 'patient').frame).toEqual(state.frame);
  });
  it('centres a view on a point with the field that was asked for', () => {
    const next = axial(centreOn(state, geometry, [5, -7, 3], [axial(state)], 60));
    const { x, y } = toScreen(next, [5, -7, 3]);
    expect([x, y].map((value) => Number(value.toFixed(6)))).toEqual([200, 150]);
    expect(300 * next.mmPerPixel).toBeCloseTo(60, 9);
  });
});

it('measures in mm, whatever the spacing', () => {
  expect(lengthMm({ id: 1, fromMm: [0, 0, 0], toMm: [3, 4, 12] })).toBe(13);
});

it.each([
  [400, 1, 100],
  [400, 0.19, 10],
  [300, 0.8, 50],
])('has a scale bar of a round length: %d pixels of %d mm', (width, mmPerPixel, mm) =>
  expect(scaleBarMm({ width, mmPerPixel })).toBe(mm),
);

describe('a volume that arrives in slabs', () => {
  it('counts slices once, tells of each slab, and shows air where nothing came', () => {
    const feed = createVolumeFeed({ ...geometry, size: [2, 2, 3] }, 'int16');
    const heard: number[][] = [];
    const end = feed.onSlab((first, count) => heard.push([first, count]));
    feed.write(1, new Int16Array(8).fill(7));
    feed.write(2, new Int16Array(4).fill(9));
    end();
    feed.write(0, new Int16Array(4));
    expect(heard).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect([feed.arrived, feed.has(1), feed.data[0], feed.data[4], feed.data[8]]).toEqual([3, true, 0, 7, 9]);
    expect(createVolumeFeed({ ...geometry, size: [1, 1, 2] }, 'float32').data[1]).toBe(-1024);
  });
  it('refuses a slab that does not fit', () => {
    const feed = createVolumeFeed({ ...geometry, size: [2, 2, 3] }, 'int16');
    expect(() => feed.write(2, new Int16Array(8))).toThrow(/does not fit/);
    expect(() => feed.write(0, new Int16Array(3))).toThrow(/does not fit/);
  });
});
