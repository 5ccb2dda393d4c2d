import { z } from 'zod';
import { columnLevels, columnTypes } from '../domain/entities.ts';
import { cohortIdSchema, jobIdSchema } from '../domain/ids.ts';
import { call } from './call.ts';

/** How the columns of a table become patients, scans and seeds. */
export const tableMappingSchema = z.object({
  patient: z.string().min(1),
  /** A column that holds paths, or a file-name template such as `patches/patient_{PatientID:3}.npz` (3 = zero-padded width). */
  image: z.union([z.object({ column: z.string() }), z.object({ template: z.string() })]).nullable(),
  /** Folder that relative image paths start from; absent: the folder of the table. */
  imageFolder: z.string().nullable().default(null),
  /** Null: from `mask` where that is given, else the centre of the image (pre-cropped patches). */
  seed: z.object({ x: z.string(), y: z.string(), z: z.string() }).nullable(),
  /** What the numbers of the seed are: millimetres LPS or RAS, or voxel indices from 0. */
  seedSpace: z.enum(['LPS', 'RAS', 'voxel']).default('LPS'),
  /** A column or template that names a label map of the image, and the label that is the lesion (null: every voxel that is not 0). */
  mask: z
    .object({
      path: z.union([z.object({ column: z.string() }), z.object({ template: z.string() })]),
      label: z.number().int().nullable(),
    })
    .nullable()
    .default(null),
  /** A column that names the lesion, so that rows of one lesion by several readers are one. */
  lesion: z.string().nullable().default(null),
  /** A column that names who set the seed; several rows of a lesion are then independent readings. */
  reader: z.string().nullable().default(null),
  /** Numbered columns that are features, e.g. `pred_0 ... pred_4095`; null: none are taken. */
  features: z
    .object({ prefix: z.string(), count: z.number().int().min(1) })
    .nullable()
    .default(null),
  /** For bare arrays. */
  array: z
    .object({
      arrayName: z.string().nullable(),
      axisOrder: z.enum(['xyz', 'zyx']),
      intensity: z.enum(['hu', 'scaled']),
    })
    .default({ arrayName: null, axisOrder: 'zyx', intensity: 'scaled' }),
  clinical: z.array(
    z.object({
      column: z.string(),
      name: z.string().min(1),
      type: z.enum(columnTypes),
      unit: z.string().nullable(),
      level: z.enum(columnLevels).default('patient'),
      /** Texts of the file and what they become, e.g. `{ "1": "male", "2": "female" }`; others stay as they are. */
      values: z.record(z.string(), z.string()).default({}),
      /** Numbers are multiplied by this, e.g. 30.4375 for months to days. */
      factor: z.number().positive().default(1),
    }),
  ),
});
export type TableMapping = z.output<typeof tableMappingSchema>;

/**
 * Names and dates are replaced while they are read: patient identifiers by pseudonyms made with a secret key, dates
 * shifted by a number of days that is secret and the same for all dates of a patient. Key and map stand in a file of
 * their own, outside the workspace; an existing one is used again, so that the same patient keeps their pseudonym.
 */
export const deidentifySchema = z.object({ keyFile: z.string().min(1) });

export const datasetIds = [
  'deeplesion',
  'luna16',
  'lidc-idri',
  'nsclc-radiomics',
  'nsclc-radiogenomics',
  'rider-lung-ct',
] as const;
export type DatasetId = (typeof datasetIds)[number];

const choices = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const deidentify = deidentifySchema.nullable().default(null);

