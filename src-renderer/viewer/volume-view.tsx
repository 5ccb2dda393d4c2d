import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import type { ViewerSeed } from './scan-viewer-props.ts';
import { turnEye, zoomEye } from './state-changes.ts';
import { useBox } from './use-box.ts';
import classes from './viewer.module.css';
import type { ViewerState } from './viewer-state.ts';
import type { VolumeFeed } from './volume-feed.ts';
import { createVolumeStage, type VolumeStage } from './volume-stage.ts';

interface VolumeViewProps {
  label: string;
  feed: VolumeFeed;
  state: ViewerState;
  change: (edit: (state: ViewerState) => ViewerState) => void;
  seeds: readonly ViewerSeed[];
  cubeMm: Vec3 | null;
  onToggle: () => void;
}

const turns: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-20, 0],
  ArrowRight: [20, 0],
  ArrowUp: [0, 20],
  ArrowDown: [0, -20],
};

const isWhole = (feed: VolumeFeed): boolean => feed.arrived === feed.geometry.size[2];

/** The scan in 3D once all of it has come: drag or arrow keys turn it, wheel and + - bring it nearer. */
export function VolumeView({ label, feed, state, change, seeds, cubeMm, onToggle }: VolumeViewProps) {
  const element = useRef<HTMLDivElement>(null);
  const host = useRef<HTMLDivElement>(null);
  const box = useBox(element);
  const whole = isWhole(feed);
  const [attempt, setAttempt] = useState(0);
  const [stage, setStage] = useState<{ feed: VolumeFeed; stage: VolumeStage | null } | null>(null);

  useEffect(() => {
    const target = host.current;
    if (!target || !whole) return;
    let timer = 0;
    const made = createVolumeStage(feed, target, () => {
      timer = window.setTimeout(() => setAttempt((before) => before + 1), 700);
    });
    setStage({ feed, stage: made });
    return () => {
      window.clearTimeout(timer);
      made?.dispose();
      setStage(null);
    };
  }, [feed, whole, attempt]);

  const { volume, eye } = state;
  useEffect(() => {
    if (!stage?.stage) return;
    const { stage: shown } = stage;
    // At most one picture a frame: turning sends more than a card may draw.
    const frame = requestAnimationFrame(() =>
      shown.render(
        { volume, eye, cubeMm, seedsMm: seeds.filter(({ kind }) => kind === 'lesion').map(({ mm }) => mm) },
        Math.round(box.width * box.ratio),
        Math.round(box.height * box.ratio),
      ),
    );
    return () => cancelAnimationFrame(frame);
  }, [stage, volume, eye, cubeMm, seeds, box]);

  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    if (event.deltaY !== 0) change((now) => zoomEye(now, event.deltaY > 0 ? 1 / 1.15 : 1.15));
  });
  useEffect(() => {
    const target = element.current;
    if (!target) return;
    const listener = (event: WheelEvent) => onWheel(event);
    target.addEventListener('wheel', listener, { passive: false });
    return () => target.removeEventListener('wheel', listener);
  }, []);

  const last = useRef<{ x: number; y: number } | null>(null);
  const message = !whole
    ? '3D follows when the whole scan has been read.'
    : stage && !stage.stage
      ? '3D needs WebGL 2 and a scan of more than one slice.'
      : null;
  return (
    <div
      ref={element}
      className={classes.view}
      role="application"
      tabIndex={0}
      data-plane="volume"
      aria-label={`3D view of ${label}, turned by the arrow keys`}
      onDoubleClick={onToggle}
      onContextMenu={(event) => event.preventDefault()}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={(event) => {
        const from = last.current;
        if (!from) return;
        const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
        last.current = { x: event.clientX, y: event.clientY };
        if (event.buttons === 2) change((now) => zoomEye(now, Math.exp(-dy * 0.01)));
        else change((now) => turnEye(now, -dx, dy));
      }}
      onPointerUp={() => {
        last.current = null;
      }}
      onPointerCancel={() => {
        last.current = null;
      }}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const turn = turns[event.key];
        const zoom = event.key === '+' || event.key === '=' ? 1.25 : event.key === '-' ? 0.8 : null;
        if (turn) change((now) => turnEye(now, turn[0], turn[1]));
        else if (zoom) change((now) => zoomEye(now, zoom));
        else if (event.key === 'Enter') onToggle();
        else return;
        event.preventDefault();
      }}
    >
      <div ref={host} className={classes.stage} />
      {message && <div className={classes.message}>{message}</div>}
      <div className={classes.caption} aria-hidden>
        <span>3D</span>
      </div>
    </div>
  );
}
