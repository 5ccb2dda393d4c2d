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
const subjectPoint = xy.extend({
  subject: z.number().int().optional(),
  /** What the datum is, e.g. a gene: for the tooltip and the source data. */
  name: z.string().optional(),
});
const band = z.array(z.object({ x: z.number(), low: z.number(), high: z.number() }));
const named = { id: z.string(), label: z.string(), colour: z.number().int().min(0).max(7) };

const interval = { low: z.number().optional(), high: z.number().optional() };
export const colourScaleNames = ['grey', 'sequential', 'diverging', 'saliency'] as const;
/** How values become colours: `domain` to the ends of a perceptually even, colour-blind-safe scale; beyond it is clipped. */
export const colourScaleSchema = z.object({
  name: z.enum(colourScaleNames),
  domain: z.tuple([z.number(), z.number()]),
  /** What the colour bar says; absent: no bar is drawn. */
  label: z.string().optional(),
  ticks: z.array(z.number()).optional(),
});
export type ColourScale = z.output<typeof colourScaleSchema>;

/** Closed rings of a contour in data coordinates, as GeoJSON orders them: the outer ring, then its holes. */
const rings = z.array(z.array(z.array(z.tuple([z.number(), z.number()]))));

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
  /** Bars at category indices with optional intervals; several series stand side by side within a category. */
  z.object({ mark: z.literal('bars'), ...named, bars: z.array(xy.extend(interval)) }),
  /** Estimates with their intervals as whiskers along `along`: forest plots, fraction curves, calibration bins. */
  z.object({
    mark: z.literal('intervals'),
    ...named,
    along: z.enum(['x', 'y']),
    /** `weight` scales the area of the square (absent: all equal); `diamond` draws the interval as one, for totals. */
    points: z.array(
      subjectPoint.extend({ ...interval, weight: z.number().positive().optional(), diamond: z.boolean().optional() }),
    ),
    /** Joins the estimates in order by a line. */
    joined: z.boolean().default(false),
  }),
  /** Box plots at category indices: quartiles as box, whiskers, and the data (or only the outliers) as points. */
  z.object({
    mark: z.literal('boxes'),
    ...named,
    boxes: z.array(
      z.object({
        x: z.number(),
        low: z.number(),
        q1: z.number(),
        median: z.number(),
        q3: z.number(),
        high: z.number(),
        mean: z.number().optional(),
        points: z.array(z.object({ y: z.number(), subject: z.number().int().optional() })),
      }),
    ),
  }),
  /** Bins of a histogram from `from` to `to` with height `count`, along x or (a marginal at the right) along y. */
  z.object({
    mark: z.literal('bins'),
    ...named,
    along: z.enum(['x', 'y']),
    bins: z.array(z.object({ from: z.number(), to: z.number(), count: z.number().nonnegative() })),
  }),
  /** Dots whose area stands for `size` and whose colour for `value` on the panel's colour scale. */
  z.object({
    mark: z.literal('dots'),
    ...named,
    points: z.array(subjectPoint.extend({ size: z.number().nonnegative(), value: z.number() })),
  }),
  /** Lines of equal level, or filled areas above each level, in the colour of the series. */
  z.object({
    mark: z.literal('contours'),
    ...named,
    levels: z.array(z.object({ level: z.number(), rings })),
    filled: z.boolean().default(false),
  }),
  /** An image: row-major values from the top left corner, drawn from x[0], y[0] (left, top) to x[1], y[1], smoothed. */
  z.object({
    mark: z.literal('raster'),
    ...named,
    columns: z.number().int().positive(),
    values: z.array(z.number()),
    x: z.tuple([z.number(), z.number()]),
    y: z.tuple([z.number(), z.number()]),
    scale: colourScaleSchema,
    opacity: z.number().min(0).max(1).default(1),
    /** The lesion that the image shows. */
    subject: z.number().int().optional(),
  }),
  /** Coloured cells of a matrix at category indices, with their text: confusion matrices, correlation maps. */
  z.object({
    mark: z.literal('cells'),
    ...named,
    cells: z.array(xy.extend({ value: z.number(), text: z.string() })),
  }),
]);
export type Series = z.output<typeof seriesSchema>;

