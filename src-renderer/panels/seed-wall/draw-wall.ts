import { patchEdge } from '#shared/imaging/profiles.ts';

const area = patchEdge ** 2;
const planeCount = 3;
const gap = 2;
const outlineColour = '#4cc9f0';
const seedColour = '#ffc857';

export interface GreyRange {
  readonly lowestHu: number;
  readonly widthHu: number;
}

/** Lung where a sixth of the planes or more is air, else soft tissue. */
export function suitableRange(planes: ArrayLike<number>): GreyRange {
  let air = 0;
  for (let n = 0; n < planeCount * area; n++) if ((planes[n] ?? 0) < -500) air++;
  return air * 6 >= planeCount * area ? { lowestHu: -1350, widthHu: 1500 } : { lowestHu: -160, widthHu: 400 };
}

/**
 * Paints the three planes of a seed side by side, the outline of the lesion and the cross of the seed on them.
 * @param planes 50 x 50 x 6: HU of three planes, then the outline in each.
 */
export function drawWall(canvas: HTMLCanvasElement, planes: ArrayLike<number>, range: GreyRange): void {
  const context = canvas.getContext('2d');
  const width = canvas.clientWidth;
  if (!context || width === 0) return;
  const ratio = window.devicePixelRatio;
  const edge = (width - gap * (planeCount - 1)) / planeCount;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(edge * ratio);
  context.scale(ratio, ratio);
  context.imageSmoothingQuality = 'high';
  for (let plane = 0; plane < planeCount; plane++) {
    const left = plane * (edge + gap);
    context.drawImage(pictureOf(planes, plane, range), left, 0, edge, edge);
    context.save();
    context.translate(left, 0);
    context.scale(edge / patchEdge, edge / patchEdge);
    strokeOutline(context, planes, planeCount + plane, patchEdge / edge);
    context.restore();
    drawCross(context, left + edge / 2, edge / 2);
  }
}

function pictureOf(planes: ArrayLike<number>, plane: number, { lowestHu, widthHu }: GreyRange): OffscreenCanvas {
  const pixels = new Uint8ClampedArray(4 * area);
  for (let n = 0; n < area; n++) {
    const shade = (((planes[plane * area + n] ?? lowestHu) - lowestHu) / widthHu) * 255;
    pixels.set([shade, shade, shade, 255], 4 * n);
  }
  const picture = new OffscreenCanvas(patchEdge, patchEdge);
  picture.getContext('2d')?.putImageData(new ImageData(pixels, patchEdge, patchEdge), 0, 0);
  return picture;
}

/** The edges between voxels inside and outside; where the outline leaves the picture there is none. */
function strokeOutline(
  context: CanvasRenderingContext2D,
  planes: ArrayLike<number>,
  plane: number,
  pixel: number,
): void {
  const inside = (x: number, y: number): boolean => planes[plane * area + y * patchEdge + x] === 1;
  context.beginPath();
  for (let y = 0; y < patchEdge; y++) {
    for (let x = 0; x < patchEdge; x++) {
      if (x > 0 && inside(x, y) !== inside(x - 1, y)) {
        context.moveTo(x, y);
        context.lineTo(x, y + 1);
      }
      if (y > 0 && inside(x, y) !== inside(x, y - 1)) {
        context.moveTo(x, y);
        context.lineTo(x + 1, y);
      }
    }
  }
  context.strokeStyle = outlineColour;
  context.lineWidth = 1.25 * pixel;
  context.stroke();
}

function drawCross(context: CanvasRenderingContext2D, x: number, y: number): void {
  context.beginPath();
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ] as const) {
    context.moveTo(x + 2 * dx, y + 2 * dy);
    context.lineTo(x + 7 * dx, y + 7 * dy);
  }
  // A dark rim keeps the colour in sight on bright tissue.
  context.strokeStyle = 'rgb(0 0 0 / 65%)';
  context.lineWidth = 3;
  context.stroke();
  context.strokeStyle = seedColour;
  context.lineWidth = 1.25;
  context.stroke();
}
