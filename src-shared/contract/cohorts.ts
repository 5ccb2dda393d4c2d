import { z } from 'zod';
import {
  auditEntrySchema,
  cellSchema,
  cohortSchema,
  columnLevels,
  columnSchema,
  endpointDefinitionSchema,
  endpointSchema,
  lesionSchema,
  scanSchema,
  splitParts,
  splitSchema,
  vec3Schema,
} from '../domain/entities.ts';
import { cohortIdSchema, endpointIdSchema, lesionIdSchema, patientIdSchema, splitIdSchema } from '../domain/ids.ts';
import { call } from './call.ts';

const ofCohort = z.object({ cohortId: cohortIdSchema });
const nothing = z.object({});

/** The built-in columns of the lesion table; clinical columns are addressed as `clinical:<name>`. */
export const lesionFields = [
  'patient',
  'code',
  'lesion',
  'roi',
  'source',
  'volume',
  'excluded',
  'warnings',
  'review',
  'tags',
  'criterion',
  'note',
] as const;

export const lesionFilterSchema = z.object({
  field: z.string(),
  /** `contains` for text (case ignored), the others for numbers and exact values. */
  operator: z.enum(['contains', 'equals', 'at-least', 'at-most', 'missing', 'present']),
  value: z.string().default(''),
});

export const lesionRowSchema = lesionSchema.extend({
  /** Clinical values by column name. */
  clinical: z.record(z.string(), cellSchema),
  part: z.enum(splitParts).nullable(),
});
export type LesionRow = z.infer<typeof lesionRowSchema>;

export const editSchema = z.object({ label: z.string() }).nullable();

export const cohortCalls = {
  'cohorts.list': call(nothing, z.array(cohortSchema)),
  'cohorts.create': call(
    z.object({ name: z.string().trim().min(1).max(120), description: z.string().max(2000).default('') }),
    cohortSchema,
  ),
  'cohorts.update': call(
    ofCohort.extend({ name: z.string().trim().min(1).max(120), description: z.string().max(2000) }),
    cohortSchema,
  ),
  'cohorts.remove': call(ofCohort, nothing),
  'cohorts.columns': call(ofCohort, z.array(columnSchema)),
  /** One window of the lesion table, sorted and filtered by the store. */
  'lesions.page': call(
    ofCohort.extend({
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(500),
      sort: z.object({ field: z.string(), descending: z.boolean() }).nullable().default(null),
      filters: z.array(lesionFilterSchema).max(20).default([]),
      /** Matches patient label, code or ROI. */
      search: z.string().max(200).default(''),
      splitId: splitIdSchema.nullable().default(null),
    }),
    z.object({ total: z.number().int(), rows: z.array(lesionRowSchema) }),
  ),
  'lesions.get': call(
    z.object({ lesionId: lesionIdSchema }),
    z.object({ lesion: lesionSchema, scan: scanSchema, clinical: z.record(z.string(), cellSchema) }),
  ),
  'lesions.setSeed': call(z.object({ lesionId: lesionIdSchema, seedMm: vec3Schema }), lesionSchema),
  'lesions.setExcluded': call(z.object({ lesionId: lesionIdSchema, excluded: z.boolean() }), lesionSchema),
  /** A column with a value per lesion needs the lesion. */
  'clinical.set': call(
    z.object({
      patientId: patientIdSchema,
      lesionId: lesionIdSchema.nullable().default(null),
      column: z.string(),
      value: cellSchema,
    }),
    nothing,
  ),
  'endpoints.list': call(ofCohort, z.array(endpointSchema)),
  'endpoints.create': call(
    ofCohort.extend({ name: z.string().trim().min(1).max(120), definition: endpointDefinitionSchema }),
    endpointSchema,
  ),
  /** What an endpoint would give, for a form: who has which class and why others have none, and the sentence for Methods. */
  'endpoints.preview': call(
    ofCohort.extend({ definition: endpointDefinitionSchema }),
    z.object({
      level: z.enum(columnLevels),
      /** Patients, or lesions, per class. */
      counts: z.record(z.string(), z.number().int()),
      undefinedCount: z.number().int(),
      /** Those without a class by the reason. */
      reasons: z.record(z.string(), z.number().int()),
      sentence: z.string(),
    }),
  ),
  'endpoints.remove': call(z.object({ endpointId: endpointIdSchema }), nothing),
  'splits.list': call(ofCohort, z.array(splitSchema)),
  /** Patient-level random split, stratified by an endpoint if one is named. */
  'splits.create': call(
    ofCohort.extend({
      name: z.string().trim().min(1).max(120),
      seed: z.number().int().min(0),
      fractions: z.object({ train: z.number().positive(), tune: z.number().positive(), test: z.number().positive() }),
      stratifyBy: endpointIdSchema.nullable(),
      /** Patients that share a study, or nearly the same patch, go to one part together. False: such a split is refused. */
      keepTogether: z.boolean().default(true),
    }),
    splitSchema,
  ),
  'splits.remove': call(z.object({ splitId: splitIdSchema }), nothing),
  'edits.state': call(nothing, z.object({ undo: editSchema, redo: editSchema })),
  'edits.undo': call(nothing, z.object({ undo: editSchema, redo: editSchema })),
  'edits.redo': call(nothing, z.object({ undo: editSchema, redo: editSchema })),
  'audit.list': call(
    z.object({ offset: z.number().int().min(0), limit: z.number().int().min(1).max(500) }),
    z.object({ total: z.number().int(), entries: z.array(auditEntrySchema) }),
  ),
};
