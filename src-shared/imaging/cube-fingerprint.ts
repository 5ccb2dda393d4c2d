import { patchEdge } from './profiles.ts';

/** Means along each edge of the cube. */
const blocks = 8;
export const fingerprintLength = blocks ** 3;

/** Bone, metal and padding must not outweigh the tissue that tells cubes apart. */
const lowestHu = -1000;
const highestHu = 400;

/**
 * From this correlation on two cubes are nearly the same. Of 181 lesions of different patients (125 NSCLC, 56 LIDC) the
 * two most alike reach 0.947; a cube cut 1 mm beside itself has 0.957 to 0.999, median 0.992, and with noise of 60 HU
 * 0.993 or more.
 */
export const nearlySame = 0.98;

/**
 * What is left of a cube of 50 x 50 x 50 voxels to find cubes that are nearly the same: the means of 8 x 8 x 8 blocks of
 * 6 or 7 mm, of HU cut off at -1000 and 400; index (z * 8 + y) * 8 + x.
 */
export function cubeFingerprint(hu: Float32Array): Float32Array {
  const sums = new Float64Array(fingerprintLength);
  const counts = new Uint16Array(fingerprintLength);
  for (let z = 0, n = 0; z < patchEdge; z++) {
    for (let y = 0; y < patchEdge; y++) {
      const row = ((blockOf[z] as number) * blocks + (blockOf[y] as number)) * blocks;
      for (let x = 0; x < patchEdge; x++, n++) {
        const block = row + (blockOf[x] as number);
        sums[block] = (sums[block] as number) + Math.min(Math.max(hu[n] as number, lowestHu), highestHu);
        counts[block] = (counts[block] as number) + 1;
      }
    }
  }
  return Float32Array.from(sums, (sum, block) => sum / (counts[block] as number));
}

const blockOf = Uint8Array.from({ length: patchEdge }, (_, voxel) => Math.floor(((voxel + 0.5) * blocks) / patchEdge));

export interface SimilarPair {
  /** Indices into the fingerprints, `a` before `b`. */
  readonly a: number;
  readonly b: number;
  /** Pearson correlation of the two fingerprints. */
  readonly correlation: number;
}

/**
 * All pairs of fingerprints that correlate by `limit` or more. Uniform cubes resemble nothing. Pairs that cannot reach
 * the limit are told by the means of larger blocks: those are projections, and no projection of two points is further
 * apart than the points.
 */
export function similarPairs(fingerprints: readonly Float32Array[], limit: number = nearlySame): SimilarPair[] {
  const points = fingerprints.flatMap((values, index) => {
    const unit = unitVector(values);
    return unit ? [{ index, unit, middle: merged(unit, 8), coarse: merged(merged(unit, 8), 4) }] : [];
  });
  const axis = widestAxis(points.map(({ coarse }) => coarse));
  points.sort((one, other) => (one.coarse[axis] as number) - (other.coarse[axis] as number));
  const reach = Math.sqrt(2 * (1 - limit));
  const pairs: SimilarPair[] = [];
  for (const [at, one] of points.entries()) {
    for (let next = at + 1; next < points.length; next++) {
      const other = points[next] as (typeof points)[number];
      if ((other.coarse[axis] as number) - (one.coarse[axis] as number) > reach) break;
      if (!isWithin(one.coarse, other.coarse, reach) || !isWithin(one.middle, other.middle, reach)) continue;
      const correlation = dot(one.unit, other.unit);
      if (correlation < limit) continue;
      pairs.push({ a: Math.min(one.index, other.index), b: Math.max(one.index, other.index), correlation });
    }
  }
  return pairs.sort((one, other) => one.a - other.a || one.b - other.b);
}

/** Mean 0 and length 1, so that the scalar product of two is their correlation; null where all values are the same. */
function unitVector(values: Float32Array): Float64Array | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = Float64Array.from(values, (value) => value - mean);
  const length = Math.sqrt(dot(centred, centred));
  return length > 1e-3 ? centred.map((value) => value / length) : null;
}

/** Blocks of 2 x 2 x 2 become one, scaled so that lengths are kept: an orthogonal projection. */
function merged(values: Float64Array, edge: number): Float64Array {
  const half = edge / 2;
  const out = new Float64Array(half ** 3);
  for (let n = 0; n < values.length; n++) {
    const x = n % edge;
    const y = Math.floor(n / edge) % edge;
    const z = Math.floor(n / edge ** 2);
    const at = ((z >> 1) * half + (y >> 1)) * half + (x >> 1);
    out[at] = (out[at] as number) + (values[n] as number) / Math.SQRT2 ** 3;
  }
  return out;
}

function widestAxis(points: readonly Float64Array[]): number {
  const spread = Array.from({ length: 8 }, (_, axis) => {
    const mean = points.reduce((sum, point) => sum + (point[axis] as number), 0) / points.length;
    return points.reduce((sum, point) => sum + ((point[axis] as number) - mean) ** 2, 0);
  });
  return Math.max(0, spread.indexOf(Math.max(...spread)));
}

function isWithin(a: Float64Array, b: Float64Array, reach: number): boolean {
  const most = reach ** 2 + 1e-9;
  let squares = 0;
  for (let n = 0; n < a.length; n++) {
    squares += ((a[n] as number) - (b[n] as number)) ** 2;
    if (squares > most) return false;
  }
  return true;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += (a[n] as number) * (b[n] as number);
  return sum;
}
