import type { VoxelBox } from './geometry.ts';

/** The voxels of a region of interest: 1 inside, 0 outside, over a box of its grid; everything else is outside. */
export interface Mask {
  readonly box: VoxelBox;
  /** i fastest. */
  readonly data: Uint8Array;
}
