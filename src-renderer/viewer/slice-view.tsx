import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { drawOverlay } from './draw-overlay.ts';
import { overlayOf, type Ruler } from './overlay.ts';
import { halfSliceMm } from './plane-shapes.ts';
import { type PlaneId, planes } from './planes.ts';
import { type Pose, poseOf, slicesOf, toWorld, valueAt } from './pose.ts';
import type { ViewerMask, ViewerSaliency, ViewerSeed } from './scan-viewer-props.ts';
import { dragged, type Gesture, rulerEndAt, seedAt, seedDragged, toolOf } from './slice-gestures.ts';
import type { SlicePainter } from './slice-painter.ts';
import { step, zoomBy } from './state-changes.ts';
import { useBox } from './use-box.ts';
import classes from './viewer.module.css';
import type { ViewerState } from './viewer-state.ts';
import type { VolumeFeed } from './volume-feed.ts';

interface SliceViewProps {
  plane: PlaneId;
  label: string;
  feed: VolumeFeed;
  painter: SlicePainter;
  /** Counts the slabs that came, so that the slice is painted again. */
  arrivals: number;
  state: ViewerState;
  change: (edit: (state: ViewerState) => ViewerState) => void;
  seeds: readonly ViewerSeed[];
  masks: readonly ViewerMask[];
  saliency: ViewerSaliency | null;
  cubeMm: Vec3 | null;
  rulers: readonly Ruler[];
  onRulers: (edit: (rulers: readonly Ruler[]) => readonly Ruler[]) => void;
  onProbe: (text: string | null) => void;
  onSeedMove: ((id: string, mm: Vec3, phase: 'drag' | 'drop') => void) | undefined;
  onClickPoint: ((mm: Vec3) => void) | undefined;
  onSelectSeed: ((id: string) => void) | undefined;
  onToggle: () => void;
  onKey: (event: React.KeyboardEvent, pose: Pose) => void;
  onPose: (plane: PlaneId, pose: Pose) => void;
}

