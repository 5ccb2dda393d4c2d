import { Scatter, type ScatterShapeProps } from 'recharts';
import type { MarkSpace } from '../mark-geometry.ts';
import type { Rect } from '../plot-geometry.ts';
import { type MarkProps, seriesClass } from './mark-props.ts';
import { Marker } from './marker.tsx';

/** A panel with more points draws them as few paths of many dots: quick to draw, small to keep. */
const cloudFrom = 1500;
/** Into so many paths, in turn, so that dots that lie on each other still add up. */
const cloudLayers = 16;

/** Points lie below lines: a fit through them must be seen. */
export const pointLayer = 350;

export const pointCount = ({ panel }: Pick<MarkSpace, 'panel'>): number =>
  panel.series.reduce((sum, series) => sum + (series.mark === 'points' ? series.points.length : 0), 0);

/** Smaller and fainter the more there are. */
export function pointLook(space: MarkSpace): { radius: number; opacity: number } {
  const count = pointCount(space);
  const { point } = space.style.sizes;
  if (count > 5000) return { radius: point * 0.45, opacity: 0.3 };
  if (count > cloudFrom) return { radius: point * 0.6, opacity: 0.55 };
  return { radius: count > 300 ? point * 0.8 : point, opacity: count > 300 ? 0.65 : 0.8 };
}

export const isCloud = (space: MarkSpace): boolean => pointCount(space) > cloudFrom;

/** Points as a scatter of recharts, each a mark of its own. */
export const PointMarks = ({ series, look, space }: MarkProps<'points'>) => {
  const { radius, opacity } = pointLook(space);
  return (
    <Scatter
      className={seriesClass}
      zIndex={pointLayer}
      data={series.points}
      dataKey="y"
      isAnimationActive={false}
      shape={(mark: ScatterShapeProps) => (
        <Marker
          shape={look.marker}
          x={mark.cx ?? 0}
          y={mark.cy ?? 0}
          radius={radius}
          fill={look.colour}
          opacity={opacity}
        />
      )}
    />
  );
};

const tenth = (value: number): string => String(Math.round(value * 10) / 10);

/** Points as the round ends of lines of hardly any length (none at all makes some programs draw outlines of circles). */
export function PointCloud({ series, look, space, plot }: MarkProps<'points'>) {
  const { radius, opacity } = pointLook(space);
  const layers = Array.from({ length: cloudLayers }, () => '');
  let drawn = 0;
  for (const point of series.points) {
    const [x, y] = [space.scale.x(point.x), space.scale.y(point.y)];
    if (!isIn(plot, x, y)) continue;
    layers[drawn++ % cloudLayers] += `M${tenth(x)} ${tenth(y)}h.01`;
  }
  return (
    <g stroke={look.colour} strokeOpacity={opacity} strokeWidth={radius * 2} strokeLinecap="round" fill="none">
      {layers.map((d, i) => d !== '' && <path key={i} d={d} />)}
    </g>
  );
}

const isIn = (plot: Rect, x: number, y: number): boolean =>
  x >= plot.x && x <= plot.x + plot.width && y >= plot.y && y <= plot.y + plot.height;
