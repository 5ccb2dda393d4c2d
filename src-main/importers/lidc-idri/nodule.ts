import type { Cell } from '#shared/domain/entities.ts';
import type { ImportedColumn, ImportedLesion } from '#shared/domain/imported.ts';
import { AppError } from '#shared/errors.ts';
import {
  boxAround,
  type Geometry,
  type Vec3,
  type VoxelBox,
  voxelCount,
  voxelToWorld,
} from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import { maskSeed } from '#shared/imaging/mask-seed.ts';
import { groupBy } from '../group-by.ts';
import { consensusMask, markMask } from './consensus.ts';
import { type RatingName, ratingNames } from './marks-file.ts';
import type { PlacedMark } from './placed-mark.ts';

const mostReaders = 4;
/** A box of 250 pixels and slices along each side. */
const mostVoxels = 16_000_000;

export type SeedRule = 'study' | 'box' | 'centroid';

const ratingColumns: Readonly<Record<Exclude<RatingName, 'malignancy'>, string>> = {
  subtlety: 'Subtlety',
  internalStructure: 'Internal structure',
  calcification: 'Calcification',
  sphericity: 'Sphericity',
  margin: 'Margin',
  lobulation: 'Lobulation',
  spiculation: 'Spiculation',
  texture: 'Texture',
};

export const lidcColumns: readonly ImportedColumn[] = [
  { name: 'Malignancy', type: 'text', unit: null, level: 'lesion' },
  { name: 'Malignancy rating', type: 'number', unit: null, level: 'lesion' },
  { name: 'Malignancy mean', type: 'number', unit: null, level: 'lesion' },
  { name: 'Readers', type: 'number', unit: null, level: 'lesion' },
  ...Object.values(ratingColumns).map((name) => ({
    name,
    type: 'number' as const,
    unit: null,
    level: 'lesion' as const,
  })),
];

/** To the nearest whole number, halves to the even one, as numpy's `rint` by which the study rounds. */
export function rint(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Rounded mean of the readers: 1 and 2 benign, 4 and 5 malignant, 3 neither. */
export const malignancyOf = (rating: number | null): string | null =>
  rating === null || rating === 3 ? null : rating > 3 ? 'malignant' : 'benign';

const meanRating = (marks: readonly PlacedMark[], name: RatingName): number | null => {
  const values = marks.flatMap(({ mark }) => mark.ratings[name] ?? []);
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
};

export function noduleRatings(marks: readonly PlacedMark[]): Record<RatingName, number | null> {
  const entries = ratingNames.map((name) => {
    const mean = meanRating(marks, name);
    return [name, mean === null ? null : rint(mean)];
  });
  return Object.fromEntries(entries) as Record<RatingName, number | null>;
}

/** The lesion of one nodule: its seed by the rule, its consensus volume, ratings, and where each reader saw it. */
export function noduleLesion(marks: readonly PlacedMark[], geometry: Geometry, rule: SeedRule): ImportedLesion {
  if (voxelCount(boxAround(marks.map(({ box }) => box)).size) > mostVoxels)
    throw new AppError('invalid-input', 'The outlines of this nodule reach across the scan: no nodule is that large.');
  const mask = consensusMask(marks);
  const isEmpty = mask.data.length === 0 || !mask.data.includes(1);
  const facts = isEmpty ? null : maskSeed(geometry, mask);
  const ratings = noduleRatings(marks);
  const ownMarks = marksOfReaders(marks);
  const values: Record<string, Cell> = {
    Malignancy: malignancyOf(ratings.malignancy),
    'Malignancy rating': ratings.malignancy,
    'Malignancy mean': meanRating(marks, 'malignancy'),
    Readers: ownMarks.length,
  };
  for (const [name, column] of Object.entries(ratingColumns)) values[column] = ratings[name as RatingName];
  return {
    roi: null,
    seedMm: seedOf(marks, mask, facts?.centroidMm ?? null, geometry, rule),
    seedSource: 'table',
    volumeMm3: facts?.volumeMm3 ?? null,
    values,
    readers: ownMarks.map((mark) => ({ reader: `Reader ${mark.mark.reader}`, seedMm: readerSeed(mark, geometry) })),
    warnings: lesionWarnings(marks, facts?.warnings ?? null, rule),
  };
}

/** @param ofMask what is said of the consensus; null where it is empty. */
function lesionWarnings(marks: readonly PlacedMark[], ofMask: readonly string[] | null, rule: SeedRule): string[] {
  const several =
    marks.length > mostReaders
      ? [`${marks.length} outlines of four readers touch: this may be more than one nodule.`]
      : [];
  if (ofMask === null)
    return [
      'Half of the readers agree on no voxel: the seed is the centre of the box around all outlines.',
      ...several,
    ];
  // What is said of the centroid is of no meaning where the seed is another point.
  return [...ofMask.filter((text) => rule === 'centroid' || !text.includes('centroid')), ...several];
}

/** The outlines of each reader together: one reader may have drawn two parts of a nodule. */
const marksOfReaders = (marks: readonly PlacedMark[]): PlacedMark[] =>
  [...groupBy(marks, ({ mark }) => String(mark.reader)).values()].map((own) => ({
    mark: (own[0] as PlacedMark).mark,
    outlines: own.flatMap(({ outlines }) => outlines),
    box: boxAround(own.map(({ box }) => box)),
  }));

function seedOf(
  marks: readonly PlacedMark[],
  mask: Mask,
  centroidMm: Vec3 | null,
  geometry: Geometry,
  rule: SeedRule,
): Vec3 {
  const outlines = boxAround(marks.map(({ box }) => box));
  if (centroidMm === null) return voxelToWorld(geometry, boxCentre(outlines));
  if (rule === 'centroid') return centroidMm;
  if (rule === 'box') return voxelToWorld(geometry, boxCentre(mask.box));
  const { start, size } = outlines;
  const middle = (axis: 0 | 1 | 2): number => start[axis] + Math.floor(size[axis] / 2);
  return voxelToWorld(geometry, [middle(0), middle(1), middle(2)]);
}

/** The centroid of what the reader outlined; the centre of their box where the outline holds no voxel. */
function readerSeed(mark: PlacedMark, geometry: Geometry): Vec3 {
  const data = markMask(mark, mark.box);
  return data.includes(1)
    ? maskSeed(geometry, { box: mark.box, data }).centroidMm
    : voxelToWorld(geometry, boxCentre(mark.box));
}

const boxCentre = ({ start, size }: VoxelBox): Vec3 => [
  start[0] + (size[0] - 1) / 2,
  start[1] + (size[1] - 1) / 2,
  start[2] + (size[2] - 1) / 2,
];
