import { z } from 'zod';
import { profileIds } from '../imaging/profiles.ts';
import {
  cohortIdSchema,
  columnIdSchema,
  endpointIdSchema,
  featureSetIdSchema,
  figureIdSchema,
  lesionIdSchema,
  modelIdSchema,
  patientIdSchema,
  runIdSchema,
  scanIdSchema,
  splitIdSchema,
} from './ids.ts';

export const vec3Schema = z.tuple([z.number(), z.number(), z.number()]).readonly();
export const directionSchema = z
  .tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number(), z.number(), z.number(), z.number()])
  .readonly();
export const geometrySchema = z.object({
  size: vec3Schema,
  spacingMm: vec3Schema,
  originMm: vec3Schema,
  direction: directionSchema,
});

/** How the voxels of a scan are found. Files are referenced, never copied or changed. */
export const scanSourceSchema = z.discriminatedUnion('format', [
  /**
   * One CT series: all of its files, in any order. `repair`: slices sheared by a gantry tilt, or not evenly spaced, are
   * put on a regular grid, with a warning; absent or false: such a series is refused.
   */
  z.object({ format: z.literal('dicom'), files: z.array(z.string()).min(1), repair: z.boolean().optional() }),
  /** 16-bit PNG slices, lowest k first; HU = stored value - `offsetHu`. */
  z.object({
    format: z.literal('png-slices'),
    files: z.array(z.string()).min(1),
    geometry: geometrySchema,
    offsetHu: z.number(),
  }),
  /** No pixels came with the lesion: a feature table, or a cohort from another site. */
  z.object({ format: z.literal('none') }),
  /** NIfTI, NRRD or MetaImage, told apart by content. */
  z.object({ format: z.literal('volume'), path: z.string() }),
  /**
   * A bare array without geometry (.npy, or an array inside .npz): voxels of 1 mm, axes along LPS,
   * `axisOrder` says which index comes first in the file.
   */
  z.object({
    format: z.literal('array'),
    path: z.string(),
    /** Name inside an .npz; null for .npy. */
    arrayName: z.string().nullable(),
    axisOrder: z.enum(['xyz', 'zyx']),
    /** What the stored values are: HU, or already (HU + 1024) / 3072. */
    intensity: z.enum(['hu', 'scaled']),
  }),
]);
export type ScanSource = z.infer<typeof scanSourceSchema>;

/**
 * Where the outline of a lesion is. `dicom`: an RTSTRUCT or SEG and the name of a region in it; `labelmap`: a volume file
 * whose voxels of this value are the lesion.
 */
export const regionSourceSchema = z.discriminatedUnion('format', [
  z.object({ format: z.literal('dicom'), path: z.string(), roi: z.string() }),
  z.object({ format: z.literal('labelmap'), path: z.string(), value: z.number() }),
  /** An array of the same shape and order as the array of the scan; what is not 0 is the lesion. */
  z.object({
    format: z.literal('array'),
    path: z.string(),
    arrayName: z.string().nullable(),
    axisOrder: z.enum(['xyz', 'zyx']),
  }),
]);
export type RegionSource = z.infer<typeof regionSourceSchema>;

/**
 * How the lesions of a patient become rows of an analysis. `each`: every lesion is a row; `largest`: only the largest by
 * volume (the first where volumes are unknown); `mean`: one row with the mean of their features.
 */
export const aggregationRules = ['each', 'largest', 'mean'] as const;
export type AggregationRule = (typeof aggregationRules)[number];

export const cohortSchema = z.object({
  id: cohortIdSchema,
  name: z.string(),
  description: z.string(),
  aggregation: z.enum(aggregationRules),
  createdAt: z.string(),
  patientCount: z.number().int(),
  scanCount: z.number().int(),
  lesionCount: z.number().int(),
});
export type Cohort = z.infer<typeof cohortSchema>;

export const columnTypes = ['number', 'text', 'boolean'] as const;
export const columnLevels = ['patient', 'lesion'] as const;
export type ColumnLevel = (typeof columnLevels)[number];
/** A clinical column of a cohort: one value per patient, or one per lesion. */
export const columnSchema = z.object({
  id: columnIdSchema,
  cohortId: cohortIdSchema,
  name: z.string(),
  level: z.enum(columnLevels),
  type: z.enum(columnTypes),
  /** e.g. `days`, `years`, `mm`; null for unitless. */
  unit: z.string().nullable(),
});
export type Column = z.infer<typeof columnSchema>;
export const cellSchema = z.union([z.number(), z.string(), z.boolean(), z.null()]);
export type Cell = z.infer<typeof cellSchema>;

