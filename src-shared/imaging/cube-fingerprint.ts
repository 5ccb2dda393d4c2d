import { patchEdge } from './profiles.ts';

/** Means along each edge of the cube. */
const blocks = 8;
export const fingerprintLength = blocks ** 3;

/** Bone, metal and padding must not outweigh the tissue that tells cubes apart. */
const lowestHu = -1000;
const highestHu = 400;

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
