import { inkOn } from './colour-scales.ts';
import type { MarkSpace, RasterSeries } from './mark-geometry.ts';
import type { LayoutContext, PlacedLine, PlacedText } from './panel-layout.ts';
import type { Rect } from './plot-geometry.ts';

/**
 * A bar of a length in data units at the bottom right, its label above it, in black or white by what lies behind; over
 * an image on a see-through plate, because what lies behind may be both.
 */
export function scaleBarParts(
  { panel, scale, style }: MarkSpace,
  plot: Rect,
  { measure }: LayoutContext,
): { texts: PlacedText[]; lines: PlacedLine[] } {
  if (!panel.scaleBar) return { texts: [], lines: [] };
  const { text, gap, seriesLine } = style.sizes;
  const { length, label } = panel.scaleBar;
  const width = Math.abs(scale.x(length) - scale.x(0));
  const right = plot.x + plot.width - gap * 1.5;
  const y = plot.y + plot.height - gap * 1.5;
  const image = panel.series.find((series) => series.mark === 'raster');
  const colour = image ? inkOverCorner(image) : style.ink;
  const half = Math.max(width, measure(label, text)) / 2;
  const plate = { x: right - half * 2 - gap * 0.7, width: half * 2 + gap * 1.4, height: text + gap * 3 };
  return {
    lines: [
      ...(image
        ? [
            {
              points: [
                { x: plate.x, y: y + gap - plate.height / 2 },
                { x: plate.x + plate.width, y: y + gap - plate.height / 2 },
              ],
              width: plate.height,
              colour: colour === '#ffffff' ? '#000000' : '#ffffff',
              opacity: 0.4,
            },
          ]
        : []),
      {
        points: [
          { x: right - half - width / 2, y },
          { x: right - half + width / 2, y },
        ],
        width: seriesLine * 1.5,
        colour,
      },
    ],
    texts: [{ text: label, x: right - half, y: y - gap * 1.2, anchor: 'middle', size: text, colour }],
  };
}

/** By the mean value of the lower right quarter. */
function inkOverCorner({ values, columns, scale }: RasterSeries): string {
  const rows = values.length / columns;
  const corner = values.filter((_, i) => i % columns >= columns / 2 && i / columns >= rows * 0.75);
  return inkOn(scale, corner.reduce((sum, value) => sum + value, 0) / Math.max(1, corner.length));
}
