import { z } from 'zod';
import { valueSchema } from './domain/entities.ts';

/**
 * A figure as plain data: what a statistic returns, what recharts draws, what is exported and what its source-data
 * CSV lists. Lengths on paper are millimetres; colours are indices into the colour-blind-safe palette of the figures room.
 */
export const axisSchema = z.object({
  label: z.string(),
  /** Shown in parentheses after the label. */
  unit: z.string().optional(),
  scale: z.enum(['linear', 'log', 'category']).default('linear'),
  /** Fixed limits; absent: from the data, with round ends. */
  domain: z.tuple([z.number(), z.number()]).optional(),
  ticks: z.array(z.number()).optional(),
  /** For `category`: the labels in order; data then hold their indices. */
  categories: z.array(z.string()).optional(),
});
export type Axis = z.output<typeof axisSchema>;

const xy = z.object({ x: z.number(), y: z.number() });
/** A datum that stands for one lesion, so that a click can open it. */
const subjectPoint = xy.extend({ subject: z.number().int().optional() });
const band = z.array(z.object({ x: z.number(), low: z.number(), high: z.number() }));
const named = { id: z.string(), label: z.string(), colour: z.number().int().min(0).max(7) };

export const seriesSchema = z.discriminatedUnion('mark', [
  /** Straight segments between points; an optional band of the same x. */
  z.object({
    mark: z.literal('line'),
    ...named,
    points: z.array(xy),
    band: band.optional(),
    dashed: z.boolean().default(false),
  }),
  /** Right-continuous steps (y holds from x on), censoring ticks, optional stepwise band. */
  z.object({
    mark: z.literal('step'),
    ...named,
    points: z.array(xy),
    band: band.optional(),
    censored: z.array(subjectPoint).default([]),
  }),
  z.object({ mark: z.literal('points'), ...named, points: z.array(subjectPoint) }),
  /** Bars at category indices with optional intervals. */
  z.object({
    mark: z.literal('bars'),
    ...named,
    bars: z.array(z.object({ x: z.number(), y: z.number(), low: z.number().optional(), high: z.number().optional() })),
  }),
]);
export type Series = z.output<typeof seriesSchema>;

export const panelSchema = z.object({
  id: z.string(),
  title: z.string().optional(),
  x: axisSchema,
  y: axisSchema,
  series: z.array(seriesSchema),
  /** Equal scale of x and y and a square plot, as for ROC curves. */
  square: z.boolean().default(false),
  /** Thin grey lines, e.g. the chance diagonal. */
  guides: z.array(z.object({ from: xy, to: xy })).default([]),
  /** Lines of text inside the plot, e.g. `AUC 0.71 (0.61-0.80)`. */
  notes: z
    .object({ corner: z.enum(['top-left', 'top-right', 'bottom-left', 'bottom-right']), lines: z.array(z.string()) })
    .optional(),
  /** Numbers under the x axis: one row per series, one column per time. */
  riskTable: z
    .object({
      title: z.string(),
      times: z.array(z.number()),
      rows: z.array(z.object({ seriesId: z.string(), label: z.string(), counts: z.array(z.number().int()) })),
    })
    .optional(),
});
export type Panel = z.output<typeof panelSchema>;

export const tableSchema = z.object({
  title: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
});
export type FigureTable = z.infer<typeof tableSchema>;

export const figureSchema = z.object({
  /** Statistic id, e.g. `roc`. */
  id: z.string(),
  title: z.string(),
  panels: z.array(panelSchema),
  /** Every number of the figure with its definition and interval. */
  values: z.array(valueSchema),
  tables: z.array(tableSchema).default([]),
  /** Legend text for a journal: no interpretation, all n and conventions. */
  caption: z.string(),
  /** A sentence for the Methods section: what was computed, how, with which seed. */
  methods: z.string(),
  /** What the reader must know: small groups, redrawn resamples, untrained model. */
  warnings: z.array(z.string()).default([]),
  /** Size on paper. Nature widths are 89 mm (one column) and 183 mm (two). */
  sizeMm: z.object({ width: z.number().positive(), height: z.number().positive() }),
});
export type Figure = z.output<typeof figureSchema>;
