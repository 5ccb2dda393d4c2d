import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import { worldToVoxel } from '#shared/imaging/geometry.ts';
import { type GreyWindow, onScreen, type Plane, sliceImage } from './planes.ts';

export interface PlaneDrawing {
  readonly plane: Plane;
  readonly volume: { readonly geometry: Geometry; readonly data: ArrayLike<number> };
  readonly grey: GreyWindow;
  readonly seedMm: Vec3;
  readonly slice: number;
  /** The slice of the seed: the crosshair is faint on others. */
  readonly home: number;
}

const seedColour = '#ffc857';
const scaleBarMm = 10;

/** Paints a slice to fill the canvas, with the seed's crosshair, the letters of the edges and a 10 mm bar. */
export function drawPlane(canvas: HTMLCanvasElement, drawing: PlaneDrawing): void {
  const { plane, volume, grey, slice } = drawing;
  const context = canvas.getContext('2d');
  const image = sliceImage(volume.geometry, volume.data, plane, slice, grey);
  const ratio = window.devicePixelRatio;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (!context || width === 0 || height === 0) return;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  context.scale(ratio, ratio);

  const voxels = new OffscreenCanvas(image.width, image.height);
  voxels.getContext('2d')?.putImageData(new ImageData(image.pixels, image.width, image.height), 0, 0);
  context.imageSmoothingQuality = 'high';
  context.drawImage(voxels, 0, 0, width, height);

  const perVoxel = { x: width / image.width, y: height / image.height };
  const seed = onScreen(volume.geometry, plane, worldToVoxel(volume.geometry, drawing.seedMm));
  drawCrosshair(context, seed.x * perVoxel.x, seed.y * perVoxel.y, slice === drawing.home);
  drawEdges(context, plane, width, height);
  drawScaleBar(context, (scaleBarMm / volume.geometry.spacingMm[plane.across]) * perVoxel.x, width, height);
}

function drawCrosshair(context: CanvasRenderingContext2D, x: number, y: number, isHome: boolean): void {
  const inner = 5;
  const outer = 14;
  context.globalAlpha = isHome ? 1 : 0.45;
  context.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + dx * inner, y + dy * inner);
    context.lineTo(x + dx * outer, y + dy * outer);
  }
  // A dark rim keeps the colour in sight on bright tissue.
  context.strokeStyle = 'rgb(0 0 0 / 65%)';
  context.lineWidth = 3.25;
  context.stroke();
  context.strokeStyle = seedColour;
  context.lineWidth = 1.25;
  context.stroke();
  context.globalAlpha = 1;
}

function drawEdges(context: CanvasRenderingContext2D, plane: Plane, width: number, height: number): void {
  const inset = 9;
  writeText(context, plane.edges.left, inset, height / 2);
  writeText(context, plane.edges.right, width - inset, height / 2);
  writeText(context, plane.edges.top, width / 2, inset);
  writeText(context, plane.edges.bottom, width / 2, height - inset);
}

function drawScaleBar(context: CanvasRenderingContext2D, length: number, width: number, height: number): void {
  const right = width - 6;
  const bottom = height - 6;
  context.fillStyle = 'rgb(0 0 0 / 55%)';
  context.fillRect(right - length - 2, bottom - 4, length + 4, 6);
  context.fillStyle = '#ffffff';
  context.fillRect(right - length, bottom - 2, length, 2);
  writeText(context, `${scaleBarMm} mm`, right, bottom - 10, 'right');
}

function writeText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  align: CanvasTextAlign = 'center',
): void {
  context.font = '600 10px system-ui, sans-serif';
  context.textAlign = align;
  context.textBaseline = 'middle';
  context.lineWidth = 2.5;
  context.strokeStyle = 'rgb(0 0 0 / 75%)';
  context.strokeText(text, x, y);
  context.fillStyle = '#ffffff';
  context.fillText(text, x, y);
}
