import type { SeedFlag } from '../domain/seed-check.ts';
import { type Geometry, type Vec3, voxelToWorld, worldToVoxel } from './geometry.ts';
import type { Mask } from './mask.ts';
import { patchEdge } from './profiles.ts';

const axes = [0, 1, 2] as const;
const axisNames = ['x', 'y', 'z'] as const;
const half = patchEdge / 2;

/** Nothing denser than this in the whole cube: air, or padding. */
const airHu = -500;
/** Closer to the outline than this the seed counts as on it. */
const onOutlineMm = 0.5;
/** A cube reaches beyond the scan from here on; less is the rounding of coordinates. */
const beyondMm = 0.5;

/** What a seed is judged by. */
export interface SeedFacts {
  /** Of the scan. */
  readonly geometry: Geometry;
  /** LPS. */
  readonly seedMm: Vec3;
  /** The cube in HU; null where it could not be cut. */
  readonly hu: Float32Array | null;
  /** The outline of the lesion on the grid of the scan; null where there is none. */
  readonly mask: Mask | null;
  /** The cube at `mirroredSeed`, where one was read. */
  readonly mirroredHu?: Float32Array | null;
}

/** The seed as it would be if its file meant RAS: signs of x and y turned. */
export const mirroredSeed = ([x, y, z]: Vec3): Vec3 => [0 - x, 0 - y, z];

/** A scan reaches half a voxel beyond its outer voxel centres. */
export const isInScan = (geometry: Geometry, pointMm: Vec3): boolean =>
  worldToVoxel(geometry, pointMm).every((index, axis) => index >= -0.5 && index <= (geometry.size[axis] ?? 0) - 0.5);

/** True for a cube of air or padding alone. */
export const isEmptyCube = (hu: Float32Array): boolean => hu.every((value) => value <= airHu) || isUniform(hu);
const isUniform = (hu: Float32Array): boolean => hu.every((value) => value === hu[0]);

/** What may be wrong with a seed, the gravest first; each message with its numbers. */
export function seedFlags(facts: SeedFacts): SeedFlag[] {
  const { geometry, seedMm, hu, mask } = facts;
  const outline = mask ? outlineAround(geometry, mask, seedMm) : null;
  return [
    ...swappedFlag(facts, outline),
    ...outsideFlag(outline),
    ...borderFlag(geometry, seedMm),
    ...largerFlag(outline),
    ...(hu && isEmptyCube(hu) ? [{ kind: 'empty' as const, message: emptyText(hu) }] : []),
  ];
}

interface Outline {
  /** From the seed to the nearest voxel of the lesion; 0 inside. */
  readonly distanceMm: number;
  /** Along x, y and z, whole voxels. */
  readonly extentMm: Vec3;
  /** Share of the voxels that lie in the cube. */
  readonly shareInCube: number;
}

function outlineAround(geometry: Geometry, { box, data }: Mask, seedMm: Vec3): Outline | null {
  const [width, height, depth] = box.size;
  const seed = worldToVoxel(geometry, seedMm);
  const low = [Infinity, Infinity, Infinity] as [number, number, number];
  const high = [-Infinity, -Infinity, -Infinity] as [number, number, number];
  let nearest = Number.POSITIVE_INFINITY;
  let voxels = 0;
  let inCube = 0;
  for (let k = 0, n = 0; k < depth; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++, n++) {
        if (!data[n]) continue;
        voxels++;
        const index: Vec3 = [box.start[0] + i, box.start[1] + j, box.start[2] + k];
        nearest = Math.min(nearest, gapMm(geometry, index, seed));
        const at = voxelToWorld(geometry, index);
        let inside = true;
        for (const axis of axes) {
          low[axis] = Math.min(low[axis], at[axis]);
          high[axis] = Math.max(high[axis], at[axis]);
          if (Math.abs(at[axis] - seedMm[axis]) > half) inside = false;
        }
        if (inside) inCube++;
      }
    }
  }
  if (voxels === 0) return null;
  const { spacingMm: s, direction: d } = geometry;
  const voxelMm = (axis: 0 | 1 | 2): number =>
    Math.abs(d[3 * axis] as number) * s[0] +
    Math.abs(d[3 * axis + 1] as number) * s[1] +
    Math.abs(d[3 * axis + 2] as number) * s[2];
  const extent = (axis: 0 | 1 | 2): number => high[axis] - low[axis] + voxelMm(axis);
  return {
    distanceMm: nearest,
    extentMm: [extent(0), extent(1), extent(2)],
    shareInCube: inCube / voxels,
  };
}