export const importOptionsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('table'), path: z.string(), mapping: tableMappingSchema, deidentify }),
  z.object({
    kind: z.literal('dicom-folder'),
    path: z.string(),
    /** Regions that become lesions, by exact name; empty: none, the scans alone. */
    rois: z.array(z.string()),
    /** Tilted or unevenly spaced series are put on a regular grid, with a warning, instead of being refused. */
    repair: z.boolean().default(true),
    /** A table with a row per patient (CSV, TSV, XLSX), joined by patient ID. */
    clinical: z.object({ path: z.string(), mapping: tableMappingSchema }).nullable().default(null),
    deidentify,
  }),
  /** A public data set in the layout in which it is downloaded; `choices` by the ids of the preview's `fields`. */
  z.object({ kind: z.literal('dataset'), dataset: z.enum(datasetIds), path: z.string(), choices, deidentify }),
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
    /** Tables found in the folder that may hold the clinical columns. */
    tables: z.array(z.string()),
    /** Series that are only usable with `repair`. */
    repairable: z.number().int(),
    warnings: z.array(warning),
  }),
  z.object({
    kind: z.literal('dataset'),
    dataset: z.enum(datasetIds),
    title: z.string(),
    path: z.string(),
    /** What to download, from whom, under which licence, and how the files must lie. */
    guide: z.array(z.string()),
    /** What was looked for and what was found. */
    checks: z.array(z.object({ label: z.string(), state: z.enum(['found', 'partly', 'missing']), detail: z.string() })),
    counts: z.object({ patients: z.number().int(), scans: z.number().int(), lesions: z.number().int() }),
    /** What the user may decide; known traps of the published files are offered here as corrections. */
    fields: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        help: z.string(),
        value: z.union([z.string(), z.number(), z.boolean()]),
        /** Null: a flag, a number or a text by the type of `value`. */
        options: z.array(z.object({ value: z.string(), label: z.string() })).nullable(),
      }),
    ),
    /** The first lesions as they would come in. */
    sample: z.object({ columns: z.array(z.string()), rows: z.array(z.array(z.string())) }),
    warnings: z.array(warning),
  }),
]);
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** How a column of a table could be read: distinct values for a value map, what the unit may be. */
export const columnValuesSchema = z.object({
  /** The most frequent first. */
  values: z.array(z.object({ text: z.string(), count: z.number().int() })),
  /** True where there are more. */
  more: z.boolean(),
});

export type ColumnValues = z.infer<typeof columnValuesSchema>;

const rowsPreviewSchema = z.object({
  columns: z.array(z.string()),
  rows: z.array(
    z.object({ line: z.number().int(), cells: z.array(z.string().nullable()), problem: z.string().nullable() }),
  ),
});
export type RowsPreview = z.infer<typeof rowsPreviewSchema>;

const rowOutcomes = ['taken', 'corrected', 'refused'] as const;
const importReportSchema = z.object({
  counts: z.object({ taken: z.number().int(), corrected: z.number().int(), refused: z.number().int() }),
  total: z.number().int(),
  rows: z.array(z.object({ item: z.string(), outcome: z.enum(rowOutcomes), message: z.string() })),
});
export type ImportReport = z.infer<typeof importReportSchema>;

export const importCalls = {
  'imports.columnValues': call(z.object({ path: z.string().min(1), column: z.string() }), columnValuesSchema),
  /** What the rows would become under a mapping, for the first `limit` of them, without reading any image. */
  'imports.previewRows': call(
    z.object({
      path: z.string().min(1),
      mapping: tableMappingSchema,
      limit: z.number().int().min(1).max(100).default(20),
    }),
    rowsPreviewSchema,
  ),
  /** Row by row, what an import took, corrected or refused. */
  'imports.report': call(
    z.object({
      jobId: jobIdSchema,
      outcome: z.enum(rowOutcomes).nullable().default(null),
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(500),
    }),
    importReportSchema,
  ),
  /** Looks at a file or folder and proposes how to import it. Nothing is written. */
  'imports.preview': call(z.object({ path: z.string().min(1) }), importPreviewSchema),
  /** Runs an import as a job into a cohort. Job result: `{ patients, scans, lesions }`; refused rows are job failures. */
  'imports.start': call(
    z.object({ cohortId: cohortIdSchema, options: importOptionsSchema }),
    z.object({ jobId: jobIdSchema }),
  ),
};
