import { type Pose, toWorld } from './pose.ts';
import { type PlaneGrid, reslice } from './reslice.ts';
import type { ViewerState, WindowHu } from './viewer-state.ts';
import type { VolumeFeed } from './volume-feed.ts';

export interface SliceLook {
  readonly window: WindowHu;
  readonly slab: ViewerState['slab'];
}

/** Paints planes through one volume, with or without a graphics card. */
export interface SlicePainter {
  /** Fills the canvas, whose size is that of the pose times `ratio`. */
  paint(canvas: HTMLCanvasElement, pose: Pose, look: SliceLook, ratio: number): void;
  /** Slices of the volume were written. */
  onSlab(first: number, count: number): void;
  dispose(): void;
}

/** More points than this are not sampled for one picture: the browser enlarges what is coarser. */
const mostPoints = 400_000;

/** The grid of points that a view shows: a point per pixel, or coarser where the voxels or the cost ask for it. */
export function gridOf(pose: Pose, leastSpacingMm: number, ratio: number): PlaneGrid {
  const finest = Math.sqrt((pose.width * pose.height * pose.mmPerPixel ** 2) / mostPoints);
  const stepMm = Math.max(pose.mmPerPixel / ratio, leastSpacingMm / 3, finest);
  const columns = Math.max(1, Math.ceil((pose.width * pose.mmPerPixel) / stepMm));
  const rows = Math.max(1, Math.ceil((pose.height * pose.mmPerPixel) / stepMm));
  const half = stepMm / pose.mmPerPixel / 2;
  const { right, down, through } = pose;
  return { firstMm: toWorld(pose, half, half), right, down, through, stepMm, columns, rows };
}

/** Grey shades of HU in a window; what lies outside the scan is transparent. */
export function shades(values: Float32Array, { levelHu, widthHu }: WindowHu): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(values.length * 4);
  const lowest = levelHu - widthHu / 2;
  const perHu = 255 / widthHu;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (Number.isNaN(value)) continue;
    const shade = (value - lowest) * perHu;
    pixels[at * 4] = shade;
    pixels[at * 4 + 1] = shade;
    pixels[at * 4 + 2] = shade;
    pixels[at * 4 + 3] = 255;
  }
  return pixels;
}

/** Paints on the processor: for windows without WebGL 2, and while a lost graphics card comes back. */
export function createPlainPainter(feed: VolumeFeed): SlicePainter {
  const { geometry, data } = feed;
  const picture = document.createElement('canvas');
  return {
    paint(canvas, pose, look, ratio) {
      const context = canvas.getContext('2d');
      const pictureContext = picture.getContext('2d');
      if (!context || !pictureContext) return;
      const grid = gridOf(pose, Math.min(...geometry.spacingMm), ratio);
      picture.width = grid.columns;
      picture.height = grid.rows;
      const pixels = shades(reslice(geometry, data, grid, look.slab), look.window);
      pictureContext.putImageData(new ImageData(pixels, grid.columns, grid.rows), 0, 0);
      context.clearRect(0, 0, canvas.width, canvas.height);
      context.imageSmoothingQuality = 'high';
      const scale = (grid.stepMm / pose.mmPerPixel) * ratio;
      context.drawImage(picture, 0, 0, grid.columns * scale, grid.rows * scale);
    },
    onSlab: () => undefined,
    dispose() {
      picture.width = 0;
    },
  };
}