export const splitParts = ['train', 'tune', 'test'] as const;
export type SplitPart = (typeof splitParts)[number];

export const seedSources = ['table', 'rtstruct', 'seg', 'labelmap', 'click', 'centre'] as const;
export type SeedSource = (typeof seedSources)[number];

export const reviewStates = ['unreviewed', 'accepted', 'queried'] as const;
/** What somebody who looked at the seed said of it. */
export type ReviewState = (typeof reviewStates)[number];

export const lesionSchema = z.object({
  id: lesionIdSchema,
  patientId: patientIdSchema,
  scanId: scanIdSchema,
  /** Study code, e.g. `P0042`: safe in figures and exports. */
  patientCode: z.string(),
  /** The identifier as the source names it; shown in the app only. */
  patientLabel: z.string(),
  /** Number of the lesion within its patient, from 1. */
  number: z.number().int(),
  /** Region of interest the seed came from, if any. */
  roi: z.string().nullable(),
  seedMm: vec3Schema,
  seedSource: z.enum(seedSources),
  reviewer: z.string().nullable(),
  review: z.enum(reviewStates),
  tags: z.array(z.string()),
  note: z.string(),
  /** Left out by hand. */
  excluded: z.boolean(),
  /** The criterion that leaves it out, in words; null where it meets them all. */
  criterion: z.string().nullable(),
  region: regionSourceSchema.nullable(),
  volumeMm3: z.number().nullable(),
  warnings: z.array(z.string()),
});
export type Lesion = z.infer<typeof lesionSchema>;

export const scanSchema = z.object({
  id: scanIdSchema,
  patientId: patientIdSchema,
  source: scanSourceSchema,
  geometry: geometrySchema,
  modality: z.string(),
  /** Number of the scan within its patient, from 1, by date and then by import. */
  number: z.number().int(),
  description: z.string(),
  /** ISO date of the acquisition, shifted where the import was de-identified; null where unknown. */
  acquiredOn: z.string().nullable(),
  warnings: z.array(z.string()),
});
export type Scan = z.infer<typeof scanSchema>;

