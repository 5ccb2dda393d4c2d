import { z } from 'zod';
import {
  aggregationRules,
  cellSchema,
  columnLevels,
  columnTypes,
  endpointDefinitionSchema,
  featureProfiles,
  splitParts,
  valueSchema,
  vec3Schema,
} from '#shared/domain/entities.ts';

/** An index into another list of the manifest. */
const index = z.number().int().min(0);
const indices = z.array(index).max(1_000_000);
const name = z.string().min(1).max(500);
const cells = z.record(z.string(), cellSchema);

/**
 * `manifest.json` of a package: a cohort by study codes, without pixels, identifiers, dates, notes or regions' names.
 * Lists refer to each other by index; features stand in `features-<n>.npy` (float32, lesions x dimension), what a run
 * needs to be applied in `run-<n>.json`.
 */
export const manifestSchema = z.object({
  format: z.literal('seedpoint-package-1'),
  createdAt: z.string(),
  program: z.string(),
  name,
  description: z.string().max(10_000),
  aggregation: z.enum(aggregationRules),
  columns: z
    .array(z.object({ name, type: z.enum(columnTypes), unit: z.string().nullable(), level: z.enum(columnLevels) }))
    .max(10_000),
  patients: z.array(z.object({ code: z.string().min(1).max(64), values: cells })).max(1_000_000),
  scans: z.array(z.object({ patient: index, modality: z.string() })).max(1_000_000),
  lesions: z
    .array(
      z.object({
        scan: index,
        number: z.number().int(),
        seedMm: vec3Schema,
        volumeMm3: z.number().nullable(),
        values: cells,
      }),
    )
    .max(1_000_000),
  endpoints: z.array(z.object({ name, definition: endpointDefinitionSchema })).max(1000),
  splits: z
    .array(
      z.object({
        name,
        seed: z.number().int(),
        fractions: z.object({ train: z.number(), tune: z.number(), test: z.number() }),
        stratifiedBy: index.nullable(),
        /** Patients of each part. */
        parts: z.object({ train: indices, tune: indices, test: indices }),
      }),
    )
    .max(1000),
  featureSets: z
    .array(
      z.object({
        model: z.object({
          name,
          architecture: z.string(),
          parameterCount: z.number().int(),
          featureCount: z.number().int().min(1),
          headOutputs: z.number().int(),
          sha256: z.string().min(1).max(128),
          trained: z.boolean(),
          licence: z.string(),
          provenance: z.string(),
        }),
        profile: z.enum(featureProfiles),
        engine: z.string(),
        dimension: z.number().int().min(1).max(1_000_000),
        /** Lesion of each row. Empty: the features stayed at home, and only the runs trained on them came. */
        lesions: indices,
        file: name.nullable(),
      }),
    )
    .max(100),
  runs: z
    .array(
      z.object({
        name,
        featureSet: index,
        split: index,
        endpoint: index,
        seed: z.number().int(),
        fraction: z.number(),
        classes: z.array(z.string()).min(2),
        aggregation: z.enum(aggregationRules),
        chosenC: z.number(),
        search: z.array(z.object({ c: z.number(), score: z.number().nullable() })),
        searchScore: z.string(),
        threshold: z.number().nullable(),
        lesionCounts: z.object({ train: z.number().int(), tune: z.number().int(), test: z.number().int() }),
        values: z.array(valueSchema),
        file: name,
      }),
    )
    .max(1000),
  /** Every other file of the package, by name. */
  files: z.record(z.string(), z.object({ bytes: z.number().int(), sha256: z.string() })),
});
export type Manifest = z.output<typeof manifestSchema>;

/** `run-<n>.json`: the locked model over standardised features, and its predictions. */
export const runFileSchema = z.object({
  scalerMean: z.array(z.number()),
  scalerScale: z.array(z.number()),
  /** One row of `dimension` for two classes, else one per class. */
  coefficients: z.array(z.number()),
  intercepts: z.array(z.number()),
  predictions: z.array(
    z.object({
      lesion: index,
      part: z.enum(splitParts),
      target: z.number().int().nullable(),
      probabilities: z.array(z.number()),
    }),
  ),
});
export type RunFile = z.output<typeof runFileSchema>;
