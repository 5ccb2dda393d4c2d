import { z } from 'zod';

/**
 * Two things that must not lie on both sides of a wall between training and test.
 * `patient`: one person, under one identifier or under two that differ only in spelling; `study`: one study UID;
 * `scan`: one series; `patch`: nearly the same voxels around two seeds; `pretraining`: seen by the model when it was
 * pre-trained.
 */
export const leakageKinds = ['patient', 'study', 'scan', 'patch', 'pretraining'] as const;

export const leakageSchema = z.object({
  kind: z.enum(leakageKinds),
  /** What is shared and by whom, by study codes, e.g. `P0012 (train) and P0090 (test) share a study`. */
  message: z.string(),
  /** Study codes of the patients. */
  patients: z.array(z.string()),
  /** `train`, `tune`, `test`, or `pre-training`. */
  parts: z.array(z.string()),
});
export type Leakage = z.infer<typeof leakageSchema>;

export const leakageReportSchema = z.object({
  /** The first thousand. */
  leaks: z.array(leakageSchema),
  total: z.number().int(),
  /** What was compared, in words: `1,221 patients by identifier, 1,180 patches (41 not read yet)`. */
  compared: z.array(z.string()),
});
export type LeakageReport = z.infer<typeof leakageReportSchema>;
