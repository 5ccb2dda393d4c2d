import { z } from 'zod';
import { cohortIdSchema, expressionIdSchema, geneSetsIdSchema } from '../domain/ids.ts';
import { call } from './call.ts';

export const expressionOrientations = ['genes-in-rows', 'samples-in-rows'] as const;

/** How a file of gene expression is read. */
export const expressionReadingSchema = z.object({
  path: z.string().min(1),
  /** Null: whichever side of the table names more patients of the cohort, else the longer side is genes. */
  orientation: z.enum(expressionOrientations).nullable().default(null),
  /** A clinical column that holds the names of the samples; null: they are the patients' own labels. */
  sampleColumn: z.string().nullable().default(null),
});
export type ExpressionReading = z.output<typeof expressionReadingSchema>;

/** What was found in a file of expression and what of it belongs to the cohort. No sample or patient is named in it. */
export const expressionReportSchema = z.object({
  orientation: z.enum(expressionOrientations),
  /** Genes kept, after joining repeated ones. */
  genes: z.number().int(),
  /** Rows or columns dropped because another of the same gene has a higher mean. */
  repeatedGenes: z.number().int(),
  /** Rows or columns without a gene's name or without any number. */
  emptyGenes: z.number().int(),
  /** Samples in the file. */
  samples: z.number().int(),
  /** Samples that belong to a patient; one each. */
  matched: z.number().int(),
  /** Of those, matched only after ignoring case and spaces. */
  matchedLoosely: z.number().int(),
  /** Samples of no patient of this cohort. */
  unmatched: z.number().int(),
  /** Further samples of a patient that has one already: the first of the file is kept. */
  repeatedSamples: z.number().int(),
  /** Patients of the cohort without a sample. */
  patientsWithout: z.number().int(),
  /** Cells of the matched samples without a value. */
  missingCells: z.number().int(),
  /** Of those, cells that hold text. */
  textCells: z.number().int(),
  /** Of the matched samples, or of all where none matches. */
  minimum: z.number().nullable(),
  maximum: z.number().nullable(),
});
export type ExpressionReport = z.infer<typeof expressionReportSchema>;

export const expressionPreviewSchema = z.object({
  path: z.string(),
  report: expressionReportSchema,
  sampleColumn: z.string().nullable(),
  /** Clinical columns whose values name samples, the best first. */
  sampleColumns: z.array(z.object({ name: z.string(), matches: z.number().int() })),
  /** A few names, for the eye: of genes, and of samples that no patient has. */
  geneNames: z.array(z.string()),
  unmatchedNames: z.array(z.string()),
  suggestedName: z.string(),
  suggestedUnit: z.string(),
  warnings: z.array(z.string()),
});
export type ExpressionPreview = z.infer<typeof expressionPreviewSchema>;

export const expressionRecordSchema = z.object({
  id: expressionIdSchema,
  cohortId: cohortIdSchema,
  name: z.string(),
  unit: z.string(),
  report: expressionReportSchema,
  createdAt: z.string(),
});
export type ExpressionRecord = z.infer<typeof expressionRecordSchema>;

export const geneSetsRecordSchema = z.object({
  id: geneSetsIdSchema,
  name: z.string(),
  setCount: z.number().int(),
  createdAt: z.string(),
});
export type GeneSetsRecord = z.infer<typeof geneSetsRecordSchema>;

const name = z.string().trim().min(1).max(120);

export const biologyCalls = {
  /** Reads a table of gene expression and says what of it belongs to the patients of the cohort. Nothing is written. */
  'expression.preview': call(expressionReadingSchema.extend({ cohortId: cohortIdSchema }), expressionPreviewSchema),
  'expression.import': call(
    expressionReadingSchema.extend({ cohortId: cohortIdSchema, name, unit: z.string().trim().max(60) }),
    expressionRecordSchema,
  ),
  /** Newest first. */
  'expression.list': call(z.object({ cohortId: cohortIdSchema }), z.array(expressionRecordSchema)),
  'expression.remove': call(z.object({ expressionId: expressionIdSchema }), z.object({})),
  /** Reads a GMT file into the workspace; what was repeated or empty in it comes back as warnings. */
  'geneSets.import': call(
    z.object({ path: z.string().min(1), name }),
    z.object({ record: geneSetsRecordSchema, warnings: z.array(z.string()) }),
  ),
  /** Newest first. */
  'geneSets.list': call(z.object({}), z.array(geneSetsRecordSchema)),
  'geneSets.remove': call(z.object({ geneSetsId: geneSetsIdSchema }), z.object({})),
};
