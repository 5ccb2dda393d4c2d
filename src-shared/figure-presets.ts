import type { Figure } from './figure.ts';

/** How a figure is set for the place where it will be seen. Points are 1/72 inch on paper (or on the slide). */
export interface FigurePreset {
  readonly id: FigurePresetId;
  readonly title: string;
  /** Axis titles, panel titles. */
  readonly labelPt: number;
  /** Tick labels, legends, notes. */
  readonly textPt: number;
  /** Text of crowded panels may shrink to this and no further. */
  readonly minPt: number;
  readonly axisLinePt: number;
  readonly seriesLinePt: number;
  /** Widths of one column and of two. */
  readonly columnMm: readonly [single: number, double: number];
  /** Of the page or slide. */
  readonly tallestMm: number;
}

export const figurePresetIds = ['nature', 'radiology', 'slides', 'poster'] as const;
export type FigurePresetId = (typeof figurePresetIds)[number];

export const figurePresets: Record<FigurePresetId, FigurePreset> = {
  nature: {
    id: 'nature',
    title: 'Nature (89 or 183 mm, 6 and 7 pt)',
    labelPt: 7,
    textPt: 6,
    minPt: 5,
    axisLinePt: 0.5,
    seriesLinePt: 1,
    columnMm: [89, 183],
    tallestMm: 247,
  },
  radiology: {
    id: 'radiology',
    title: 'Radiology (86 or 178 mm, 8 and 9 pt)',
    labelPt: 9,
    textPt: 8,
    minPt: 6.5,
    axisLinePt: 0.6,
    seriesLinePt: 1.2,
    columnMm: [86, 178],
    tallestMm: 235,
  },
  slides: {
    id: 'slides',
    title: 'Slides (254 x 143 mm, 14 and 16 pt)',
    labelPt: 16,
    textPt: 14,
    minPt: 8,
    axisLinePt: 1,
    seriesLinePt: 2.25,
    columnMm: [200, 254],
    tallestMm: 143,
  },
  poster: {
    id: 'poster',
    title: 'Poster (250 or 510 mm, 20 and 24 pt)',
    labelPt: 24,
    textPt: 20,
    minPt: 16,
    axisLinePt: 1.75,
    seriesLinePt: 3.5,
    columnMm: [250, 510],
    tallestMm: 690,
  },
};

/** Figures are written for these widths (`Figure.sizeMm`), with text of this size. */
const written = figurePresets.nature;

/**
 * The size of a figure in a preset, in mm to 0.1. A width of one or two columns becomes that of the preset; the height
 * follows, and grows where text grows more than the width, so that plots keep their room, up to the height of the page;
 * a figure that is still too high is narrowed in proportion.
 */
export function presetSize(figure: Pick<Figure, 'sizeMm'>, preset: FigurePreset): { width: number; height: number } {
  const { width, height } = figure.sizeMm;
  if (preset === written) return { width, height };
  const column = width <= (written.columnMm[0] + written.columnMm[1]) / 2 ? 0 : 1;
  const wider = preset.columnMm[column] / written.columnMm[column];
  const larger = preset.textPt / written.textPt;
  const higher = wider * Math.sqrt(Math.max(1, larger / wider));
  const full = { width: width * wider, height: height * higher };
  const fit = Math.min(1, preset.tallestMm / full.height);
  return { width: tenth(full.width * fit), height: tenth(full.height * fit) };
}

const tenth = (mm: number): number => Math.round(mm * 10) / 10;
