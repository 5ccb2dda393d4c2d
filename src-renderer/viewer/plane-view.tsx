import { useEffect, useEffectEvent, useRef } from 'react';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import { drawPlane } from './draw-plane.ts';
import classes from './patch-planes.module.css';
import { clampSlice, type GreyWindow, type Plane, slicePositionMm, voxelAt } from './planes.ts';

interface PlaneViewProps {
  plane: Plane;
  volume: { readonly geometry: Geometry; readonly data: ArrayLike<number> };
  grey: GreyWindow;
  seedMm: Vec3;
  label: string;
  slice: number;
  /** The slice of the seed. */
  home: number;
  onSlice: (slice: number) => void;
  /** What lies under the pointer, in words; null when it left. */
  onProbe: (text: string | null) => void;
}

/** Slices moved by each key. */
const steps: Readonly<Record<string, number>> = {
  ArrowUp: 1,
  ArrowRight: 1,
  ArrowDown: -1,
  ArrowLeft: -1,
  PageUp: 5,
  PageDown: -5,
};

/** One plane of the patch: a picture that is also a slider through its slices. */
export function PlaneView({ plane, volume, grey, seedMm, label, slice, home, onSlice, onProbe }: PlaneViewProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const move = (by: number) => onSlice(clampSlice(volume.geometry, plane, slice + by));

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = () => drawPlane(element, { plane, volume, grey, seedMm, slice, home });
    const watcher = new ResizeObserver(draw);
    watcher.observe(element);
    draw();
    return () => watcher.disconnect();
  }, [plane, volume, grey, seedMm, slice, home]);

  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    if (event.deltaY !== 0) move(event.deltaY > 0 ? -1 : 1);
  });
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    // React's own wheel listener is passive and could not keep the page from scrolling.
    const listener = (event: WheelEvent) => onWheel(event);
    element.addEventListener('wheel', listener, { passive: false });
    return () => element.removeEventListener('wheel', listener);
  }, []);

  const onPointerMove = (event: React.PointerEvent<HTMLCanvasElement>) => {
    const { geometry, data } = volume;
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * geometry.size[plane.across];
    const y = ((event.clientY - box.top) / box.height) * geometry.size[plane.down];
    const voxel = voxelAt(geometry, plane, slice, x, y);
    if (!voxel) return onProbe(null);
    const hu = data[(voxel[2] * geometry.size[1] + voxel[1]) * geometry.size[0] + voxel[0]] ?? 0;
    onProbe(`${plane.title} (${voxel.join(', ')}): ${String(Math.round(hu)).replace('-', '\u2212')} HU`);
  };

  const position = slicePositionMm(volume.geometry, plane, slice).toFixed(1);
  const count = volume.geometry.size[plane.through];
  return (
    <div className={classes.plane}>
      <canvas
        ref={canvas}
        className={classes.canvas}
        role="slider"
        tabIndex={0}
        aria-label={`${plane.title} slice of ${label}`}
        aria-orientation="vertical"
        aria-valuemin={1}
        aria-valuemax={count}
        aria-valuenow={slice + 1}
        aria-valuetext={`slice ${slice + 1} of ${count}, at ${position} mm${slice === home ? ', through the seed' : ''}`}
        onPointerMove={onPointerMove}
        onPointerLeave={() => onProbe(null)}
        onDoubleClick={() => onSlice(home)}
        onKeyDown={(event) => {
          const by = event.key === 'Home' ? home - slice : steps[event.key];
          if (by === undefined) return;
          event.preventDefault();
          move(by);
        }}
      />
      <div className={classes.caption} aria-hidden>
        <span>{plane.title}</span>
        <span>
          {slice + 1}/{count}
        </span>
      </div>
    </div>
  );
}
