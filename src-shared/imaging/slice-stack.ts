import { AppError } from '../errors.ts';
import type { Direction, Geometry, Vec3 } from './geometry.ts';

/** One slice as its DICOM header describes it. */
export interface SlicePlane {
  readonly rows: number;
  readonly columns: number;
  /** LPS mm, centre of the first pixel. */
  readonly positionMm: Vec3;
  /** Unit vectors along which the column index, then the row index, increases. */
  readonly orientation: readonly [number, number, number, number, number, number];
  /** Between rows, between columns: DICOM's order. */
  readonly pixelSpacingMm: readonly [number, number];
}

export interface SliceStack {
  readonly geometry: Geometry;
  /** Index into the input for slice 0, 1, ... of the volume. */
  readonly order: number[];
  readonly warnings: string[];
  /** Where each slice of `order` lies in the grid; null where slice k is plane k. */
  readonly placement: readonly SlicePlacement[] | null;
}

/** A slice in a grid that it does not fit: see `regular-grid.ts`. */
export interface SlicePlacement {
  /** Distance from plane 0 along the third axis of the grid. */
  readonly alongMm: number;
  /** Grid index, along columns and rows, of the first pixel of the slice. */
  readonly shift: readonly [number, number];
}

/** Slices at the same place to within this are duplicates. */
const samePlaceMm = 0.01;
/** Steps that differ from the median by more than this share of it mean a missing slice or an uneven series. */
const unevenShare = 0.1;
/** Below this share, uneven steps are rounding in the headers and not worth a word. */
const roundingShare = 0.01;
/** Gantries tilt by 30 degrees at most; more is another direction of slicing. */
const steepestDegrees = 45;
/** A gap between slices is filled up to this many steps, or this many mm. */
const widestSteps = 3;
const widestGapMm = 10;

/**
 * Orders slices along their common normal and gives the volume they form. Refuses with `unsupported`, and says why:
 * slices of different size, spacing or direction, duplicates, missing slices, gantry tilt. With `repair`, tilted and
 * unevenly spaced slices get an upright grid instead, in which each has its true place.
 */
export function stackSlices(slices: readonly SlicePlane[], options: { readonly repair?: boolean } = {}): SliceStack {
  const [first] = slices;
  if (!first || slices.length < 2) {
    throw new AppError('unsupported', 'The series has a single slice; a volume needs at least two.');
  }
  assertAlike(first, slices);
  const row = unit([first.orientation[0], first.orientation[1], first.orientation[2]]);
  const headerDown = unit([first.orientation[3], first.orientation[4], first.orientation[5]]);
  if (Math.abs(dot(row, headerDown)) > 1e-3)
    throw refusal('The row and column directions in the headers are not perpendicular.');
  const normal = unit(cross(row, headerDown));
  const down = cross(normal, row);

  const order = slices.map((_, index) => index);
  const along = slices.map((slice) => dot(slice.positionMm, normal));
  order.sort((a, b) => (along[a] as number) - (along[b] as number));
  const positions = order.map((index) => along[index] as number);
  const steps = positions.slice(1).map((position, n) => position - (positions[n] as number));
  assertNoDuplicates(steps);
  const origin = (slices[order[0] as number] as SlicePlane).positionMm;
  if (options.repair) {
    const irregular = tiltDegrees(slices, origin, normal, Math.min(...first.pixelSpacingMm)) > 0 || isUneven(steps);
    if (irregular) return placeSlices(slices, order, { row, down, normal });
  }
  assertUpright(slices, origin, normal, Math.min(...first.pixelSpacingMm));
  const warnings = checkSteps(steps, positions);

  const stepMm = ((positions.at(-1) as number) - (positions[0] as number)) / (slices.length - 1);
  const geometry: Geometry = {
    size: [first.columns, first.rows, slices.length],
    spacingMm: [first.pixelSpacingMm[1], first.pixelSpacingMm[0], stepMm],
    originMm: origin,
    direction: directionOf({ row, down, normal }),
  };
  return { geometry, order, warnings, placement: null };
}

interface Axes {
  readonly row: Vec3;
  readonly down: Vec3;
  readonly normal: Vec3;
}

