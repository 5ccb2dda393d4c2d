import { gaussianFilter } from '../imaging/gaussian-filter.ts';
import { type Random, randomInteger } from '../numerics/random.ts';

/**
 * The augmentations of the study's fine-tuning, drawn anew for every patch and epoch, each with probability one half.
 * - `reference-code`: smoothing with a standard deviation of 0.25 to 1.5 voxels along each axis, translation, flip along
 *   one axis, rotation by 90, 180 or 270 degrees in the z-y plane.
 * - `paper`: the same without smoothing, rotations in any plane of two axes.
 * - `none`.
 */
export const augmentationPresets = ['reference-code', 'paper', 'none'] as const;
export type AugmentationPreset = (typeof augmentationPresets)[number];

const probability = 0.5;
const maxShiftVoxels = 10;
const smoothing = { least: 0.25, most: 1.5 } as const;

/** A new patch of edge³ voxels, x fastest, then y, then z. The one given is not changed. */
export function augment(
  patch: Float32Array,
  edge: number,
  preset: AugmentationPreset,
  random: Random,
): Float32Array<ArrayBufferLike> {
  if (preset === 'none') return patch;
  const happens = (): boolean => random() < probability;
  const between = (least: number, most: number): number => least + (most - least) * random();
  let current = patch;
  if (preset === 'reference-code' && happens()) {
    const sigma = (): number => between(smoothing.least, smoothing.most);
    current = gaussianFilter(current, edge, [sigma(), sigma(), sigma()]);
  }
  if (happens()) {
    const shift = (): number => between(-maxShiftVoxels, maxShiftVoxels);
    current = translate(current, edge, [shift(), shift(), shift()]);
  }
  if (happens()) current = flip(current, edge, randomInteger(random, 3) as Axis);
  if (happens()) {
    const turns = 1 + randomInteger(random, 3);
    const still: Axis = preset === 'paper' ? (randomInteger(random, 3) as Axis) : 0;
    current = quarterTurns(current, edge, still, turns);
  }
  return current;
}

/** 0 is x, 1 y, 2 z. */
type Axis = 0 | 1 | 2;

/**
 * The content moved against the axes by a shift in voxels (x, y, z): voxel i becomes what was at i + shift, linear
 * between voxels. What comes in from outside is the mirror image, edge voxels twice.
 */
export function translate(patch: Float32Array, edge: number, shift: readonly [number, number, number]): Float32Array {
  let current = patch;
  shift.forEach((voxels, axis) => {
    current = alongAxis(current, edge, axis as Axis, (line, place) => {
      const at = place + voxels;
      const before = Math.floor(at);
      const share = at - before;
      return (1 - share) * line[mirrored(before, edge)]! + share * line[mirrored(before + 1, edge)]!;
    });
  });
  return current;
}

export function flip(patch: Float32Array, edge: number, axis: Axis): Float32Array {
  return alongAxis(patch, edge, axis, (line, place) => line[edge - 1 - place]!);
}

/** Rotation by `turns` quarter turns about the axis that stays: as numpy turns the other two, higher first. */
export function quarterTurns(patch: Float32Array, edge: number, still: Axis, turns: number): Float32Array {
  let current = patch;
  for (let turn = 0; turn < turns % 4; turn += 1) {
    const [low, high] = ([0, 1, 2] as const).filter((axis) => axis !== still) as [Axis, Axis];
    current = flip(exchanged(current, edge, low, high), edge, high);
  }
  return current;
}

function exchanged(patch: Float32Array, edge: number, low: Axis, high: Axis): Float32Array {
  const result = new Float32Array(patch.length);
  const strides = [1, edge, edge * edge];
  const place = [0, 0, 0];
  for (let index = 0; index < patch.length; index += 1) {
    place[0] = index % edge;
    place[1] = Math.floor(index / edge) % edge;
    place[2] = Math.floor(index / (edge * edge));
    const held = place[low]!;
    place[low] = place[high]!;
    place[high] = held;
    result[place[0] * strides[0]! + place[1] * strides[1]! + place[2] * strides[2]!] = patch[index]!;
  }
  return result;
}

function alongAxis(
  patch: Float32Array,
  edge: number,
  axis: Axis,
  valueAt: (line: Float32Array, place: number) => number,
): Float32Array {
  const result = new Float32Array(patch.length);
  const stride = edge ** axis;
  const line = new Float32Array(edge);
  for (let start = 0; start < patch.length; start += 1) {
    if (Math.floor(start / stride) % edge !== 0) continue;
    for (let place = 0; place < edge; place += 1) line[place] = patch[start + place * stride]!;
    for (let place = 0; place < edge; place += 1) result[start + place * stride] = valueAt(line, place);
  }
  return result;
}

function mirrored(place: number, edge: number): number {
  const wrapped = ((place % (2 * edge)) + 2 * edge) % (2 * edge);
  return wrapped < edge ? wrapped : 2 * edge - 1 - wrapped;
}
