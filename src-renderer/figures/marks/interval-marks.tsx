import { type PlacedInterval, placedIntervals } from '../mark-geometry.ts';
import type { Rect } from '../plot-geometry.ts';
import { dashArray, pixel } from '../series-looks.ts';
import type { MarkProps } from './mark-props.ts';
import { Marker } from './marker.tsx';

/** Estimates with whiskers; a whisker that leaves the plot ends in an arrow head at its edge. */
export function IntervalMarks({ series, look, space, plot }: MarkProps<'intervals'>) {
  const { sizes } = space.style;
  const placed = placedIntervals(series, space);
  const inside = placed.filter((one) => isInside(one, plot));
  const stroke = { stroke: look.colour, fill: 'none' };
  const whiskers = placed
    .filter((one) => !one.diamond)
    .map((one) => whisker(one, series.along, plot, sizes.tick * 0.5));
  return (
    <g>
      {series.joined && inside.length > 1 && (
        <path
          d={`M${inside.map(({ x, y }) => `${pixel(x)} ${pixel(y)}`).join('L')}`}
          {...stroke}
          strokeWidth={sizes.seriesLine}
          strokeLinejoin="round"
          {...(look.dashes ? { strokeDasharray: dashArray(look.dashes, sizes.seriesLine) } : {})}
        />
      )}
      {whiskers.some((path) => path !== '') && (
        <path d={whiskers.join('')} {...stroke} strokeWidth={sizes.axisLine * 1.5} />
      )}
      {inside.map((one, i) =>
        one.diamond ? (
          <path key={i} d={diamond(one, series.along, plot)} fill={look.colour} />
        ) : (
          <Marker key={i} shape={look.marker} x={one.x} y={one.y} radius={one.radius * 1.1} fill={look.colour} />
        ),
      )}
    </g>
  );
}

const slack = 0.5;

const isInside = ({ x, y }: { x: number; y: number }, plot: Rect): boolean =>
  x >= plot.x - slack && x <= plot.x + plot.width + slack && y >= plot.y - slack && y <= plot.y + plot.height + slack;

/** In coordinates along and across the interval, so that both directions share the drawing. */
function whisker(one: PlacedInterval, along: 'x' | 'y', plot: Rect, cap: number): string {
  if (one.low === null && one.high === null) return '';
  const [centre, across] = along === 'x' ? [one.x, one.y] : [one.y, one.x];
  const [start, end] = along === 'x' ? [plot.x, plot.x + plot.width] : [plot.y, plot.y + plot.height];
  const at = (a: number, b: number) => (along === 'x' ? `${pixel(a)} ${pixel(b)}` : `${pixel(b)} ${pixel(a)}`);
  const clamp = (value: number) => Math.min(end, Math.max(start, value));
  const ends = [one.low ?? centre, one.high ?? centre];
  if (ends.every((value) => value < start) || ends.every((value) => value > end)) return '';
  const line = `M${at(clamp(ends[0]!), across)}L${at(clamp(ends[1]!), across)}`;
  const tips = [one.low, one.high].map((value) => {
    if (value === null) return '';
    const edge = clamp(value);
    if (Math.abs(value - edge) < slack) return `M${at(edge, across - cap)}L${at(edge, across + cap)}`;
    const back = edge + Math.sign(edge - value) * cap * 1.6;
    return `M${at(back, across - cap)}L${at(edge, across)}L${at(back, across + cap)}`;
  });
  return line + tips.join('');
}

/** From end to end of the interval, as high as a square is. */
function diamond(one: PlacedInterval, along: 'x' | 'y', plot: Rect): string {
  const [centre, across] = along === 'x' ? [one.x, one.y] : [one.y, one.x];
  const [start, end] = along === 'x' ? [plot.x, plot.x + plot.width] : [plot.y, plot.y + plot.height];
  const clamp = (value: number) => Math.min(end, Math.max(start, value));
  const half = one.radius * 1.15;
  const corners = [
    [clamp(one.low ?? centre - half), across],
    [centre, across - half],
    [clamp(one.high ?? centre + half), across],
    [centre, across + half],
  ] as const;
  return `M${corners.map(([a, b]) => (along === 'x' ? `${pixel(a)} ${pixel(b)}` : `${pixel(b)} ${pixel(a)}`)).join('L')}Z`;
}
