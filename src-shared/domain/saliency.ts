import { z } from 'zod';
import { lesionIdSchema, runIdSchema, saliencyIdSchema } from './ids.ts';

/** What hidden voxels become: the mean of the patch, or air outside the scan (-1024 HU). */
export const occlusionFills = ['mean', 'air'] as const;
export type OcclusionFill = (typeof occlusionFills)[number];

/** How a map was made: two maps of one lesion and class differ in these alone. */
export const saliencySettingsSchema = z.object({
  /** Edge of the hidden cube. */
  blockMm: z.number().int(),
  strideMm: z.number().int(),
  fill: z.enum(occlusionFills),
});
export type SaliencySettings = z.infer<typeof saliencySettingsSchema>;

/** A saliency map as listed, without its voxels. */
export const saliencyRecordSchema = z.object({
  id: saliencyIdSchema,
  runId: runIdSchema,
  lesionId: lesionIdSchema,
  /** Study code, e.g. `P0042`. */
  patientCode: z.string(),
  lesionNumber: z.number().int(),
  /** e.g. `occlusion`. */
  method: z.string(),
  /** The class that the map explains. */
  className: z.string(),
  settings: saliencySettingsSchema,
  /** False once the seed was moved: the map is of the place where it was. */
  current: z.boolean(),
  createdAt: z.string(),
});
export type SaliencyRecord = z.infer<typeof saliencyRecordSchema>;

/** e.g. `occlusion, cubes of 10 mm every 5 mm, filled with the mean`. */
export const saliencyMethodText = (method: string, { blockMm, strideMm, fill }: SaliencySettings): string =>
  `${method}, cubes of ${blockMm} mm every ${strideMm} mm, filled with ${fill === 'mean' ? 'the mean of the patch' : 'air (−1024 HU)'}`;