const directionOf = ({ row, down, normal }: Axes): Direction =>
  [row[0], down[0], normal[0], row[1], down[1], normal[1], row[2], down[2], normal[2]].map(
    (value) => value + 0,
  ) as unknown as Direction;

/** The upright grid that holds every pixel of slices that are sheared or unevenly spaced. */
function placeSlices(slices: readonly SlicePlane[], order: number[], axes: Axes): SliceStack {
  const { row, down, normal } = axes;
  const ordered = order.map((index) => slices[index] as SlicePlane);
  const first = ordered[0] as SlicePlane;
  const [betweenRows, betweenColumns] = first.pixelSpacingMm;
  const offsets = ordered.map(({ positionMm }) => subtract(positionMm, first.positionMm));
  const alongMm = offsets.map((offset) => dot(offset, normal));
  const acrossMm = offsets.map((offset) => [dot(offset, row), dot(offset, down)] as const);
  const low = (axis: 0 | 1) => Math.min(...acrossMm.map((across) => across[axis]));
  const high = (axis: 0 | 1) => Math.max(...acrossMm.map((across) => across[axis]));
  const steps = alongMm.slice(1).map((along, n) => along - (alongMm[n] as number));
  const lastMm = alongMm.at(-1) as number;
  const stepMm = isUneven(steps) ? gridStepOf(steps) : lastMm / steps.length;
  const more = (axis: 0 | 1, spacing: number) => Math.ceil((high(axis) - low(axis)) / spacing - 1e-6);
  const pixelMm = Math.min(betweenRows, betweenColumns);
  const degrees = tiltDegrees(slices, first.positionMm, normal, pixelMm);
  const others = steps.filter((step) => Math.abs(step - stepMm) > unevenShare * stepMm);
  const planes = Math.floor(lastMm / stepMm + roundingShare) + 1;
  assertRepairable(degrees, Math.max(...steps), stepMm, planes / slices.length);
  const size: Vec3 = [first.columns + more(0, betweenColumns), first.rows + more(1, betweenRows), planes];
  return {
    geometry: {
      size,
      spacingMm: [betweenColumns, betweenRows, stepMm],
      originMm: ([0, 1, 2] as const).map(
        (axis) => first.positionMm[axis] + row[axis] * low(0) + down[axis] * low(1),
      ) as unknown as Vec3,
      direction: directionOf(axes),
    },
    order,
    warnings: [
      ...(degrees > 0
        ? [`A gantry tilt of ${degrees.toFixed(1)} degrees was undone: the slices are sheared onto an upright grid.`]
        : []),
      ...(others.length > 0
        ? [
            `The slices are not evenly spaced (${Math.min(...steps).toFixed(2)} to ${Math.max(...steps).toFixed(2)} mm): they are resampled at ${stepMm.toFixed(2)} mm between their true positions. ${others.length} of ${steps.length} steps differ, and what lies between distant slices is a guess.`,
          ]
        : []),
    ],
    placement: ordered.map((_, n) => ({
      alongMm: alongMm[n] as number,
      shift: [
        ((acrossMm[n]?.[0] ?? 0) - low(0)) / betweenColumns,
        ((acrossMm[n]?.[1] ?? 0) - low(1)) / betweenRows,
      ] as const,
    })),
  };
}

/** The step of the grid: one that a quarter of the steps do not exceed, so that a finer part of the series stays fine. */
const gridStepOf = (steps: readonly number[]): number =>
  [...steps].sort((a, b) => a - b)[Math.floor((steps.length - 1) / 4)] as number;

/** What lies further apart is not one volume, and what would have to be made up is too much. */
function assertRepairable(degrees: number, widestMm: number, stepMm: number, growth: number): void {
  if (degrees > steepestDegrees) throw refusal(tiltMessage(degrees));
  if (widestMm > Math.max(widestSteps * stepMm, widestGapMm) || growth > widestSteps + 1) {
    throw refusal(
      `A gap of ${widestMm.toFixed(1)} mm between slices that are ${stepMm.toFixed(2)} mm apart is too wide to be filled.`,
    );
  }
}

