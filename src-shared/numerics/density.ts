import { contours } from 'd3-contour';

/** A Gaussian kernel density of points of the plane on a grid: row-major, the first row at the least y. */
export interface DensityGrid {
  readonly columns: number;
  readonly rows: number;
  /** Middle of the first cell, and the steps between cells. */
  readonly x0: number;
  readonly y0: number;
  readonly stepX: number;
  readonly stepY: number;
  readonly values: Float64Array;
}

/** Beyond this many kernel widths a point adds nothing that could be seen: exp(-18) of its peak. */
const reach = 6;

/**
 * Kernel density with the covariance of the points times Scott's factor n^(-1/6) squared (Scott 1992), as
 * `scipy.stats.gaussian_kde` does, on a square grid that reaches three kernel widths beyond the points. Null for fewer
 * than three points or points on one line. Checked against scipy.
 * @param points x and y of each point in turn
 * @param smoothing times the width of Scott's rule
 */
export function densityGrid(points: Float64Array, cells: number, smoothing = 1): DensityGrid | null {
  const n = points.length / 2;
  const kernel = n < 3 ? null : kernelOf(points, smoothing * n ** (-1 / 6));
  if (!kernel) return null;
  const { sxx, syy, sxy, determinant } = kernel;
  const x = extent(points, 0, 3 * Math.sqrt(sxx), cells);
  const y = extent(points, 1, 3 * Math.sqrt(syy), cells);
  const values = new Float64Array(cells * cells);
  const weight = 1 / (2 * Math.PI * Math.sqrt(determinant) * n);
  const reachX = reach * Math.sqrt(sxx);
  const reachY = reach * Math.sqrt(syy);
  for (let i = 0; i < n; i++) {
    const px = points[2 * i] as number;
    const py = points[2 * i + 1] as number;
    const [columnFrom, columnTo] = cellsWithin(x, px, reachX, cells);
    const [rowFrom, rowTo] = cellsWithin(y, py, reachY, cells);
    for (let row = rowFrom; row <= rowTo; row++) {
      const dy = y.start + row * y.step - py;
      for (let column = columnFrom; column <= columnTo; column++) {
        const dx = x.start + column * x.step - px;
        const exponent = (syy * dx * dx - 2 * sxy * dx * dy + sxx * dy * dy) / (2 * determinant);
        const at = row * cells + column;
        values[at] = (values[at] as number) + weight * Math.exp(-exponent);
      }
    }
  }
  return { columns: cells, rows: cells, x0: x.start, y0: y.start, stepX: x.step, stepY: y.step, values };
}

interface Kernel {
  readonly sxx: number;
  readonly syy: number;
  readonly sxy: number;
  readonly determinant: number;
}

function kernelOf(points: Float64Array, factor: number): Kernel | null {
  const n = points.length / 2;
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanX += (points[2 * i] as number) / n;
    meanY += (points[2 * i + 1] as number) / n;
  }
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const dx = (points[2 * i] as number) - meanX;
    const dy = (points[2 * i + 1] as number) - meanY;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  const scale = (factor * factor) / (n - 1);
  const [sxx, syy, sxy] = [xx * scale, yy * scale, xy * scale];
  const determinant = sxx * syy - sxy * sxy;
  return determinant > 1e-10 * sxx * syy ? { sxx, syy, sxy, determinant } : null;
}

interface Extent {
  readonly start: number;
  readonly step: number;
}

function extent(points: Float64Array, axis: 0 | 1, margin: number, cells: number): Extent {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = axis; at < points.length; at += 2) {
    low = Math.min(low, points[at] as number);
    high = Math.max(high, points[at] as number);
  }
  return { start: low - margin, step: (high - low + 2 * margin) / (cells - 1) };
}

const cellsWithin = ({ start, step }: Extent, centre: number, radius: number, cells: number): [number, number] => [
  Math.max(0, Math.ceil((centre - radius - start) / step)),
  Math.min(cells - 1, Math.floor((centre + radius - start) / step)),
];

/**
 * The density above which the given share of the mass lies (the edge of the highest-density region, Hyndman 1996).
 * @param mass between 0 and 1
 */
export function levelOfMass({ values }: DensityGrid, mass: number): number {
  const falling = Float64Array.from(values).sort().reverse();
  let sum = 0;
  for (const value of falling) sum += value;
  let held = 0;
  for (const value of falling) {
    held += value;
    if (held >= mass * sum) return value;
  }
  return 0;
}

/** Rings around all that is above `level`, in data coordinates: the outer ring, then its holes. */
export function contourRings(grid: DensityGrid, level: number): [number, number][][][] {
  const shape = contours().size([grid.columns, grid.rows]).thresholds([level])(Array.from(grid.values))[0];
  // The middle of a cell is at a half in the coordinates of d3-contour.
  const place = ([column = 0, row = 0]: readonly number[]): [number, number] => [
    grid.x0 + (column - 0.5) * grid.stepX,
    grid.y0 + (row - 0.5) * grid.stepY,
  ];
  return (shape?.coordinates ?? []).map((polygon) => polygon.map((ring) => ring.map(place)));
}
