import type { Panel, Series } from '#shared/figure.ts';
import type { DrawingStyle } from './drawing-style.ts';

export const markerShapes = ['circle', 'triangle', 'square', 'diamond', 'down-triangle', 'cross'] as const;
export type MarkerShape = (typeof markerShapes)[number];

/** How a series looks: its colour, and what tells it from others to those who see no colour. */
export interface SeriesLook {
  readonly colour: string;
  readonly marker: MarkerShape;
  /** In multiples of the line width; null: solid. */
  readonly dashes: readonly number[] | null;
}

/** Marks of up to so many points in all are told apart by shape as well; in a cloud shapes only blur. */
const shapesUpTo = 400;

const dashPatterns = [null, [4, 2], [1, 1.5], [6, 1.5, 1, 1.5]] as const;
const askedDashes = [4, 2.5] as const;

/** The look of every series of a panel by its id. The ninth series has the colour of the first and another shape or dash. */
export function seriesLooks(panel: Panel, style: DrawingStyle): ReadonlyMap<string, SeriesLook> {
  const withPoints = panel.series.filter((series) => series.mark === 'points');
  const small = withPoints.reduce((sum, series) => sum + series.points.length, 0) <= shapesUpTo;
  const seen = new Map<string, number>();
  const ordinals = new Map<string, number>();
  return new Map(
    panel.series.map((series) => {
      const kind = kindOf(series);
      const repeat = seen.get(`${kind} ${series.colour}`) ?? 0;
      seen.set(`${kind} ${series.colour}`, repeat + 1);
      const ordinal = ordinals.get(kind) ?? 0;
      ordinals.set(kind, ordinal + 1);
      const byShape = series.mark === 'intervals' || (series.mark === 'points' && small);
      const shape = (byShape ? ordinal : repeat) % markerShapes.length;
      const asked = series.mark === 'line' && series.dashed;
      const look: SeriesLook = {
        colour: style.colours[series.colour]!,
        marker: series.mark === 'intervals' && series.along === 'x' && ordinal === 0 ? 'square' : markerShapes[shape]!,
        dashes: asked ? askedDashes : (dashPatterns[repeat % dashPatterns.length] ?? null),
      };
      return [series.id, look];
    }),
  );
}

/** Series of the same kind and colour would be taken for one. */
const kindOf = (series: Series): string => (series.mark === 'line' && series.dashed ? 'dashed' : series.mark);

export const dashArray = (dashes: readonly number[], lineWidth: number): string =>
  dashes.map((part) => part * lineWidth).join(' ');

/** The outline of a marker about (0, 0), of about the area of a circle of radius `r`; a circle is drawn as one. */
export function markerPath(shape: Exclude<MarkerShape, 'circle'>, r: number): string {
  const at = (...points: readonly (readonly [number, number])[]) =>
    `M${points.map(([x, y]) => `${pixel(x * r)} ${pixel(y * r)}`).join('L')}Z`;
  switch (shape) {
    case 'triangle':
      return at([0, -1.35], [1.17, 0.68], [-1.17, 0.68]);
    case 'down-triangle':
      return at([0, 1.35], [1.17, -0.68], [-1.17, -0.68]);
    case 'square':
      return at([-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]);
    case 'diamond':
      return at([0, -1.3], [1.3, 0], [0, 1.3], [-1.3, 0]);
    case 'cross':
      return at(
        ...([
          [-0.4, -1.2],
          [0.4, -1.2],
          [0.4, -0.4],
          [1.2, -0.4],
          [1.2, 0.4],
          [0.4, 0.4],
          [0.4, 1.2],
          [-0.4, 1.2],
          [-0.4, 0.4],
          [-1.2, 0.4],
          [-1.2, -0.4],
          [-0.4, -0.4],
        ] as const),
      );
  }
}

/** Coordinates in paths carry hundredths of a pixel. */
export const pixel = (value: number): string => String(Math.round(value * 100) / 100);
