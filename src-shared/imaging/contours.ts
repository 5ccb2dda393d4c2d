import { fillEvenOdd, type PlaneOfMask, type Polygon } from './contour-fill.ts';
import { rasteriseOblique } from './contour-oblique.ts';
import { assignSlices } from './contour-planes.ts';
import { type Geometry, type Vec3, type VoxelBox, voxelCount, worldToVoxel } from './geometry.ts';
import type { Mask } from './mask.ts';

/** One closed planar contour: x, y, z of its points in LPS mm, one after the other. */
export type Contour = Float64Array;

/** A mask drawn from contours, and what had to be done to get it. */
export interface ContourMask extends Mask {
  readonly warnings: readonly string[];
}

/** A contour may leave its slice by this part of the slice spacing. */
const planeTolerance = 0.25;
/** An overlap of two outlines below this share of the smaller is touching, above 1 - this share is lying inside. */
const crossingShare = 0.1;
/** Slices of more contours than this are not looked at for overlaps. */
const crossingCheckLimit = 8;

type Axis = 0 | 1 | 2;
/** In-plane axes of a stack of slices along each axis. */
const inPlane: readonly (readonly [Axis, Axis])[] = [
  [1, 2],
  [0, 2],
  [0, 1],
];

/**
 * Voxels whose centre lies inside the contours of their slice, even-odd over all contours of the slice, so that holes
 * drawn as inner contours (also DICOM's CLOSEDPLANAR_XOR) or as keyholes work. A centre on an edge belongs to one side
 * only: the lower side. A contour that is there twice counts once. Slices are those of the scan in the direction in
 * which the contours are flat, the axial one first; contours in no such direction are cut obliquely. Checked voxel for
 * voxel against the published masks of two patients of the IBSI.
 */
export function rasteriseContours(geometry: Geometry, contours: readonly Contour[]): ContourMask {
  const areas = contours.filter((points) => points.length >= 9);
  const once = distinct(areas);
  const warnings = [
    ...(areas.length < contours.length
      ? [`Contours of fewer than three points were left out: ${contours.length - areas.length}.`]
      : []),
    ...(once.length < areas.length
      ? [`Contours that are there twice were counted once: ${areas.length - once.length}.`]
      : []),
  ];
  if (once.length === 0) return { box: { start: [0, 0, 0], size: [0, 0, 0] }, data: new Uint8Array(0), warnings };
  const indexed = once.map((points) => toIndices(geometry, points));
  const axis = ([2, 1, 0] as const).find((candidate) =>
    indexed.every(({ low, high }) => (high[candidate] as number) - (low[candidate] as number) <= 2 * planeTolerance),
  );
  if (axis === undefined) {
    return {
      ...rasteriseOblique(geometry, once),
      warnings: [...warnings, 'The contours are oblique to the slices of the scan.'],
    };
  }
  return drawStack(geometry, indexed, axis, warnings);
}

interface IndexedContour {
  /** Continuous voxel indices along i, j, k. */
  readonly at: readonly [Float64Array, Float64Array, Float64Array];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

function toIndices(geometry: Geometry, points: Contour): IndexedContour {
  const count = Math.floor(points.length / 3);
  const at = [new Float64Array(count), new Float64Array(count), new Float64Array(count)] as const;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let n = 0; n < count; n++) {
    const point: Vec3 = [points[n * 3] ?? 0, points[n * 3 + 1] ?? 0, points[n * 3 + 2] ?? 0];
    worldToVoxel(geometry, point).forEach((value, axis) => {
      (at[axis] as Float64Array)[n] = value;
      low[axis] = Math.min(low[axis] as number, value);
      high[axis] = Math.max(high[axis] as number, value);
    });
  }
  return { at, low, high };
}

/** Contours of which no earlier one has the same points. */
function distinct(contours: readonly Contour[]): Contour[] {
  const seen = new Map<string, Contour[]>();
  return contours.filter((points) => {
    const sum = points.reduce((total, value, n) => total + value * ((n % 97) + 1), 0);
    const alike = seen.get(`${points.length} ${sum}`) ?? [];
    if (alike.some((other) => other.every((value, n) => value === points[n]))) return false;
    seen.set(`${points.length} ${sum}`, [...alike, points]);
    return true;
  });
}

