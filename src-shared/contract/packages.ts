import { z } from 'zod';
import { cohortIdSchema, featureSetIdSchema, jobIdSchema, runIdSchema } from '../domain/ids.ts';
import { call } from './call.ts';

/** What a package of a cohort without pixels holds, before it is taken in. */
export const packagePreviewSchema = z.object({
  path: z.string(),
  name: z.string(),
  description: z.string(),
  createdAt: z.string(),
  patients: z.number().int(),
  lesions: z.number().int(),
  columns: z.array(z.string()),
  endpoints: z.array(z.string()),
  splits: z.array(z.string()),
  featureSets: z.array(
    z.object({ modelName: z.string(), profile: z.string(), dimension: z.number().int(), rows: z.number().int() }),
  ),
  runs: z.array(z.object({ name: z.string(), classes: z.array(z.string()), threshold: z.number().nullable() })),
  warnings: z.array(z.string()),
});
export type PackagePreview = z.infer<typeof packagePreviewSchema>;

/** A cohort for another site: features, endpoints, splits and locked models, by study codes, without pixels. */
export const packageCalls = {
  /** Writes one file, as a job. Job result: `{ path, sizeBytes }`. */
  'packages.export': call(
    z.object({
      cohortId: cohortIdSchema,
      path: z.string().min(1),
      featureSetIds: z.array(featureSetIdSchema).max(20),
      runIds: z.array(runIdSchema).max(200),
      /** Clinical columns that go along, by name. */
      columns: z.array(z.string()).max(1000),
    }),
    z.object({ jobId: jobIdSchema }),
  ),
  'packages.preview': call(z.object({ path: z.string().min(1) }), packagePreviewSchema),
  /** Takes a package in as a new cohort, as a job. Job result: `{ cohortId, patients, lesions }`. */
  'packages.import': call(
    z.object({ path: z.string().min(1), name: z.string().trim().min(1).max(120) }),
    z.object({ jobId: jobIdSchema }),
  ),
  /** Applies a locked model to the lesions of another cohort that have features of the same encoder and profile. Job result: `{ runId }`. */
  'packages.apply': call(
    z.object({ runId: runIdSchema, cohortId: cohortIdSchema, name: z.string().trim().min(1).max(120) }),
    z.object({ jobId: jobIdSchema }),
  ),
};
