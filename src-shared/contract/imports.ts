import { z } from 'zod';
import { columnTypes } from '../domain/entities.ts';
import { cohortIdSchema, jobIdSchema } from '../domain/ids.ts';
import { call } from './call.ts';

/** How the columns of a table become patients, scans and seeds. */
export const tableMappingSchema = z.object({
  patient: z.string().min(1),
  /** A column that holds paths, or a file-name template such as `patches/patient_{PatientID:3}.npz` (3 = zero-padded width). */
  image: z.union([z.object({ column: z.string() }), z.object({ template: z.string() })]).nullable(),
  /** Folder that relative image paths start from; absent: the folder of the table. */
  imageFolder: z.string().nullable().default(null),
  /** LPS mm; null: the centre of the image (pre-cropped patches). */
  seed: z.object({ x: z.string(), y: z.string(), z: z.string() }).nullable(),
  /** For bare arrays. */
  array: z
    .object({
      arrayName: z.string().nullable(),
      axisOrder: z.enum(['xyz', 'zyx']),
      intensity: z.enum(['hu', 'scaled']),
    })
    .default({ arrayName: null, axisOrder: 'zyx', intensity: 'scaled' }),
  clinical: z.array(
    z.object({ column: z.string(), name: z.string().min(1), type: z.enum(columnTypes), unit: z.string().nullable() }),
  ),
});
export type TableMapping = z.output<typeof tableMappingSchema>;

export const importOptionsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('table'), path: z.string(), mapping: tableMappingSchema }),
  z.object({
    kind: z.literal('dicom-folder'),
    path: z.string(),
    /** Regions that become lesions, by exact name; empty: none, the scans alone. */
    rois: z.array(z.string()),
  }),
]);
export type ImportOptions = z.output<typeof importOptionsSchema>;

const warning = z.object({ item: z.string(), message: z.string() });

export const importPreviewSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('table'),
    path: z.string(),
    rowCount: z.number().int(),
    columns: z.array(
      z.object({
        name: z.string(),
        type: z.enum(columnTypes),
        samples: z.array(z.string()),
        missing: z.number().int(),
      }),
    ),
    suggested: tableMappingSchema,
    warnings: z.array(warning),
  }),
  z.object({
    kind: z.literal('dicom-folder'),
    path: z.string(),
    fileCount: z.number().int(),
    patientCount: z.number().int(),
    series: z.array(
      z.object({
        patientLabel: z.string(),
        description: z.string(),
        modality: z.string(),
        sliceCount: z.number().int(),
        usable: z.boolean(),
        reason: z.string().nullable(),
      }),
    ),
    rois: z.array(z.object({ name: z.string(), patientCount: z.number().int(), suggested: z.boolean() })),
    warnings: z.array(warning),
  }),
]);
export type ImportPreview = z.infer<typeof importPreviewSchema>;

export const importCalls = {
  /** Looks at a file or folder and proposes how to import it. Nothing is written. */
  'imports.preview': call(z.object({ path: z.string().min(1) }), importPreviewSchema),
  /** Runs an import as a job into a cohort. Job result: `{ patients, scans, lesions }`; refused rows are job failures. */
  'imports.start': call(
    z.object({ cohortId: cohortIdSchema, options: importOptionsSchema }),
    z.object({ jobId: jobIdSchema }),
  ),
};
