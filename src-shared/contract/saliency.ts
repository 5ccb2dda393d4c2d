import { z } from 'zod';
import { engineIds } from '../domain/entities.ts';
import { jobIdSchema, lesionIdSchema, runIdSchema, saliencyIdSchema } from '../domain/ids.ts';
import { occlusionFills, saliencyRecordSchema } from '../domain/saliency.ts';
import { call } from './call.ts';

/** What a saliency job is asked to do. */
export const saliencyRequestSchema = z
  .object({
    runId: runIdSchema,
    /** Empty: `count` lesions of the test part, drawn by `seed`. */
    lesionIds: z.array(lesionIdSchema).max(1000).default([]),
    count: z.number().int().min(1).max(1000).default(2),
    seed: z.number().int().min(0).default(42),
    /** The class whose log-odds are explained; null: of each lesion the predicted one. */
    classIndex: z.number().int().min(0).nullable().default(null),
    /** Edge of the hidden cube, and how far apart cubes are. */
    blockMm: z.number().int().min(2).max(25).default(10),
    strideMm: z.number().int().min(1).max(25).default(5),
    fill: z.enum(occlusionFills).default('mean'),
    engine: z.enum(engineIds).default('auto'),
  })
  .refine(({ blockMm, strideMm }) => strideMm <= blockMm, {
    path: ['strideMm'],
    message: 'Cubes must touch: give a stride of at most their edge.',
  });

export const saliencyCalls = {
  /** Newest first. */
  'saliency.list': call(z.object({ runId: runIdSchema }), z.array(saliencyRecordSchema)),
  /**
   * Maps which parts of the patch the prediction hangs on, as a job; maps that are there with the same settings are not
   * made twice. Job result: `{ runId, maps }`.
   */
  'saliency.start': call(saliencyRequestSchema, z.object({ jobId: jobIdSchema })),
  'saliency.remove': call(z.object({ saliencyIds: z.array(saliencyIdSchema).min(1).max(1000) }), z.object({})),
};
