import type { Axis, Series } from '#shared/figure.ts';
import type { DrawingStyle } from './palette.ts';
import type { PlotScale, Rect } from './plot-geometry.ts';
import type { Measure } from './text-runs.ts';

/** A line of text at its baseline, in pixels of the panel; markup as in `text-runs.ts`. */
export interface PlacedText {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly size: number;
  readonly bold?: boolean;
  /** Degrees, clockwise, about (x, y). */
  readonly rotate?: number;
}

export type KeyGlyph = Series['mark'] | 'dashed' | 'censored';

/** The sign of a series in a legend or beside a row of the risk table; (x, y) is its left end, vertically central. */
export interface PlacedKey {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly glyph: KeyGlyph;
  /** Palette index; null: ink. */
  readonly colour: number | null;
  readonly band: boolean;
}

export interface PlacedLegendItem {
  /** Null for the entry that explains censoring ticks. */
  readonly seriesId: string | null;
  readonly key: PlacedKey;
  readonly texts: readonly PlacedText[];
  /** What a pointer may hit. */
  readonly box: Rect;
}

export interface AxisLayout {
  readonly axis: Axis;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

/** Everything about a panel but its marks, in pixels. */
export interface PanelLayout {
  readonly width: number;
  readonly height: number;
  readonly plot: Rect;
  readonly x: AxisLayout;
  readonly y: AxisLayout;
  readonly scale: PlotScale;
  readonly texts: readonly PlacedText[];
  readonly keys: readonly PlacedKey[];
  readonly legend: readonly PlacedLegendItem[];
}

export interface LayoutContext {
  readonly style: DrawingStyle;
  readonly measure: Measure;
}

/** Distance between baselines, per font size. */
export const lineHeight = 1.2;
/** From the middle of a line of digits or capitals down to its baseline, per font size. */
export const middleToBaseline = 0.36;
export const keyWidth = (style: DrawingStyle): number => style.sizes.text * 1.8;