/** From a point (a continuous index) to the box that a voxel fills. */
function gapMm({ spacingMm }: Geometry, voxel: Vec3, point: Vec3): number {
  const gap = (axis: 0 | 1 | 2): number => Math.max(0, Math.abs(point[axis] - voxel[axis]) - 0.5) * spacingMm[axis];
  return Math.hypot(gap(0), gap(1), gap(2));
}

function swappedFlag({ geometry, seedMm, hu, mask, mirroredHu }: SeedFacts, outline: Outline | null): SeedFlag[] {
  const turned = mirroredSeed(seedMm);
  const wouldBe = `with the signs of x and y turned, at (${turned.map(tenths).join(', ')}) mm, it lies`;
  if (outline && mask) {
    const there = outlineAround(geometry, mask, turned)?.distanceMm ?? Number.POSITIVE_INFINITY;
    if (outline.distanceMm <= onOutlineMm || there > onOutlineMm) return [];
    return flag(
      'swapped-axes',
      `The seed is ${whole(outline.distanceMm)} mm away from the outline; ${wouldBe} inside.`,
    );
  }
  if (hu && mirroredHu && isEmptyCube(hu) && !isEmptyCube(mirroredHu))
    return flag('swapped-axes', `The seed lies in air; ${wouldBe} in tissue. Were the coordinates RAS?`);
  if (isInScan(geometry, seedMm) || !isInScan(geometry, turned)) return [];
  return flag('swapped-axes', `The seed is outside the scan; ${wouldBe} inside. Were the coordinates RAS?`);
}

function outsideFlag(outline: Outline | null): SeedFlag[] {
  if (!outline || outline.distanceMm <= onOutlineMm) return [];
  return flag('outside-mask', `The seed is ${tenths(outline.distanceMm)} mm outside the outline of the lesion.`);
}

/** How far the cube reaches beyond each face of the scan. */
function borderFlag(geometry: Geometry, seedMm: Vec3): SeedFlag[] {
  const seed = worldToVoxel(geometry, seedMm);
  const { spacingMm: s, direction: d } = geometry;
  const sides = axes.flatMap((axis) => {
    const reach =
      half * (Math.abs(d[axis] as number) + Math.abs(d[3 + axis] as number) + Math.abs(d[6 + axis] as number));
    const below = reach - (seed[axis] + 0.5) * s[axis];
    const above = reach - (geometry.size[axis] - 0.5 - seed[axis]) * s[axis];
    return [
      { mm: below, name: sideName(geometry, axis, -1) },
      { mm: above, name: sideName(geometry, axis, 1) },
    ].filter(({ mm }) => mm > beyondMm);
  });
  if (sides.length === 0) return [];
  if (!isInScan(geometry, seedMm)) {
    const { mm, name } = sides.reduce((most, side) => (side.mm > most.mm ? side : most));
    return flag('border', `The seed itself is ${whole(Math.max(0, mm - half))} mm outside the scan, ${name}.`);
  }
  const beyond = sides.map(({ mm, name }) => `${whole(mm)} mm ${name}`).join(' and ');
  return flag('border', `The cube reaches beyond the scan: ${beyond}.`);
}

const ends = [
  ['on the right', 'on the left'],
  ['in front', 'at the back'],
  ['at the feet', 'at the head'],
] as const;

/** The side of the patient at which a voxel axis begins (-1) or ends (1). */
function sideName({ direction: d }: Geometry, axis: 0 | 1 | 2, end: -1 | 1): string {
  const column = [d[axis], d[3 + axis], d[6 + axis]] as [number, number, number];
  const along = axes.reduce((most, n) => (Math.abs(column[n]) > Math.abs(column[most]) ? n : most), 0 as 0 | 1 | 2);
  return ends[along][column[along] * end < 0 ? 0 : 1];
}

function largerFlag(outline: Outline | null): SeedFlag[] {
  if (!outline) return [];
  const large = axes.filter((axis) => outline.extentMm[axis] > patchEdge);
  if (large.length === 0) return [];
  const sizes = large.map((axis) => `${whole(outline.extentMm[axis])} mm along ${axisNames[axis]}`).join(', ');
  return flag(
    'larger-than-cube',
    `The lesion measures ${sizes}; the ${patchEdge} mm cube holds ${Math.floor(100 * outline.shareInCube)} % of it.`,
  );
}

const emptyText = (hu: Float32Array): string =>
  isUniform(hu)
    ? `Every voxel of the cube is ${whole(hu[0] ?? 0)} HU.`
    : `Nothing in the cube is denser than ${airHu} HU: it holds air alone.`.replace('-', '\u2212');

const flag = (kind: SeedFlag['kind'], message: string): SeedFlag[] => [{ kind, message }];
const minus = (text: string): string => text.replace('-', '\u2212');
const whole = (value: number): string => minus(value.toFixed(0));
const tenths = (value: number): string => minus(value.toFixed(1));
