import type { Series } from '#shared/figure.ts';
import type { MarkSpace } from '../mark-geometry.ts';
import type { Rect } from '../plot-geometry.ts';
import type { SeriesLook } from '../series-looks.ts';

/** Stands on what each series draws, so that the drawing page knows when all are there. */
export const seriesClass = 'figure-series';

export interface MarkProps<Mark extends Series['mark']> {
  readonly series: Extract<Series, { mark: Mark }>;
  readonly look: SeriesLook;
  readonly space: MarkSpace;
  readonly plot: Rect;
}