/** A row per series, a number per time; `events` and `censored` are cumulative and drawn below when given. */
const riskRow = z.object({
  seriesId: z.string(),
  label: z.string(),
  counts: z.array(z.number().int()),
  events: z.array(z.number().int()).optional(),
  censored: z.array(z.number().int()).optional(),
});

/** Boxes on a grid (column, row from the top) joined by arrows: cohort flow, overview of a study. */
export const flowSchema = z.object({
  boxes: z.array(
    z.object({
      id: z.string(),
      column: z.number(),
      row: z.number(),
      /** First line in bold. */
      lines: z.array(z.string()).min(1),
      tone: z.enum(['plain', 'accent', 'muted']).default('plain'),
    }),
  ),
  arrows: z.array(z.object({ from: z.string(), to: z.string(), dashed: z.boolean().default(false) })),
});
export type Flow = z.output<typeof flowSchema>;

export const panelSchema = z.object({
  id: z.string(),
  title: z.string().optional(),
  x: axisSchema,
  y: axisSchema,
  series: z.array(seriesSchema),
  /** Equal scale of x and y and a square plot, as for ROC curves. */
  square: z.boolean().default(false),
  /** `axes`: left and bottom; `box`: all around; `none`: no axes at all, for images and flows. */
  frame: z.enum(['axes', 'box', 'none']).default('axes'),
  /** Absent: the panels of a figure share it evenly. */
  placeMm: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).optional(),
  /** Absent: a, b, c in order when there is more than one panel; null: none. */
  letter: z.string().nullable().optional(),
  /** False: no legend, because a neighbour has it. */
  legend: z.boolean().default(true),
  /** Thin grey lines, e.g. the chance diagonal. */
  guides: z.array(z.object({ from: xy, to: xy })).default([]),
  /** Lines of text inside the plot, e.g. `AUC 0.71 (0.61-0.80)`. */
  notes: z
    .object({ corner: z.enum(['top-left', 'top-right', 'bottom-left', 'bottom-right']), lines: z.array(z.string()) })
    .optional(),
  /** Brackets between two categories of x with a text such as `p = 0.03`, stacked upwards. */
  brackets: z.array(z.object({ from: z.number(), to: z.number(), text: z.string() })).default([]),
  /** Of `cells` and `dots`. */
  colourScale: colourScaleSchema.optional(),
  /** Of `dots`: what the area stands for and the sizes the legend shows. */
  sizeScale: z.object({ label: z.string(), sizes: z.array(z.number().positive()).min(1) }).optional(),
  /** Columns of text beside a plot whose y axis has categories, one cell per category: forest plots. */
  sideTexts: z
    .array(z.object({ side: z.enum(['left', 'right']), header: z.string(), cells: z.array(z.string()) }))
    .default([]),
  /** A bar of this length in the units of x, at the bottom right of an image. */
  scaleBar: z.object({ length: z.number().positive(), label: z.string() }).optional(),
  /** Numbers under the x axis: one row per series, one column per time. */
  riskTable: z.object({ title: z.string(), times: z.array(z.number()), rows: z.array(riskRow) }).optional(),
  /** Drawn instead of series. */
  flow: flowSchema.optional(),
});
export type Panel = z.output<typeof panelSchema>;
/** A panel as it is written: what has a default may be left out. */
export type PanelInput = z.input<typeof panelSchema>;

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
/** A figure as it is written: what has a default may be left out. */
export type FigureInput = z.input<typeof figureSchema>;

/** Fills in the defaults of a figure written by hand. The values are trusted: a statistic makes them. */
export const completeFigure = (figure: FigureInput): Figure => figureSchema.parse(figure);
