import { AppError } from '../errors.ts';
import { type Random, randomNormal } from '../numerics/random.ts';
import { type Geometry, type Vec3, worldToVoxel } from './geometry.ts';

/** More attempts than this for one seed mean that the spread is far larger than the scan. */
const mostAttempts = 10_000;

export interface DisplacedSeeds {
  /** (draws + 1) x 3 in mm, LPS; row 0 is the seed itself: 0, 0, 0. */
  readonly offsetsMm: Float64Array;
  /** Displacements that left the scan and were drawn again. */
  readonly redrawn: number;
}

/**
 * Displaces a seed at random: each axis by an independent normal of mean 0 and variance `varianceMm2`. A displacement
 * that leaves the scan is drawn again (not clamped, which would pile seeds up at the border), so that near a border the
 * distribution is the normal one cut off at it.
 * @param seedMm LPS, inside the scan
 */
export function displacedSeeds(
  geometry: Geometry,
  seedMm: Vec3,
  { draws, varianceMm2, random }: { draws: number; varianceMm2: number; random: Random },
): DisplacedSeeds {
  const deviationMm = Math.sqrt(varianceMm2);
  const offsetsMm = new Float64Array(3 * (draws + 1));
  let redrawn = 0;
  for (let draw = 1; draw <= draws; draw++) {
    for (let attempt = 0; ; attempt++) {
      const offset: Vec3 = [randomNormal(random), randomNormal(random), randomNormal(random)];
      const [x, y, z] = [offset[0] * deviationMm, offset[1] * deviationMm, offset[2] * deviationMm];
      if (isInside(geometry, [seedMm[0] + x, seedMm[1] + y, seedMm[2] + z])) {
        offsetsMm.set([x, y, z], 3 * draw);
        break;
      }
      if (attempt === mostAttempts) throw outside();
      redrawn++;
    }
  }
  return { offsetsMm, redrawn };
}

/** The seed at a draw of `offsetsMm`, LPS. */
export const displacedSeed = (seedMm: Vec3, offsetsMm: Float64Array, draw: number): Vec3 => [
  seedMm[0] + (offsetsMm[3 * draw] as number),
  seedMm[1] + (offsetsMm[3 * draw + 1] as number),
  seedMm[2] + (offsetsMm[3 * draw + 2] as number),
];

/** A scan reaches half a voxel beyond its outer voxel centres. */
const isInside = (geometry: Geometry, pointMm: Vec3): boolean =>
  worldToVoxel(geometry, pointMm).every((index, axis) => index >= -0.5 && index <= (geometry.size[axis] ?? 0) - 0.5);

const outside = (): AppError =>
  new AppError(
    'invalid-input',
    'No displaced seed was found inside the scan: the seed lies outside it, or the variance is far larger than the scan.',
  );
