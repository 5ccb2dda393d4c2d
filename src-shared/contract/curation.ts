import { z } from 'zod';
import { criterionCountSchema, criterionSchema } from '../domain/criteria.ts';
import {
  aggregationRules,
  cohortSchema,
  lesionSchema,
  reviewStates,
  scanSchema,
  splitParts,
  splitSchema,
  vec3Schema,
} from '../domain/entities.ts';
import {
  cohortIdSchema,
  jobIdSchema,
  lesionIdSchema,
  modelIdSchema,
  patientIdSchema,
  scanIdSchema,
  splitIdSchema,
} from '../domain/ids.ts';
import { leakageReportSchema } from '../domain/leakage.ts';
import { seedFlagSchema } from '../domain/seed-check.ts';
import { call } from './call.ts';

const ofCohort = z.object({ cohortId: cohortIdSchema });
const nothing = z.object({});
const name = z.string().trim().min(1).max(120);
const tag = z.string().trim().min(1).max(40);
const criteria = z.array(criterionSchema).max(50);
const flow = z.object({
  criteria: z.array(criterionSchema),
  /** Before the first criterion. */
  lesions: z.number().int(),
  patients: z.number().int(),
  counts: z.array(criterionCountSchema),
});

/** What a researcher does with a cohort after its import: look, sort, leave out, mark, agree. Every edit can be undone. */
export const curationCalls = {
  /** One edit over many lesions, undone as one. Answers how many changed. */
  'lesions.curate': call(
    z.object({
      lesionIds: z.array(lesionIdSchema).min(1).max(100_000),
      change: z.object({
        excluded: z.boolean().optional(),
        review: z.enum(reviewStates).optional(),
        addTags: z.array(tag).max(20).optional(),
        removeTags: z.array(tag).max(20).optional(),
      }),
    }),
    z.object({ changed: z.number().int() }),
  ),
  'lesions.setNote': call(z.object({ lesionId: lesionIdSchema, note: z.string().max(4000) }), lesionSchema),
  /** A new lesion at a click. */
  'lesions.add': call(z.object({ scanId: scanIdSchema, seedMm: vec3Schema }), lesionSchema),
  /** The tags in use in a cohort, with how many lesions have each. */
  'lesions.tags': call(ofCohort, z.array(z.object({ tag: z.string(), lesionCount: z.number().int() }))),

  /** The scans of a cohort or of one patient, by patient and then by date. */
  'scans.list': call(
    ofCohort.extend({ patientId: patientIdSchema.nullable().default(null) }),
    z.array(
      scanSchema.extend({
        patientCode: z.string(),
        patientLabel: z.string(),
        lesionCount: z.number().int(),
        /** Days since the first dated scan of the patient. */
        day: z.number().int().nullable(),
      }),
    ),
  ),
  /** Files that moved: every path below `from` is looked for below `to`. Refuses files that are not the same. */
  'scans.relink': call(
    ofCohort.extend({ from: z.string().min(1), to: z.string().min(1) }),
    z.object({ relinked: z.number().int(), missing: z.number().int() }),
  ),

  'criteria.get': call(ofCohort, flow),
  'criteria.preview': call(ofCohort.extend({ criteria }), flow),
  'criteria.set': call(ofCohort.extend({ criteria }), flow),
  'cohorts.setAggregation': call(ofCohort.extend({ aggregation: z.enum(aggregationRules) }), cohortSchema),
  /** A cohort of its own made of these lesions, with their patients, scans, columns, values and features. */
  'cohorts.createSubset': call(
    ofCohort.extend({ name, lesionIds: z.array(lesionIdSchema).min(1).max(100_000) }),
    cohortSchema,
  ),

  /** What is on both sides of the walls of a split, and between it and what a model was pre-trained on. */
  'leakage.check': call(
    ofCohort.extend({
      splitId: splitIdSchema.nullable(),
      modelId: modelIdSchema.nullable(),
      /** As of `statistics.compute`. */
      ticket: z.string().max(64).optional(),
    }),
    leakageReportSchema,
  ),
  /**
   * A split that a column prescribes, e.g. the official one. A patient whose lesions would lie in two parts is a leak:
   * refused, with the list, unless `resolve` says to which part such patients go.
   */
  'splits.fromColumn': call(
    ofCohort.extend({
      name,
      column: z.string(),
      /** Values of the column per part; other values are left out of the split. */
      parts: z.object({ train: z.array(z.string()), tune: z.array(z.string()), test: z.array(z.string()) }),
      resolve: z.enum(['refuse', ...splitParts, 'leave-out']).default('refuse'),
    }),
    splitSchema,
  ),
  /** The patients that a model was pre-trained on: those of a cohort. They may never be in a test part. */
  'models.setPretraining': call(z.object({ modelId: modelIdSchema, cohortId: cohortIdSchema.nullable() }), nothing),

  /** Seeds that readers set independently of each other. */
  'readers.list': call(
    z.object({ lesionId: lesionIdSchema }),
    z.array(z.object({ reader: z.string(), seedMm: vec3Schema, at: z.string() })),
  ),
  'readers.setSeed': call(z.object({ lesionId: lesionIdSchema, reader: name, seedMm: vec3Schema }), nothing),
  'readers.removeSeed': call(z.object({ lesionId: lesionIdSchema, reader: name }), nothing),

  /** Reads the cube of every lesion that was not looked at since its seed last moved, as a job. Job result: `{ checked, flagged }`. */
  'seeds.check': call(ofCohort, z.object({ jobId: jobIdSchema })),
  /** Lesions as the seed wall shows them; the pictures are volumes `wall-<lesionId>`. */
  'seeds.wall': call(
    ofCohort.extend({
      show: z.enum(['all', 'flagged', 'unreviewed', 'queried', 'excluded']).default('all'),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(200),
    }),
    z.object({
      total: z.number().int(),
      counts: z.object({
        all: z.number().int(),
        flagged: z.number().int(),
        unreviewed: z.number().int(),
        queried: z.number().int(),
        excluded: z.number().int(),
        /** Not looked at since the seed last moved. */
        unchecked: z.number().int(),
      }),
      rows: z.array(
        z.object({ lesion: lesionSchema, flags: z.array(seedFlagSchema), checkedAt: z.string().nullable() }),
      ),
    }),
  ),
};
