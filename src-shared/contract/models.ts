import { z } from 'zod';
import { engineIds, featureSetSchema, modelSchema, runSchema, splitParts } from '../domain/entities.ts';
import {
  cohortIdSchema,
  endpointIdSchema,
  featureSetIdSchema,
  jobIdSchema,
  lesionIdSchema,
  modelIdSchema,
  runIdSchema,
  splitIdSchema,
} from '../domain/ids.ts';
import { profileIds } from '../imaging/profiles.ts';
import { call } from './call.ts';

const ofCohort = z.object({ cohortId: cohortIdSchema });

export const modelCalls = {
  'models.list': call(z.object({}), z.array(modelSchema)),
  /** Imports `.torch/.pt/.pth/.ckpt`, `.safetensors` or a model folder as a job. Job result: `{ modelId }`. */
  'models.import': call(
    z.object({ path: z.string().min(1), name: z.string().trim().min(1).max(120) }),
    z.object({ jobId: jobIdSchema }),
  ),
  /** Adds the encoder that is in the box; it is there once, however often it is asked for. */
  'models.addBundled': call(z.object({}), modelSchema),
  'models.remove': call(z.object({ modelId: modelIdSchema }), z.object({})),
  'models.exportOnnx': call(
    z.object({ modelId: modelIdSchema, path: z.string().min(1) }),
    z.object({ path: z.string(), sizeBytes: z.number() }),
  ),

  'features.list': call(ofCohort, z.array(featureSetSchema)),
  /** Extracts what is missing for (model, profile). Job result: `{ featureSetId }`. */
  'features.extract': call(
    ofCohort.extend({
      modelId: modelIdSchema,
      profile: z.enum(profileIds).default('exact-v1'),
      engine: z.enum(engineIds).default('auto'),
      batchSize: z.number().int().min(1).max(64).default(8),
    }),
    z.object({ jobId: jobIdSchema }),
  ),
  'features.page': call(
    z.object({
      featureSetId: featureSetIdSchema,
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(200),
      firstFeature: z.number().int().min(0).default(0),
      features: z.number().int().min(1).max(64).default(16),
    }),
    z.object({
      total: z.number().int(),
      rows: z.array(
        z.object({
          lesionId: lesionIdSchema,
          patientCode: z.string(),
          lesionNumber: z.number().int(),
          values: z.array(z.number()),
        }),
      ),
    }),
  ),
  'features.export': call(
    z.object({
      featureSetId: featureSetIdSchema,
      path: z.string().min(1),
      format: z.enum(['csv', 'parquet', 'npy']),
      identifiers: z.enum(['codes', 'labels']).default('codes'),
    }),
    z.object({ path: z.string(), rows: z.number().int() }),
  ),
  'features.remove': call(z.object({ featureSetId: featureSetIdSchema }), z.object({})),

  /** Trains the linear biomarker as a job. Job result: `{ runId }`. */
  'probes.train': call(
    z.object({
      featureSetId: featureSetIdSchema,
      splitId: splitIdSchema,
      endpointId: endpointIdSchema,
      name: z.string().trim().min(1).max(120),
      seed: z.number().int().min(0).default(42),
      fraction: z.union([z.literal(1), z.literal(0.5), z.literal(0.2), z.literal(0.1)]).default(1),
      /** Values of C tried, log-uniform in 1e-6 .. 1e3. */
      searchSize: z.number().int().min(1).max(1000).default(100),
    }),
    z.object({ jobId: jobIdSchema }),
  ),
  'runs.list': call(ofCohort, z.array(runSchema)),
  'runs.get': call(z.object({ runId: runIdSchema }), runSchema),
  'runs.remove': call(z.object({ runId: runIdSchema }), z.object({})),
  'runs.predictions': call(
    z.object({ runId: runIdSchema }),
    z.array(
      z.object({
        lesionId: lesionIdSchema,
        patientCode: z.string(),
        part: z.enum(splitParts),
        target: z.number().int().nullable(),
        probabilities: z.array(z.number()),
      }),
    ),
  ),
};