/** What a biomarker predicts, defined once per cohort. */
export const endpointDefinitionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('binary'), column: z.string(), positive: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('categorical'), column: z.string(), classes: z.array(z.string()).min(2) }),
  /** Alive at the horizon = 1. Those censored before it have no value: they are neither alive nor dead. */
  z.object({
    kind: z.literal('alive-at'),
    timeColumn: z.string(),
    eventColumn: z.string(),
    eventValue: z.string(),
    timeUnit: z.enum(['days', 'months', 'years']),
    horizonDays: z.number().positive(),
    /**
     * What becomes of those censored before the horizon. `exclude`: left out. `ipcw`: they have no value either, and the
     * others stand in for them by weights, the inverse probability of not being censored.
     */
    censoring: z.enum(['exclude', 'ipcw']).default('exclude'),
  }),
]);
export type EndpointDefinition = z.infer<typeof endpointDefinitionSchema>;
export const endpointSchema = z.object({
  id: endpointIdSchema,
  cohortId: cohortIdSchema,
  name: z.string(),
  definition: endpointDefinitionSchema,
  /** What has a class: patients, or lesions where a column of the definition has a value per lesion. */
  level: z.enum(columnLevels),
  /** Patients (or lesions) per class label, and those without a value. */
  counts: z.record(z.string(), z.number().int()),
  undefinedCount: z.number().int(),
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const splitSchema = z.object({
  id: splitIdSchema,
  cohortId: cohortIdSchema,
  name: z.string(),
  seed: z.number().int(),
  fractions: z.object({ train: z.number(), tune: z.number(), test: z.number() }),
  stratifiedBy: endpointIdSchema.nullable(),
  patientCounts: z.object({ train: z.number().int(), tune: z.number().int(), test: z.number().int() }),
  /** The column that says who is in which part; null: drawn at random with the seed. */
  prescribedBy: z.string().nullable(),
});
export type Split = z.infer<typeof splitSchema>;

export const modelSchema = z.object({
  id: modelIdSchema,
  name: z.string(),
  architecture: z.string(),
  parameterCount: z.number().int(),
  featureCount: z.number().int(),
  /** Outputs of the head of a file that has one; 0 for a bare encoder. */
  headOutputs: z.number().int(),
  sha256: z.string(),
  /** False for the seeded random weights in the box: shown wherever the model is. */
  trained: z.boolean(),
  /** False where only its features came in, with a table or a package: it can compute nothing here. */
  hasWeights: z.boolean(),
  /** The cohort that it was pre-trained on: its patients may be in no test part. */
  pretrainingCohortId: cohortIdSchema.nullable(),
  licence: z.string(),
  provenance: z.string(),
  createdAt: z.string(),
});
export type Model = z.infer<typeof modelSchema>;

export const engineIds = ['auto', 'cpu', 'cuda', 'directml', 'coreml', 'webgpu'] as const;
export type EngineId = (typeof engineIds)[number];

/** How patches were cut; `outside`: features that came with a table, cut nobody here knows how. */
export const featureProfiles = [...profileIds, 'outside'] as const;
export type FeatureProfile = (typeof featureProfiles)[number];

export const featureSetSchema = z.object({
  id: featureSetIdSchema,
  cohortId: cohortIdSchema,
  modelId: modelIdSchema,
  modelName: z.string(),
  modelTrained: z.boolean(),
  modelSha256: z.string(),
  profile: z.enum(featureProfiles),
  engine: z.string(),
  dimension: z.number().int(),
  /** Lesions that have features, and lesions of the cohort. */
  count: z.number().int(),
  lesionCount: z.number().int(),
  createdAt: z.string(),
});
export type FeatureSet = z.infer<typeof featureSetSchema>;

/** An estimate with its interval, or the reason why there is none. Never NaN. */
export const quantitySchema = z.union([
  z.object({
    estimate: z.number(),
    low: z.number().optional(),
    high: z.number().optional(),
    /** Coverage of the interval, e.g. 0.95. */
    level: z.number().optional(),
    unit: z.string().optional(),
  }),
  z.object({ unavailable: z.string() }),
]);
export type Quantity = z.infer<typeof quantitySchema>;

/** A named result of a statistic. */
export const valueSchema = z.object({
  id: z.string(),
  label: z.string(),
  /** What the number means and which convention was used: the tooltip. */
  definition: z.string(),
  quantity: quantitySchema,
});
export type Value = z.infer<typeof valueSchema>;

/** A trained linear biomarker with its predictions. */
export const runSchema = z.object({
  id: runIdSchema,
  cohortId: cohortIdSchema,
  featureSetId: featureSetIdSchema,
  splitId: splitIdSchema,
  endpointId: endpointIdSchema,
  name: z.string(),
  seed: z.number().int(),
  /** Share of the training and tuning patients used: 1, 0.5, 0.2, 0.1. */
  fraction: z.number(),
  classes: z.array(z.string()),
  aggregation: z.enum(aggregationRules),
  chosenC: z.number(),
  /** Tuning score of each C tried, in the order tried. */
  search: z.array(z.object({ c: z.number(), score: z.number().nullable() })),
  searchScore: z.string(),
  /** Median tuning prediction, frozen with the run; null for more than two classes. */
  threshold: z.number().nullable(),
  lesionCounts: z.object({ train: z.number().int(), tune: z.number().int(), test: z.number().int() }),
  values: z.array(valueSchema),
  createdAt: z.string(),
});
export type Run = z.infer<typeof runSchema>;

export const figureRecordSchema = z.object({
  id: figureIdSchema,
  cohortId: cohortIdSchema,
  runId: runIdSchema.nullable(),
  title: z.string(),
  statisticId: z.string(),
  /** Made with a model of random weights. */
  untrained: z.boolean(),
  createdAt: z.string(),
});
export type FigureRecord = z.infer<typeof figureRecordSchema>;

export const auditEntrySchema = z.object({
  id: z.number().int(),
  at: z.string(),
  who: z.string(),
  /** e.g. `lesions.setSeed`. */
  action: z.string(),
  /** e.g. `lesion 12`. */
  subject: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  undone: z.boolean(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;
