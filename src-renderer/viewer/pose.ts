import { type Geometry, type Vec3, voxelToWorld, worldToVoxel } from '#shared/imaging/geometry.ts';
import type { PlaneId } from './planes.ts';
import { along, columnOf, dot, minus, turned } from './vectors.ts';
import type { ViewerState } from './viewer-state.ts';

/** How a plane through a scan lies on a view of so many CSS pixels. Vectors are LPS and of length 1. */
export interface Pose {
  readonly plane: PlaneId;
  /** In the middle of the view. */
  readonly middleMm: Vec3;
  readonly right: Vec3;
  readonly down: Vec3;
  /** The way of a slice further: up, to the back, to the left of the patient where the planes are not turned. */
  readonly through: Vec3;
  readonly mmPerPixel: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The axes of the planes as radiologists look at them: the patient's left at the right of the screen, anterior on top
 * of axial slices and at the left of sagittal ones, superior on top of the others.
 */
const axes: Readonly<Record<PlaneId, { right: Vec3; down: Vec3; through: Vec3 }>> = {
  axial: { right: [1, 0, 0], down: [0, 1, 0], through: [0, 0, 1] },
  coronal: { right: [1, 0, 0], down: [0, 0, -1], through: [0, 1, 0] },
  sagittal: { right: [0, 1, 0], down: [0, 0, -1], through: [1, 0, 0] },
};

/** A little air around the scan where it is shown whole. */
const fitShare = 0.98;

export function poseOf(
  geometry: Geometry,
  state: Pick<ViewerState, 'crosshairMm' | 'frame' | 'framing'>,
  plane: PlaneId,
  width: number,
  height: number,
): Pose {
  const right = turned(state.frame, axes[plane].right);
  const down = turned(state.frame, axes[plane].down);
  const through = turned(state.frame, axes[plane].through);
  const { zoom, panMm } = state.framing[plane];
  const fit = Math.min(width / extentMm(geometry, right), height / extentMm(geometry, down)) * fitShare;
  const panned = along(along(middleOf(geometry), right, panMm[0]), down, panMm[1]);
  const middleMm = along(panned, through, dot(through, minus(state.crosshairMm, panned)));
  return { plane, middleMm, right, down, through, mmPerPixel: 1 / (fit * zoom), width, height };
}

/** The middle of the box of voxels. */
export function middleOf({ size, ...rest }: Geometry): Vec3 {
  return voxelToWorld({ size, ...rest }, [(size[0] - 1) / 2, (size[1] - 1) / 2, (size[2] - 1) / 2]);
}

/** How long the box of voxels is along a direction. */
export function extentMm(geometry: Geometry, way: Vec3): number {
  const spans = ([0, 1, 2] as const).map(
    (axis) => Math.abs(dot(way, columnOf(geometry.direction, axis))) * geometry.size[axis] * geometry.spacingMm[axis],
  );
  return Math.max(
    spans.reduce((sum, span) => sum + span, 0),
    1e-6,
  );
}

/** LPS mm -> CSS pixels from the top left corner, and how far the point lies through the plane, in mm. */
export function toScreen(pose: Pose, pointMm: Vec3): { x: number; y: number; depthMm: number } {
  const from = minus(pointMm, pose.middleMm);
  return {
    x: pose.width / 2 + dot(from, pose.right) / pose.mmPerPixel,
    y: pose.height / 2 + dot(from, pose.down) / pose.mmPerPixel,
    depthMm: dot(from, pose.through),
  };
}

/** CSS pixels -> the point of the plane, LPS mm. */
export const toWorld = (pose: Pose, x: number, y: number): Vec3 =>
  along(
    along(pose.middleMm, pose.right, (x - pose.width / 2) * pose.mmPerPixel),
    pose.down,
    (y - pose.height / 2) * pose.mmPerPixel,
  );

export interface SliceSteps {
  /** From one slice to the next along `through`. */
  readonly stepMm: number;
  /** The slice that the plane goes through, from 0, and how many there are. */
  readonly index: number;
  readonly count: number;
  /** Where the first slice lies along `through`, from the plane. */
  readonly firstMm: number;
}

/** Within this of an axis of the scan a plane shows its slices (about 0.8 degrees). */
const parallel = 0.9999;

/** The slices of a view: those of the scan where the plane runs along them, else steps of the least spacing. */
export function slicesOf(geometry: Geometry, pose: Pick<Pose, 'through' | 'middleMm'>): SliceSteps {
  const axis = ([0, 1, 2] as const).find(
    (a) => Math.abs(dot(pose.through, columnOf(geometry.direction, a))) > parallel,
  );
  const stepMm = axis === undefined ? Math.min(...geometry.spacingMm) : geometry.spacingMm[axis];
  const count = axis === undefined ? Math.ceil(extentMm(geometry, pose.through) / stepMm) : geometry.size[axis];
  const firstMm = dot(pose.through, minus(middleOf(geometry), pose.middleMm)) - ((count - 1) / 2) * stepMm;
  return { stepMm, count, firstMm, index: Math.min(Math.max(Math.round(-firstMm / stepMm), 0), count - 1) };
}

/** The crosshair moved so many slices along a view, onto the middle of a slice, and kept in the scan. */
export function stepped(geometry: Geometry, pose: Pick<Pose, 'through'>, crosshairMm: Vec3, by: number): Vec3 {
  const { stepMm, count, firstMm, index } = slicesOf(geometry, { through: pose.through, middleMm: crosshairMm });
  const next = Math.min(Math.max(index + by, 0), count - 1);
  return along(crosshairMm, pose.through, firstMm + next * stepMm);
}

/** The nearest point that lies in the box of voxels. */
export function keptInside(geometry: Geometry, pointMm: Vec3): Vec3 {
  const index = worldToVoxel(geometry, pointMm).map((value, axis) =>
    Math.min(Math.max(value, 0), geometry.size[axis]! - 1),
  );
  return voxelToWorld(geometry, index as unknown as Vec3);
}

/** HU of the voxel that holds the point; null outside the scan. */
export function valueAt(geometry: Geometry, data: ArrayLike<number>, pointMm: Vec3): number | null {
  const [i, j, k] = worldToVoxel(geometry, pointMm).map(Math.round) as [number, number, number];
  const [columns, rows, slices] = geometry.size;
  if (i < 0 || j < 0 || k < 0 || i >= columns || j >= rows || k >= slices) return null;
  return data[(k * rows + j) * columns + i] ?? null;
}

const names: readonly (readonly [string, string])[] = [
  ['L', 'R'],
  ['P', 'A'],
  ['S', 'I'],
];
/** A second letter is named where the direction leans that way by more than this (cosine; about 15 degrees). */
const leaning = 0.26;

/** Where a direction points in the patient: `L`, or `LA` where it is oblique, the stronger first. */
export function lettersOf(way: Vec3): string {
  return ([0, 1, 2] as const)
    .map((axis) => ({ size: Math.abs(way[axis]), letter: names[axis]![way[axis] > 0 ? 0 : 1]! }))
    .filter(({ size }) => size > leaning)
    .sort((a, b) => b.size - a.size)
    .map(({ letter }) => letter)
    .join('');
}
