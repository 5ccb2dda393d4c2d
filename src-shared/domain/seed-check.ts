import { z } from 'zod';

/** What may be wrong with a seed; the message of a flag says it with numbers. */
export const seedFlagKinds = [
  /** The seed lies outside the outline of its lesion. */
  'outside-mask',
  /** The 50 mm cube reaches beyond the scan. */
  'border',
  /** With the signs of x and y turned the seed lies where the others do, or in the mask. */
  'swapped-axes',
  /** The lesion is larger than the cube in some direction. */
  'larger-than-cube',
  /** Nearly the same voxels as another lesion. */
  'duplicate',
  /** The cube holds air or padding only. */
  'empty',
  /** The scan or its outline could not be read. */
  'unreadable',
] as const;
export type SeedFlagKind = (typeof seedFlagKinds)[number];

export const seedFlagSchema = z.object({ kind: z.enum(seedFlagKinds), message: z.string() });
export type SeedFlag = z.infer<typeof seedFlagSchema>;
