import { z } from 'zod';

const id = <B extends string>() => z.number().int().positive().brand<B>();

export const cohortIdSchema = id<'CohortId'>();
export type CohortId = z.infer<typeof cohortIdSchema>;
export const patientIdSchema = id<'PatientId'>();
export type PatientId = z.infer<typeof patientIdSchema>;
export const scanIdSchema = id<'ScanId'>();
export type ScanId = z.infer<typeof scanIdSchema>;
export const lesionIdSchema = id<'LesionId'>();
export type LesionId = z.infer<typeof lesionIdSchema>;
export const columnIdSchema = id<'ColumnId'>();
export type ColumnId = z.infer<typeof columnIdSchema>;
export const endpointIdSchema = id<'EndpointId'>();
export type EndpointId = z.infer<typeof endpointIdSchema>;
export const splitIdSchema = id<'SplitId'>();
export type SplitId = z.infer<typeof splitIdSchema>;
export const modelIdSchema = id<'ModelId'>();
export type ModelId = z.infer<typeof modelIdSchema>;
export const featureSetIdSchema = id<'FeatureSetId'>();
export type FeatureSetId = z.infer<typeof featureSetIdSchema>;
export const runIdSchema = id<'RunId'>();
export type RunId = z.infer<typeof runIdSchema>;
export const figureIdSchema = id<'FigureId'>();
export type FigureId = z.infer<typeof figureIdSchema>;
export const jobIdSchema = id<'JobId'>();
export type JobId = z.infer<typeof jobIdSchema>;
