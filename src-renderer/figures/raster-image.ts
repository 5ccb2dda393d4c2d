import { colourIndex, colourTable } from './colour-scales.ts';
import type { RasterSeries } from './mark-geometry.ts';

/** Pixels to the inch of images on paper; a figure has 96 of its own to the inch. */
const dotsPerInch = 300;
const largestSide = 4096;

/**
 * The values of a raster as a PNG data URI for a rectangle of so many pixels: enlarged smoothly (Catmull-Rom, on the
 * values, before they become colours), never made smaller.
 */
export function rasterImage(series: RasterSeries, width: number, height: number): string {
  const rows = Math.ceil(series.values.length / series.columns);
  const enlarge = (pixels: number, source: number) =>
    Math.min(largestSide, Math.max(source, Math.round((pixels * dotsPerInch) / 96)));
  const [across, down] = [enlarge(width, series.columns), enlarge(height, rows)];
  const values = resample(series.values, series.columns, rows, across, down);
  const canvas = document.createElement('canvas');
  canvas.width = across;
  canvas.height = down;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This page cannot make images.');
  const image = context.createImageData(across, down);
  const table = colourTable(series.scale.name);
  values.forEach((value, i) => {
    const start = colourIndex(series.scale, value) * 3;
    image.data.set([table[start]!, table[start + 1]!, table[start + 2]!, 255], i * 4);
  });
  context.putImageData(image, 0, 0);
  return canvas.toDataURL('image/png');
}

/** Row-major values at the pixel centres of a finer grid over the same area; beyond the border the border goes on. */
export function resample(
  values: readonly number[],
  columns: number,
  rows: number,
  across: number,
  down: number,
): Float64Array {
  const [sideways, downwards] = [weightsOf(columns, across), weightsOf(rows, down)];
  const wide = new Float64Array(across * rows);
  for (let row = 0; row < rows; row++) {
    for (let x = 0; x < across; x++) {
      wide[row * across + x] = weighted(sideways[x]!, (column) => values[row * columns + column] ?? 0);
    }
  }
  const result = new Float64Array(across * down);
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      result[y * across + x] = weighted(downwards[y]!, (row) => wide[row * across + x]!);
    }
  }
  return result;
}

type Weight = readonly [index: number, weight: number];

const weighted = (weights: readonly Weight[], value: (index: number) => number): number =>
  weights.reduce((sum, [index, weight]) => sum + weight * value(index), 0);

/** For each fine pixel the four nearest coarse ones and their Catmull-Rom weights. */
function weightsOf(coarse: number, fine: number): (readonly Weight[])[] {
  return Array.from({ length: fine }, (_, i) => {
    const centre = ((i + 0.5) * coarse) / fine - 0.5;
    const first = Math.floor(centre);
    const t = centre - first;
    const weights = [
      ((-0.5 * t + 1) * t - 0.5) * t,
      (1.5 * t - 2.5) * t * t + 1,
      ((-1.5 * t + 2) * t + 0.5) * t,
      (0.5 * t - 0.5) * t * t,
    ];
    return weights.map((weight, k): Weight => [Math.min(coarse - 1, Math.max(0, first + k - 1)), weight]);
  });
}