const medianOf = (steps: readonly number[]): number =>
  [...steps].sort((a, b) => a - b)[Math.floor((steps.length - 1) / 2)] as number;

const isUneven = (steps: readonly number[]): boolean => {
  const median = medianOf(steps);
  return steps.some((step) => Math.abs(step - median) > unevenShare * median);
};

function assertAlike(first: SlicePlane, slices: readonly SlicePlane[]): void {
  for (const slice of slices) {
    if (slice.rows !== first.rows || slice.columns !== first.columns) {
      throw refusal(
        `The slices differ in size (${first.columns} x ${first.rows} and ${slice.columns} x ${slice.rows}): more than one series, or a scout image among them.`,
      );
    }
    if (slice.pixelSpacingMm.some((value, axis) => Math.abs(value - (first.pixelSpacingMm[axis] ?? 0)) > 1e-3)) {
      throw refusal('The slices differ in pixel spacing: more than one series, or a scout image among them.');
    }
    if (slice.orientation.some((value, n) => Math.abs(value - (first.orientation[n] ?? 0)) > 1e-3)) {
      throw refusal('The slices differ in direction: more than one series, or a scout image among them.');
    }
  }
}

function assertNoDuplicates(steps: readonly number[]): void {
  const count = steps.filter((step) => step < samePlaceMm).length;
  if (count > 0) {
    throw refusal(
      `${count} ${count === 1 ? 'slice lies' : 'slices lie'} where another one does: duplicated files, or more than one acquisition in the series.`,
    );
  }
}

function assertUpright(slices: readonly SlicePlane[], origin: Vec3, normal: Vec3, pixelMm: number): void {
  const degrees = tiltDegrees(slices, origin, normal, pixelMm);
  if (degrees > 0) throw refusal(tiltMessage(degrees));
}

const tiltMessage = (degrees: number): string =>
  `The slices are shifted against each other by a gantry tilt of ${degrees.toFixed(1)} degrees.`;

/**
 * The angle between the line through the slice positions and their normal; 0 where the line follows the normal to within
 * half a pixel over the whole stack.
 */
function tiltDegrees(slices: readonly SlicePlane[], origin: Vec3, normal: Vec3, pixelMm: number): number {
  let worstMm = 0;
  let alongMm = 0;
  for (const { positionMm } of slices) {
    const offset = subtract(positionMm, origin);
    const along = dot(offset, normal);
    const across = Math.hypot(...subtract(offset, [normal[0] * along, normal[1] * along, normal[2] * along]));
    if (across > worstMm) {
      worstMm = across;
      alongMm = along;
    }
  }
  return worstMm > pixelMm / 2 ? (Math.atan2(worstMm, Math.abs(alongMm)) * 180) / Math.PI : 0;
}

function checkSteps(steps: readonly number[], positions: readonly number[]): string[] {
  const median = medianOf(steps);
  const worst = steps.reduce(
    (at, step, n) => (Math.abs(step - median) > Math.abs((steps[at] ?? 0) - median) ? n : at),
    0,
  );
  const step = steps[worst] as number;
  const difference = Math.abs(step - median);
  if (difference > unevenShare * median) {
    const count = steps.filter((value) => Math.abs(value - median) > unevenShare * median).length;
    throw refusal(
      `The slices are not evenly spaced: ${step.toFixed(2)} mm after position ${(positions[worst] ?? 0).toFixed(2)} mm where the others are ` +
        `${median.toFixed(2)} mm apart (${count} such ${count === 1 ? 'step' : 'steps'}). A slice is missing, or two acquisitions are mixed.`,
    );
  }
  return difference > roundingShare * median
    ? [`The slice spacing varies by up to ${difference.toFixed(2)} mm; its mean is used.`]
    : [];
}

const refusal = (message: string): AppError => new AppError('unsupported', message);
const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const subtract = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Vec3, b: Vec3): Vec3 => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function unit(vector: Vec3): Vec3 {
  const length = Math.hypot(...vector);
  if (!(Math.abs(length - 1) < 0.01)) throw refusal('The slice direction in the headers is not a unit vector.');
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}
