import { z } from 'zod';
import { cohortIdSchema, jobIdSchema, runIdSchema } from '../domain/ids.ts';
import { call } from './call.ts';
import { dpiSchema, figureFormats, paperSettingShape } from './evidence.ts';

export const manuscriptOptionsSchema = z.object({
  cohortId: cohortIdSchema,
  /** Runs that the manuscript is about; absent: all of the cohort. */
  runIds: z.array(runIdSchema).min(1).optional(),
  formats: z.array(z.enum(figureFormats)).min(1).default(['pdf', 'svg', 'png', 'pptx', 'csv', 'xlsx', 'docx', 'tex']),
  dpi: dpiSchema,
  ...paperSettingShape,
  /** Absent: a folder of its own in the exports of the workspace. */
  folder: z.string().optional(),
});

export const manuscriptCalls = {
  /**
   * Writes every figure and table that the cohort gives, with captions, methods and receipts, as a job. Job result:
   * `{ folder, texts, made: [{ id, number, title, files }], leftOut: [{ item, statisticId, message }] }`.
   */
  'manuscript.write': call(manuscriptOptionsSchema, z.object({ jobId: jobIdSchema })),
};
