import type { Axis, ColourScale, Series } from '#shared/figure.ts';
import type { DrawingStyle } from './drawing-style.ts';
import type { PlotScale, Point, Rect } from './plot-geometry.ts';
import type { SeriesLook } from './series-looks.ts';
import type { Measure } from './text-runs.ts';

/** A line of text at its baseline, in pixels of the panel; markup as in `text-runs.ts`. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly size: number;
  readonly bold?: boolean;
  /** Absent: ink. */
  readonly colour?: string;
  /** Degrees, clockwise, about (x, y). */
  readonly rotate?: number;
}

/** A thin line that is no data: a bracket, a rule under headers, a scale bar. */
export interface PlacedLine {
  readonly points: readonly Point[];
  readonly width: number;
  readonly colour: string;
  readonly opacity?: number;
}

export type KeyGlyph = Series['mark'] | 'filled' | 'joined' | 'censored';

/** The sign of a series in a legend or beside a row of the risk table; (x, y) is its left end, vertically central. */
export interface PlacedKey {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly glyph: KeyGlyph;
  /** Null: a solid line of ink. */
  readonly look: SeriesLook | null;
  readonly band: boolean;
}

export interface PlacedLegendItem {
  /** The series it shows and hides; none for the entry that explains censoring ticks. */
  readonly seriesIds: readonly string[];
  readonly key: PlacedKey;
  readonly texts: readonly PlacedText[];
  /** What a pointer may hit. */
  readonly box: Rect;
}

/** A vertical colour bar, low end at the bottom. */
export interface PlacedColourBar {
  readonly rect: Rect;
  readonly scale: ColourScale;
}

/** A circle of the size legend. */
export interface PlacedSizeKey extends Point {
  readonly radius: number;
}

export interface PlacedFlow {
  readonly boxes: readonly { readonly rect: Rect; readonly tone: 'plain' | 'accent' | 'muted' }[];
  /** Corners from tail to head. */
  readonly arrows: readonly { readonly points: readonly Point[]; readonly dashed: boolean }[];
}

export interface AxisLayout {
  readonly axis: Axis;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

/** Which axis lines and tick marks are drawn; `box`: the other two sides too. */
export interface AxisLines {
  readonly x: boolean;
  readonly y: boolean;
  readonly xTicks: boolean;
  readonly yTicks: boolean;
  readonly box: boolean;
}

/** Space around the plot, in pixels. */
export interface Insets {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Everything about a panel but its marks, in pixels. */
export interface PanelLayout {
  readonly width: number;
  readonly height: number;
  readonly plot: Rect;
  /** What the parts around the plot take, before a square plot gives up the rest. */
  readonly insets: Insets;
  readonly x: AxisLayout;
  readonly y: AxisLayout;
  readonly axes: AxisLines;
  readonly scale: PlotScale;
  readonly texts: readonly PlacedText[];
  readonly lines: readonly PlacedLine[];
  readonly keys: readonly PlacedKey[];
  readonly legend: readonly PlacedLegendItem[];
  readonly colourBars: readonly PlacedColourBar[];
  readonly sizeKeys: readonly PlacedSizeKey[];
  /** Drawn instead of a plot. */
  readonly flow: PlacedFlow | null;
  /** Text lies too close or the plot has hardly any room: smaller text would help. */
  readonly crowded: boolean;
}

export interface LayoutContext {
  readonly style: DrawingStyle;
  readonly measure: Measure;
}

/** A block of text, keys or bars, before it has a place. */
export interface Block<Item> {
  readonly width: number;
  readonly height: number;
  place(x: number, y: number): Item[];
}

/** Distance between baselines, per font size. */
export const lineHeight = 1.2;
/** From the middle of a line of digits or capitals down to its baseline, per font size. */
export const middleToBaseline = 0.36;
/** Width of the sign of a series: lines need length to show their dashes. */
export const keyWidth = (style: DrawingStyle, glyph: KeyGlyph): number =>
  style.sizes.text * (pointLike.includes(glyph) ? 1.05 : 1.8);
const pointLike: readonly KeyGlyph[] = ['points', 'dots', 'bars', 'bins', 'boxes', 'filled', 'cells', 'raster'];
