import type { Geometry } from '#shared/imaging/geometry.ts';
import type { Pose } from './pose.ts';
import { moveCrosshair, rotate, step, straighten, toggleLayout, wholeScan, zoomBy } from './state-changes.ts';
import { along } from './vectors.ts';
import { toolKeys } from './viewer-keys.ts';
import type { ViewerState } from './viewer-state.ts';
import { windowPresets } from './window-presets.ts';

interface KeyContext {
  readonly pose: Pose;
  readonly geometry: Geometry;
  readonly change: (edit: (state: ViewerState) => ViewerState) => void;
  readonly goToSeed: () => void;
  readonly removeLastRuler: () => void;
}

const sliceKeys: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 10,
  PageDown: -10,
};
const ways: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, -1],
  ArrowRight: [1, 0],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
};
const turnRadians = (5 * Math.PI) / 180;

/** The keys of a focused plane (`viewer-keys.ts` lists them). Those of the app with Ctrl, Alt or Cmd are left alone. */
export function handleKey(event: React.KeyboardEvent, context: KeyContext): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const edit = editOf(event.key, event.shiftKey, context);
  if (edit === null) return;
  event.preventDefault();
  event.stopPropagation();
  edit();
}

function editOf(key: string, shift: boolean, { pose, geometry, change, goToSeed, removeLastRuler }: KeyContext) {
  const way = shift ? ways[key] : undefined;
  if (way) {
    const [right, down] = way;
    return () =>
      change((now) => moveCrosshair(now, geometry, along(along(now.crosshairMm, pose.right, right), pose.down, down)));
  }
  const by = sliceKeys[key];
  if (by !== undefined) return () => change((now) => step(now, geometry, pose, by));
  const tool = toolKeys[key.toLowerCase()];
  if (tool) return () => change((now) => ({ ...now, tool }));
  const preset = /^[1-9]$/.test(key) ? windowPresets[Number(key) - 1] : undefined;
  if (preset) {
    return () => change((now) => ({ ...now, window: { levelHu: preset.levelHu, widthHu: preset.widthHu } }));
  }
  switch (key) {
    case '+':
    case '=':
      return () => change((now) => zoomBy(now, pose, 1.25, pose.width / 2, pose.height / 2));
    case '-':
      return () => change((now) => zoomBy(now, pose, 0.8, pose.width / 2, pose.height / 2));
    case '0':
      return () => change(wholeScan);
    case '[':
      return () => change((now) => rotate(now, pose, -turnRadians));
    case ']':
      return () => change((now) => rotate(now, pose, turnRadians));
    case '\\':
      return () => change((now) => straighten(now, geometry, 'patient'));
    case 'Home':
      return goToSeed;
    case 'Delete':
    case 'Backspace':
      return removeLastRuler;
    case 'Enter':
      return () => change((now) => toggleLayout(now, pose.plane));
    default:
      return null;
  }
}