function drawStack(
  geometry: Geometry,
  contours: readonly IndexedContour[],
  axis: Axis,
  earlier: readonly string[],
): ContourMask {
  const positions = contours.map(({ low, high }) => ((low[axis] as number) + (high[axis] as number)) / 2);
  const { slices, spacing, gap } = assignSlices(positions, geometry.size[axis]);
  const inside = [...slices];
  const box = boundingBox(geometry, contours, axis, inside);
  const data = new Uint8Array(voxelCount(box.size));
  let crossingSlices = 0;
  if (data.length > 0) {
    for (const [slice, members] of inside) {
      const plane = planeOf(box, axis, slice);
      const polygons = members.map((n) => polygonOf(contours[n] as IndexedContour, axis));
      for (const polygon of polygons) fillEvenOdd(data, plane, polygon);
      if (polygons.length > 1 && polygons.length <= crossingCheckLimit && doCross(polygons, plane)) crossingSlices++;
    }
  }
  const mm = (value: number) => `${(value * geometry.spacingMm[axis]).toFixed(2)} mm`;
  return {
    box,
    data,
    warnings: [
      ...earlier,
      ...(axis === 2 ? [] : [`The contours were drawn on ${axis === 1 ? 'coronal' : 'sagittal'} planes of the scan.`]),
      ...(spacing === 'same'
        ? []
        : [`The contours are ${mm(gap)} apart and the slices ${mm(1)}: each slice takes the nearest contour.`]),
      ...(crossingSlices > 0
        ? [`Contours overlap on ${crossingSlices} slices; what lies in two of them counts as outside.`]
        : []),
      ...missingSlices([...slices.keys()]),
    ],
  };
}

const polygonOf = ({ at }: IndexedContour, axis: Axis): Polygon => {
  const [u, v] = inPlane[axis] as readonly [Axis, Axis];
  return { u: at[u], v: at[v] };
};

function planeOf({ start, size }: VoxelBox, axis: Axis, slice: number): PlaneOfMask {
  const stride = [1, size[0], size[0] * size[1]] as const;
  const [u, v] = inPlane[axis] as readonly [Axis, Axis];
  return {
    offset: (slice - start[axis]) * stride[axis],
    uStart: start[u],
    uCount: size[u],
    uStride: stride[u],
    vStart: start[v],
    vCount: size[v],
    vStride: stride[v],
  };
}

/** True where two outlines of a slice overlap without one lying inside the other. */
function doCross(polygons: readonly Polygon[], plane: PlaneOfMask): boolean {
  const [width, height] = [plane.uCount, plane.vCount];
  const flat = { ...plane, offset: 0, uStride: 1, vStride: width };
  const drawn = polygons.map((polygon) => {
    const pixels = new Uint8Array(width * height);
    fillEvenOdd(pixels, flat, polygon);
    return { pixels, area: pixels.reduce((sum, value) => sum + value, 0) };
  });
  return drawn.some((a, n) =>
    drawn.slice(n + 1).some((b) => {
      let both = 0;
      for (let at = 0; at < a.pixels.length; at++) both += (a.pixels[at] as number) & (b.pixels[at] as number);
      const share = both / Math.max(Math.min(a.area, b.area), 1);
      return share > crossingShare && share < 1 - crossingShare;
    }),
  );
}

function boundingBox(
  geometry: Geometry,
  contours: readonly IndexedContour[],
  axis: Axis,
  slices: readonly (readonly [number, readonly number[]])[],
): VoxelBox {
  const span = (along: Axis) => {
    const members = slices.flatMap(([, numbers]) => numbers.map((n) => contours[n] as IndexedContour));
    const low =
      along === axis
        ? least(slices.map(([slice]) => slice))
        : Math.floor(least(members.map((one) => one.low[along] as number)));
    const high =
      along === axis
        ? -least(slices.map(([slice]) => -slice))
        : Math.ceil(-least(members.map((one) => -(one.high[along] as number))));
    const start = Math.max(low, 0);
    const end = Math.min(high, geometry.size[along] - 1);
    return { start: end < start ? 0 : start, size: Math.max(end - start + 1, 0) };
  };
  if (slices.length === 0) return { start: [0, 0, 0], size: [0, 0, 0] };
  const [i, j, k] = [span(0), span(1), span(2)];
  return { start: [i.start, j.start, k.start], size: [i.size, j.size, k.size] };
}

const least = (values: readonly number[]): number => values.reduce((low, value) => Math.min(low, value), Infinity);

function missingSlices(slices: readonly number[]): string[] {
  const missing = -least(slices.map((slice) => -slice)) - least(slices) + 1 - slices.length;
  if (!(missing > 0)) return [];
  return [
    `${missing} ${missing === 1 ? 'slice' : 'slices'} between the first and the last contour ${missing === 1 ? 'has' : 'have'} none.`,
  ];
}
