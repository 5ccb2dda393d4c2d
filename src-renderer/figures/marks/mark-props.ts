import type { Series } from '#shared/figure.ts';
import type { MarkSpace } from '../mark-geometry.ts';
import type { Rect } from '../plot-geometry.ts';
import type { SeriesLook } from '../series-looks.ts';

export interface MarkProps<Mark extends Series['mark']> {
  readonly series: Extract<Series, { mark: Mark }>;
  readonly look: SeriesLook;
  readonly space: MarkSpace;
  readonly plot: Rect;
}
