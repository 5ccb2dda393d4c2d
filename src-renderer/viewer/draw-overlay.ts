import { colourIndex, colourTable } from '#renderer/figures/colour-scales.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { lengthMm, type Overlay, type Ruler } from './overlay.ts';
import type { PlaneRaster, Ring } from './plane-shapes.ts';
import { lettersOf, type Pose, toScreen } from './pose.ts';
import type { ViewerSaliency } from './scan-viewer-props.ts';

/** The palette of figures as it is on dark ground (see `figures.css`), for outlines on CT. */
export const overlayColours = [
  '#4a9be0',
  '#f57c3a',
  '#2fc79a',
  '#d27ab2',
  '#f2b632',
  '#9bd7f7',
  '#ffffff',
  '#f5ea6b',
] as const;
export const seedColour = '#ffc857';
const cubeColour = '#9bd7f7';
const crosshairColour = 'rgb(120 190 255 / 70%)';
const readerColour = '#f5a3d0';
const rulerColour = '#f5ea6b';
/** From the lowest isoline to the highest. */
const isolineColours = ['#9bd7f7', '#f2b632', '#f57c3a'];

export interface OverlayLook {
  readonly overlay: Overlay;
  readonly crosshairMm: Vec3;
  readonly ratio: number;
  /** Shown with its name: where the pointer rests. */
  readonly namedSeed: string | null;
}

/** Draws what lies on top of a slice; the canvas is transparent elsewhere. */
export function drawOverlay(canvas: HTMLCanvasElement, pose: Pose, look: OverlayLook): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.scale(look.ratio, look.ratio);
  const { overlay } = look;
  if (overlay.saliency) drawSaliency(context, pose, overlay.saliency);
  for (const { mask, shapes } of overlay.masks) {
    trace(context, pose, shapes.flat());
    if (mask.fillOpacity > 0) {
      context.globalAlpha = mask.fillOpacity;
      context.fillStyle = overlayColours[mask.colour] ?? overlayColours[0];
      context.fill('evenodd');
      context.globalAlpha = 1;
    }
    strokeRimmed(context, overlayColours[mask.colour] ?? overlayColours[0], 1.5);
  }
  if (overlay.cube) {
    trace(context, pose, [overlay.cube]);
    strokeRimmed(context, cubeColour, 1.25, [6, 4]);
  }
  drawCrosshair(context, pose, look.crosshairMm);
  for (const ruler of overlay.rulers) drawRuler(context, pose, ruler);
  for (const { seed, inSlice } of overlay.seeds) {
    const { x, y } = toScreen(pose, seed.mm);
    if (seed.kind === 'reader') drawRing(context, x, y, inSlice);
    else drawSeed(context, x, y, inSlice, seed.selected);
    if (seed.id === look.namedSeed) writeText(context, seed.label, x + 12, y - 12, 'left');
  }
  drawLetters(context, pose);
  drawScaleBar(context, pose);
}

function trace(context: CanvasRenderingContext2D, pose: Pose, rings: readonly Ring[]): void {
  context.beginPath();
  for (const ring of rings) {
    ring.forEach(([x, y], at) => {
      const sx = pose.width / 2 + x / pose.mmPerPixel;
      const sy = pose.height / 2 + y / pose.mmPerPixel;
      if (at === 0) context.moveTo(sx, sy);
      else context.lineTo(sx, sy);
    });
    context.closePath();
  }
}

/** A dark rim keeps a colour in sight on bright tissue. */
function strokeRimmed(context: CanvasRenderingContext2D, colour: string, width: number, dash: number[] = []): void {
  context.setLineDash(dash);
  context.lineJoin = 'round';
  context.strokeStyle = 'rgb(0 0 0 / 55%)';
  context.lineWidth = width + 1.75;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
  context.setLineDash([]);
}

function drawSaliency(
  context: CanvasRenderingContext2D,
  pose: Pose,
  { map, raster, isolines }: NonNullable<Overlay['saliency']>,
): void {
  if (map.opacity > 0) {
    const picture = new OffscreenCanvas(raster.columns, raster.rows);
    picture
      .getContext('2d')
      ?.putImageData(new ImageData(saliencyPixels(map, raster), raster.columns, raster.rows), 0, 0);
    context.globalAlpha = map.opacity;
    const [x, y] = raster.first;
    context.drawImage(
      picture,
      pose.width / 2 + (x - raster.stepMm / 2) / pose.mmPerPixel,
      pose.height / 2 + (y - raster.stepMm / 2) / pose.mmPerPixel,
      (raster.columns * raster.stepMm) / pose.mmPerPixel,
      (raster.rows * raster.stepMm) / pose.mmPerPixel,
    );
    context.globalAlpha = 1;
  }
  isolines.forEach(({ shapes }, at) => {
    trace(context, pose, shapes.flat());
    strokeRimmed(context, isolineColours[Math.max(0, isolineColours.length - isolines.length + at)]!, 1.25);
  });
}

