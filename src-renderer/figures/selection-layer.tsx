import type { DrawingStyle } from './drawing-style.ts';
import type { MarkDatum } from './mark-data.ts';
import type { PanelLayout } from './panel-layout.ts';
import type { Point } from './plot-geometry.ts';

interface SelectionLayerProps {
  readonly data: readonly MarkDatum[];
  readonly selected: ReadonlySet<number>;
  /** The line being drawn around marks. */
  readonly lasso: readonly Point[];
  readonly layout: PanelLayout;
  readonly style: DrawingStyle;
}

/** Rings around the marks of the selected lesions, and the lasso. */
export function SelectionLayer({ data, selected, lasso, layout, style }: SelectionLayerProps) {
  const radius = style.sizes.point * 1.7;
  const rings = data
    .filter(({ subject, series }) => subject !== null && series.mark !== 'raster' && selected.has(subject))
    .map(
      ({ x, y }) =>
        `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`,
    )
    .join('');
  if (rings === '' && lasso.length === 0) return null;
  return (
    <svg className="figure-text" width={layout.width} height={layout.height} aria-hidden>
      {rings !== '' && <path className="figure-selected" d={rings} />}
      {lasso.length > 1 && <path className="figure-lasso" d={`M${lasso.map(({ x, y }) => `${x} ${y}`).join('L')}Z`} />}
    </svg>
  );
}
