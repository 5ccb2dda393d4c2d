import { z } from 'zod';
import { engineIds, geometrySchema, lesionSchema, scanSchema, vec3Schema } from '../domain/entities.ts';
import { cohortIdSchema, featureSetIdSchema, lesionIdSchema, runIdSchema, scanIdSchema } from '../domain/ids.ts';
import { saliencyRecordSchema } from '../domain/saliency.ts';
import { seedFlagSchema } from '../domain/seed-check.ts';
import { call } from './call.ts';

/**
 * What the viewer shows of a scan. Voxels come as volumes, in the form of `volume-bytes.ts`:
 * `slab-<scanId>-<first slice>-<slices>`: HU (int16 where the scan is integer, else float32) of whole slices of `geometry`;
 * `mask-<lesionId>`: uint8, 1 in the lesion, cut to its box, on the grid of the scan;
 * `saliency-<saliencyId>`: float32, 50^3 voxels where the patch was cut that the map explains.
 */
export const viewerCalls = {
  'viewer.scan': call(
    z.object({ scanId: scanIdSchema }),
    z.object({
      cohortId: cohortIdSchema,
      scan: scanSchema,
      geometry: geometrySchema,
      patientCode: z.string(),
      patientLabel: z.string(),
      lesions: z.array(lesionSchema),
      /** All scans of the patient, this one too. */
      scans: z.array(scanSchema),
    }),
  ),
  /** The viewer was closed: what main keeps of the scan in memory is let go. */
  'viewer.release': call(z.object({ scanId: scanIdSchema }), z.object({})),
  /** Saliency maps of a lesion, of all runs. */
  'viewer.saliency': call(
    z.object({ lesionId: lesionIdSchema }),
    z.array(saliencyRecordSchema.extend({ runName: z.string() })),
  ),

  /**
   * What a model would say of a seed at this place, without writing anything: the cube is read, its features computed,
   * and the run's biomarker applied; `draws` displaced seeds give the spread. `statistics.cancel` with the ticket ends it.
   */
  'viewer.examine': call(
    z.object({
      scanId: scanIdSchema,
      seedMm: vec3Schema,
      /** Whose seed it would be: its outline is looked at. Null: a point without an outline. */
      lesionId: lesionIdSchema.nullable().default(null),
      /** Null: the cube alone. */
      runId: runIdSchema.nullable(),
      /** Displaced seeds, each axis by a normal of this variance. */
      draws: z.number().int().min(0).max(200).default(0),
      varianceMm2: z.number().positive().max(2500).default(16),
      seed: z.number().int().min(0).default(42),
      engine: z.enum(engineIds).default('auto'),
      ticket: z.string().min(1).max(100),
    }),
    z.object({
      warnings: z.array(z.string()),
      flags: z.array(seedFlagSchema),
      answer: z
        .object({
          classes: z.array(z.string()),
          probabilities: z.array(z.number()),
          threshold: z.number().nullable(),
          trained: z.boolean(),
          engine: z.string(),
          /** Per class, over the displaced seeds: standard deviation, and the 2.5 % and 97.5 % quantiles. Null without draws. */
          spread: z
            .object({
              draws: z.number().int(),
              sd: z.array(z.number()),
              low: z.array(z.number()),
              high: z.array(z.number()),
            })
            .nullable(),
        })
        .nullable(),
    }),
  ),
  /** The lesions of the cohort whose features are most like those of this one, by cosine similarity. */
  'viewer.similar': call(
    z.object({
      lesionId: lesionIdSchema,
      featureSetId: featureSetIdSchema,
      limit: z.number().int().min(1).max(100).default(12),
    }),
    z.array(z.object({ lesion: lesionSchema, similarity: z.number() })),
  ),
};