/** One plane through the scan: the slice on one canvas, what lies on top of it on another. */
export function SliceView(props: SliceViewProps) {
  const { plane, feed, painter, arrivals, state, change, seeds, masks, saliency, cubeMm, rulers } = props;
  const { geometry } = feed;
  const element = useRef<HTMLDivElement>(null);
  const slice = useRef<HTMLCanvasElement>(null);
  const top = useRef<HTMLCanvasElement>(null);
  const box = useBox(element);
  const { crosshairMm, frame, framing, window: grey, slab } = state;
  const own = framing[plane];
  const pose = useMemo(
    () =>
      poseOf(
        geometry,
        { crosshairMm, frame, framing: { axial: own, coronal: own, sagittal: own } },
        plane,
        box.width,
        box.height,
      ),
    [geometry, crosshairMm, frame, own, plane, box.width, box.height],
  );
  // The crosshair moves in its plane more often than the plane does: a slice is painted again when it is another.
  const look = useStable(pose);
  const empty = box.width === 0 || box.height === 0;

  const { onPose } = props;
  useEffect(() => {
    if (!empty) onPose(plane, pose);
  }, [onPose, plane, pose, empty]);

  useEffect(() => {
    const canvas = slice.current;
    if (!canvas || empty) return;
    sizeTo(canvas, box);
    painter.paint(canvas, look, { window: grey, slab }, box.ratio);
  }, [painter, look, grey, slab, box, empty, arrivals]);

  const overlay = useMemo(
    () =>
      empty ? null : overlayOf(look, { geometry, slabMm: slab.thicknessMm, cubeMm, masks, saliency, seeds, rulers }),
    [empty, look, geometry, slab.thicknessMm, cubeMm, masks, saliency, seeds, rulers],
  );
  const [namedSeed, setNamedSeed] = useState<string | null>(null);
  useEffect(() => {
    const canvas = top.current;
    if (!canvas || !overlay) return;
    sizeTo(canvas, box);
    drawOverlay(canvas, look, { overlay, crosshairMm, ratio: box.ratio, namedSeed });
  }, [overlay, look, crosshairMm, box, namedSeed]);

  const reachMm = Math.max(halfSliceMm(geometry, pose.through), slab.thicknessMm / 2) + 1e-6;
  const press = useRef<{ gesture: Gesture; x: number; y: number; start: { x: number; y: number } } | null>(null);
  const placeOf = (event: { clientX: number; clientY: number }) => {
    const frameBox = element.current?.getBoundingClientRect();
    return { x: event.clientX - (frameBox?.left ?? 0), y: event.clientY - (frameBox?.top ?? 0) };
  };

  const begin = (event: React.PointerEvent): Gesture | null => {
    const at = placeOf(event);
    const plain = event.button === 0 && !event.shiftKey && !event.altKey;
    const tool = toolOf({ ...at, button: event.button, shiftKey: event.shiftKey, altKey: event.altKey }, state.tool);
    const seed = plain ? seedAt(pose, seeds, at.x, at.y, reachMm) : null;
    if (seed?.kind === 'lesion' && (tool === 'crosshair' || tool === 'seed')) {
      if (!seed.selected) props.onSelectSeed?.(seed.id);
      if (seed.movable && props.onSeedMove) return { kind: 'seed', seed };
      return null;
    }
    if (tool === 'seed') {
      props.onClickPoint?.(toWorld(pose, at.x, at.y));
      return null;
    }
    if (tool !== 'ruler') return { kind: tool };
    const end = rulerEndAt(pose, overlay?.rulers ?? [], at.x, at.y);
    if (end) return { kind: 'ruler', id: end.ruler.id, end: end.end };
    const mm = toWorld(pose, at.x, at.y);
    const id = 1 + Math.max(0, ...rulers.map((ruler) => ruler.id));
    props.onRulers((old) => [...old, { id, fromMm: mm, toMm: mm }]);
    return { kind: 'ruler', id, end: 'toMm' };
  };

  const drag = (
    gesture: Gesture,
    from: { x: number; y: number },
    to: { x: number; y: number },
    start: { x: number; y: number },
  ) => {
    if (gesture.kind === 'seed')
      props.onSeedMove?.(gesture.seed.id, seedDragged(pose, gesture.seed, to.x, to.y), 'drag');
    else if (gesture.kind === 'ruler') {
      const mm = toWorld(pose, to.x, to.y);
      props.onRulers((old) => old.map((ruler) => (ruler.id === gesture.id ? { ...ruler, [gesture.end]: mm } : ruler)));
    } else {
      const { kind } = gesture;
      change((now) =>
        dragged(now, geometry, poseOf(geometry, now, plane, box.width, box.height), kind, from, to, start),
      );
    }
  };

  const finish = (event: React.PointerEvent) => {
    const held = press.current;
    press.current = null;
    if (!held) return;
    const at = placeOf(event);
    const moved = Math.hypot(at.x - held.start.x, at.y - held.start.y) > 2;
    if (held.gesture.kind === 'seed' && moved) {
      props.onSeedMove?.(held.gesture.seed.id, seedDragged(pose, held.gesture.seed, at.x, at.y), 'drop');
    }
    // A click with the ruler measures nothing.
    if (held.gesture.kind === 'ruler' && !moved && held.gesture.end === 'toMm') {
      const { id } = held.gesture;
      props.onRulers((old) => old.filter((ruler) => ruler.id !== id || ruler.fromMm !== ruler.toMm));
    }
  };

  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    if (event.deltaY === 0) return;
    const at = placeOf(event);
    change((now) => {
      const current = poseOf(geometry, now, plane, box.width, box.height);
      if (event.ctrlKey || event.metaKey) return zoomBy(now, current, event.deltaY > 0 ? 1 / 1.15 : 1.15, at.x, at.y);
      return step(now, geometry, current, event.deltaY > 0 ? -1 : 1);
    });
  });
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    // React's own wheel listener is passive and could not keep the page from scrolling.
    const listener = (event: WheelEvent) => onWheel(event);
    target.addEventListener('wheel', listener, { passive: false });
    return () => target.removeEventListener('wheel', listener);
  }, []);

  const { title } = planes.find(({ id }) => id === plane)!;
  const { index, count } = slicesOf(geometry, pose);
  const probe = (at: { x: number; y: number }) => {
    const mm = toWorld(pose, at.x, at.y);
    const hu = valueAt(geometry, feed.data, mm);
    const place = mm.map((value) => value.toFixed(1).replace('-', '\u2212')).join(', ');
    props.onProbe(hu === null ? null : `(${place}) mm: ${String(Math.round(hu)).replace('-', '\u2212')} HU`);
  };

  return (
    <div
      ref={element}
      className={classes.view}
      role="slider"
      tabIndex={0}
      data-plane={plane}
      data-tool={state.tool}
      aria-label={`${title} slice of ${props.label}`}
      aria-orientation="vertical"
      aria-valuemin={1}
      aria-valuemax={count}
      aria-valuenow={index + 1}
      aria-valuetext={`slice ${index + 1} of ${count}`}
      onContextMenu={(event) => event.preventDefault()}
      onDoubleClick={props.onToggle}
      onKeyDown={(event) => props.onKey(event, pose)}
      onPointerDown={(event) => {
        if (event.button === 1) event.preventDefault();
        const gesture = begin(event);
        if (!gesture) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = placeOf(event);
        press.current = { gesture, ...at, start: at };
        if (gesture.kind === 'crosshair') drag(gesture, at, at, at);
      }}
      onPointerMove={(event) => {
        const at = placeOf(event);
        const held = press.current;
        if (held) {
          drag(held.gesture, held, at, held.start);
          press.current = { ...held, ...at };
        } else setNamedSeed(seedAt(pose, seeds, at.x, at.y, Number.POSITIVE_INFINITY)?.id ?? null);
        probe(at);
      }}
      onPointerUp={finish}
      onPointerCancel={finish}
      onPointerLeave={() => {
        setNamedSeed(null);
        props.onProbe(null);
      }}
    >
      <canvas ref={slice} className={classes.canvas} aria-hidden />
      <canvas ref={top} className={classes.canvas} aria-hidden data-overlay />
      <div className={classes.caption} aria-hidden>
        <span>{title}</span>
        <span>
          {index + 1}/{count}
        </span>
      </div>
    </div>
  );
}

function sizeTo(canvas: HTMLCanvasElement, { width, height, ratio }: { width: number; height: number; ratio: number }) {
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
}

/** The same object as long as the plane and its framing are the same. */
function useStable(pose: Pose): Pose {
  const [kept, setKept] = useState(pose);
  const isSame = kept === pose || JSON.stringify(kept) === JSON.stringify(pose);
  if (!isSame) setKept(pose);
  return isSame ? kept : pose;
}
