import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import type { Ruler } from './overlay.ts';
import { type Pose, toScreen, toWorld } from './pose.ts';
import type { ViewerSeed } from './scan-viewer-props.ts';
import { dragWindow, moveCrosshair, pan, rotate, zoomBy } from './state-changes.ts';
import type { Tool, ViewerState } from './viewer-state.ts';

/** Within so many pixels the pointer is on something. */
const nearPx = 9;

/** What a press of a button does as long as it lasts. */
export type Gesture =
  | { readonly kind: Exclude<Tool, 'ruler' | 'seed'> }
  | { readonly kind: 'seed'; readonly seed: ViewerSeed }
  | { readonly kind: 'ruler'; readonly id: number; readonly end: 'fromMm' | 'toMm' };

export interface PointerPress {
  readonly x: number;
  readonly y: number;
  readonly button: number;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** The seed under the pointer, the selected one first. */
export function seedAt(pose: Pose, seeds: readonly ViewerSeed[], x: number, y: number, reachMm: number) {
  const hits = seeds.filter((seed) => {
    const at = toScreen(pose, seed.mm);
    return Math.hypot(at.x - x, at.y - y) <= nearPx && Math.abs(at.depthMm) <= reachMm;
  });
  return hits.find(({ selected }) => selected) ?? hits[0] ?? null;
}

/** The end of a ruler under the pointer. */
export function rulerEndAt(pose: Pose, rulers: readonly Ruler[], x: number, y: number) {
  for (const ruler of rulers) {
    for (const end of ['fromMm', 'toMm'] as const) {
      const at = toScreen(pose, ruler[end]);
      if (Math.hypot(at.x - x, at.y - y) <= nearPx) return { ruler, end };
    }
  }
  return null;
}

/** Middle button or Shift moves, right button zooms, Alt changes the window; else the tool that was chosen. */
export function toolOf(press: PointerPress, tool: Tool): Tool {
  if (press.button === 1 || press.shiftKey) return 'pan';
  if (press.button === 2) return 'zoom';
  return press.altKey ? 'window' : tool;
}

/** A drag from one place of the view to the next, for what changes the state alone. */
export function dragged(
  state: ViewerState,
  geometry: Geometry,
  pose: Pose,
  kind: Exclude<Tool, 'ruler' | 'seed'>,
  from: { x: number; y: number },
  to: { x: number; y: number },
  start: { x: number; y: number },
): ViewerState {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  switch (kind) {
    case 'crosshair':
      return moveCrosshair(state, geometry, toWorld(pose, to.x, to.y));
    case 'window':
      return dragWindow(state, dx, dy);
    case 'pan':
      return pan(state, pose, dx, dy);
    case 'zoom':
      return zoomBy(state, pose, Math.exp(-dy * 0.01), start.x, start.y);
    case 'rotate': {
      const middle = toScreen(pose, state.crosshairMm);
      const angle = (p: { x: number; y: number }): number => Math.atan2(p.y - middle.y, p.x - middle.x);
      const turn = angle(to) - angle(from);
      // The picture follows the pointer, so the planes turn the other way.
      return rotate(state, pose, -Math.atan2(Math.sin(turn), Math.cos(turn)));
    }
  }
}

/** A seed is dragged within the plane of the view that it is seen in: its depth stays. */
export function seedDragged(pose: Pose, seed: ViewerSeed, x: number, y: number): Vec3 {
  const { depthMm } = toScreen(pose, seed.mm);
  const [wx, wy, wz] = toWorld(pose, x, y);
  const [tx, ty, tz] = pose.through;
  return [wx + tx * depthMm, wy + ty * depthMm, wz + tz * depthMm];
}