function saliencyPixels(map: ViewerSaliency, raster: PlaneRaster): Uint8ClampedArray<ArrayBuffer> {
  const table = colourTable('saliency');
  const pixels = new Uint8ClampedArray(raster.values.length * 4);
  raster.values.forEach((value, at) => {
    if (Number.isNaN(value) || value < map.threshold) return;
    const row = colourIndex({ domain: [map.domain[0], map.domain[1]] }, value) * 3;
    pixels.set([table[row]!, table[row + 1]!, table[row + 2]!, 255], at * 4);
  });
  return pixels;
}

/** Lines through the crosshair with a gap about it, where the other two planes lie. */
function drawCrosshair(context: CanvasRenderingContext2D, pose: Pose, crosshairMm: Vec3): void {
  const { x, y } = toScreen(pose, crosshairMm);
  const gap = 10;
  context.beginPath();
  for (const [from, to] of [
    [0, x - gap],
    [x + gap, pose.width],
  ] as const) {
    context.moveTo(from, y);
    context.lineTo(to, y);
  }
  for (const [from, to] of [
    [0, y - gap],
    [y + gap, pose.height],
  ] as const) {
    context.moveTo(x, from);
    context.lineTo(x, to);
  }
  context.strokeStyle = crosshairColour;
  context.lineWidth = 1;
  context.stroke();
}

function drawSeed(context: CanvasRenderingContext2D, x: number, y: number, inSlice: boolean, selected: boolean): void {
  context.globalAlpha = inSlice ? 1 : 0.4;
  context.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + dx * 3, y + dy * 3);
    context.lineTo(x + dx * 9, y + dy * 9);
  }
  strokeRimmed(context, seedColour, selected ? 2 : 1.25);
  if (selected) {
    context.beginPath();
    context.arc(x, y, 6, 0, 2 * Math.PI);
    strokeRimmed(context, seedColour, 1.25);
  }
  context.globalAlpha = 1;
}

function drawRing(context: CanvasRenderingContext2D, x: number, y: number, inSlice: boolean): void {
  context.globalAlpha = inSlice ? 1 : 0.4;
  context.beginPath();
  context.arc(x, y, 4, 0, 2 * Math.PI);
  strokeRimmed(context, readerColour, 1.25);
  context.globalAlpha = 1;
}

function drawRuler(context: CanvasRenderingContext2D, pose: Pose, ruler: Ruler): void {
  const from = toScreen(pose, ruler.fromMm);
  const to = toScreen(pose, ruler.toMm);
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  strokeRimmed(context, rulerColour, 1.5);
  context.beginPath();
  for (const end of [from, to]) {
    context.moveTo(end.x + 2.5, end.y);
    context.arc(end.x, end.y, 2.5, 0, 2 * Math.PI);
  }
  strokeRimmed(context, rulerColour, 1.25);
  writeText(context, `${lengthMm(ruler).toFixed(1)} mm`, (from.x + to.x) / 2, (from.y + to.y) / 2 - 10);
}

function drawLetters(context: CanvasRenderingContext2D, pose: Pose): void {
  const inset = 10;
  const opposite = (way: Vec3): Vec3 => [-way[0], -way[1], -way[2]];
  writeText(context, lettersOf(opposite(pose.right)), inset, pose.height / 2);
  writeText(context, lettersOf(pose.right), pose.width - inset, pose.height / 2);
  writeText(context, lettersOf(opposite(pose.down)), pose.width / 2, inset);
  writeText(context, lettersOf(pose.down), pose.width / 2, pose.height - inset);
}

/** The longest of 1, 2, 5, 10, .. mm that takes up to a quarter of the view. */
export function scaleBarMm(pose: Pick<Pose, 'width' | 'mmPerPixel'>): number {
  const most = (pose.width / 4) * pose.mmPerPixel;
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 2, 1].find((times) => times * power <= most) ?? 1);
}

function drawScaleBar(context: CanvasRenderingContext2D, pose: Pose): void {
  const mm = scaleBarMm(pose);
  const length = mm / pose.mmPerPixel;
  const [right, bottom] = [pose.width - 10, pose.height - 10];
  context.fillStyle = 'rgb(0 0 0 / 55%)';
  context.fillRect(right - length - 2, bottom - 4, length + 4, 6);
  context.fillStyle = '#ffffff';
  context.fillRect(right - length, bottom - 2, length, 2);
  writeText(context, `${mm >= 10 ? mm / 10 : mm} ${mm >= 10 ? 'cm' : 'mm'}`, right, bottom - 11, 'right');
}

export function writeText(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  align: CanvasTextAlign = 'center',
): void {
  context.font = '600 11px system-ui, sans-serif';
  context.textAlign = align;
  context.textBaseline = 'middle';
  context.lineWidth = 2.5;
  context.strokeStyle = 'rgb(0 0 0 / 75%)';
  context.strokeText(text, x, y);
  context.fillStyle = '#ffffff';
  context.fillText(text, x, y);
}
