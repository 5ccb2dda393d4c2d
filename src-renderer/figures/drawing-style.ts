import { type FigurePreset, figurePresets } from '#shared/figure-presets.ts';
import { paperColours, screenColours } from './palette.ts';

export type DrawingMode = 'screen' | 'paper';

/** Everything about looks that layout and drawing need. Lengths are in pixels; one pixel of paper is 1/96 inch. */
export interface DrawingStyle {
  readonly mode: DrawingMode;
  readonly ink: string;
  readonly muted: string;
  /** Lines that only lead the eye. */
  readonly faint: string;
  /** What lies behind the figure. */
  readonly surface: string;
  readonly colours: readonly string[];
  readonly sizes: DrawingSizes;
}

export interface DrawingSizes {
  /** The panel letter, bold. */
  readonly letter: number;
  readonly label: number;
  readonly text: number;
  readonly axisLine: number;
  readonly seriesLine: number;
  readonly guideLine: number;
  readonly tick: number;
  readonly point: number;
  readonly censorTick: number;
  /** The unit of all distances between parts. */
  readonly gap: number;
}

const pixelsPerPoint = 96 / 72;
/** Text on screen is so much larger than on paper. */
const screenMagnification = 1.5;

/** Sizes of the preset; what it does not say follows its text. */
function sizesOf(preset: FigurePreset, factor: number): DrawingSizes {
  const { labelPt, textPt, axisLinePt, seriesLinePt } = preset;
  const points: DrawingSizes = {
    letter: (labelPt * 8) / 7,
    label: labelPt,
    text: textPt,
    axisLine: axisLinePt,
    seriesLine: seriesLinePt,
    guideLine: axisLinePt,
    tick: (textPt * 2.5) / 6,
    point: (textPt * 1.5) / 6,
    censorTick: (textPt * 3.2) / 6,
    gap: (textPt * 2) / 6,
  };
  return scaledSizes(points, factor);
}

const scaledSizes = (sizes: DrawingSizes, factor: number): DrawingSizes =>
  Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, size * factor])) as unknown as DrawingSizes;

/** @param shrink Share of its size that a preset keeps on screen, where its width is not that of its paper. */
export function drawingStyle(mode: DrawingMode, preset: FigurePreset, shrink = 1): DrawingStyle {
  if (mode === 'paper') {
    return {
      mode,
      ink: '#000000',
      muted: '#8c8c8c',
      faint: '#e4e4e4',
      surface: '#ffffff',
      colours: paperColours,
      sizes: sizesOf(preset, pixelsPerPoint),
    };
  }
  return {
    mode,
    ink: 'var(--figure-ink)',
    muted: 'var(--figure-muted)',
    faint: 'var(--figure-faint)',
    surface: 'var(--figure-surface)',
    colours: screenColours,
    sizes: sizesOf(preset, pixelsPerPoint * screenMagnification * shrink),
  };
}

/** The looks a figure is written for, on paper. */
export const paperStyle = drawingStyle('paper', figurePresets.nature);

/** The same looks with everything smaller, for figures that hold much. */
export const scaledStyle = (style: DrawingStyle, scale: number): DrawingStyle => ({
  ...style,
  sizes: scaledSizes(style.sizes, scale),
});

/** Millimetres of paper in pixels of 1/96 inch. */
export const pixelsOfMm = (mm: number): number => (mm * 96) / 25.4;
