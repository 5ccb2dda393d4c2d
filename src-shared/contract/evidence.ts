import { z } from 'zod';
import { figureRecordSchema } from '../domain/entities.ts';
import { cohortIdSchema, figureIdSchema } from '../domain/ids.ts';
import { statisticSourceSchema } from '../domain/source.ts';
import { figureSchema } from '../figure.ts';
import { columnCounts } from '../figure-columns.ts';
import { figurePresetIds } from '../figure-presets.ts';
import { statisticGroups, statisticNeeds } from '../statistics/statistic.ts';
import { call } from './call.ts';

/** `csv` is the source data; `xlsx`, `docx` and `tex` hold the tables of a figure, where it has any. */
export const figureFormats = ['svg', 'pdf', 'png', 'tiff', 'pptx', 'csv', 'xlsx', 'docx', 'tex'] as const;
/** What one click writes. */
export const usualFormats = ['svg', 'pdf', 'png', 'csv'] as const satisfies readonly (typeof figureFormats)[number][];
/** How figures are set: sizes of text, lines and paper by preset; as wide as so many columns, null: as written. */
export const paperSettingShape = {
  preset: z.enum(figurePresetIds).default('nature'),
  columns: z.literal(columnCounts).nullable().default(null),
};
/** Of PNG and TIFF. */
export const dpiSchema = z.union([z.literal(300), z.literal(600)]).default(600);

export const evidenceCalls = {
  /** The shelf. `params` is JSON Schema; a property with `column: "number" | "any"` names a column, one with `valueOf` a value of the column in that property. */
  'statistics.list': call(
    z.object({}),
    z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        definition: z.string(),
        params: z.record(z.string(), z.unknown()),
        group: z.enum(statisticGroups),
        needs: z.array(z.enum(statisticNeeds)),
      }),
    ),
  ),
  /** Columns that the statistics of this source may name, and the parameters proposed for one statistic. */
  'statistics.suggest': call(
    z.object({ source: statisticSourceSchema, statisticId: z.string() }),
    z.object({
      columns: z.array(z.object({ name: z.string(), type: z.enum(['number', 'text']), values: z.array(z.string()) })),
      params: z.record(z.string(), z.unknown()),
    }),
  ),
  'statistics.compute': call(
    z.object({
      source: statisticSourceSchema,
      statisticId: z.string(),
      params: z.record(z.string(), z.unknown()),
      /** Made up by the caller: names this computation in `statistic.progressed` and `statistics.cancel`. */
      ticket: z.string().max(64).optional(),
    }),
    figureSchema,
  ),
  /** Ends what runs under a ticket; its call fails as cancelled. What has ended is no error. */
  'statistics.cancel': call(z.object({ ticket: z.string().max(64) }), z.object({})),

  'figures.list': call(z.object({ cohortId: cohortIdSchema }), z.array(figureRecordSchema)),
  'figures.get': call(
    z.object({ figureId: figureIdSchema }),
    z.object({ record: figureRecordSchema, figure: figureSchema, params: z.record(z.string(), z.unknown()) }),
  ),
  /** Recomputes from source and parameters and keeps the result, so that a kept figure is always one that was computed. */
  'figures.keep': call(
    z.object({
      source: statisticSourceSchema,
      statisticId: z.string(),
      params: z.record(z.string(), z.unknown()),
      title: z.string().trim().min(1).max(200),
    }),
    figureRecordSchema,
  ),
  'figures.remove': call(z.object({ figureId: figureIdSchema }), z.object({})),
  /** Writes a kept figure in each format, with its source data and receipt, into `folder` (absent: the workspace's exports). */
  'figures.export': call(
    z.object({
      figureId: figureIdSchema,
      formats: z.array(z.enum(figureFormats)).min(1),
      dpi: dpiSchema,
      ...paperSettingShape,
      folder: z.string().optional(),
    }),
    z.object({ folder: z.string(), files: z.array(z.string()) }),
  ),
  /** A figure for the clipboard, kept (`figureId`) or as computed: PNG at 300 dpi in base64, and SVG. */
  'figures.copy': call(
    z.union([
      z.strictObject({ figureId: figureIdSchema }),
      z.strictObject({
        source: statisticSourceSchema,
        statisticId: z.string(),
        params: z.record(z.string(), z.unknown()),
      }),
    ]),
    z.object({ png: z.base64(), svg: z.string() }),
  ),
  /** For the drawing page alone: the figures waiting to be drawn at paper size, and what it drew. */
  'drawings.next': call(
    z.object({}),
    z
      .object({ requestId: z.string(), figure: figureSchema, preset: z.enum(figurePresetIds).default('nature') })
      .nullable(),
  ),
  'drawings.deliver': call(
    z.object({
      requestId: z.string(),
      result: z.union([z.object({ svg: z.string().max(50_000_000) }), z.object({ failure: z.string().max(2000) })]),
    }),
    z.object({}),
  ),
};
