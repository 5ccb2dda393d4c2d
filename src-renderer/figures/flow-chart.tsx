import type { DrawingStyle } from './drawing-style.ts';
import type { PanelLayout, PlacedFlow } from './panel-layout.ts';
import type { Point } from './plot-geometry.ts';
import { dashArray, pixel } from './series-looks.ts';

interface FlowChartProps {
  readonly flow: PlacedFlow;
  readonly layout: PanelLayout;
  readonly style: DrawingStyle;
}

/** Boxes and arrows; their text is in `PanelText`. */
export function FlowChart({ flow, layout, style }: FlowChartProps) {
  const { sizes } = style;
  const headLength = sizes.text * 0.62;
  const line = { stroke: style.ink, strokeWidth: sizes.axisLine * 1.3 };
  return (
    <svg width={layout.width} height={layout.height}>
      {flow.arrows.map(({ points, dashed }, i) => (
        <g key={i}>
          <path
            d={`M${shortened(points, headLength * 0.7)
              .map(({ x, y }) => `${pixel(x)} ${pixel(y)}`)
              .join('L')}`}
            fill="none"
            {...line}
            {...(dashed ? { strokeDasharray: dashArray([3, 2], line.strokeWidth) } : {})}
          />
          <path d={arrowHead(points, headLength)} fill={style.ink} />
        </g>
      ))}
      {flow.boxes.map(({ rect, tone }, i) => (
        <g key={i}>
          <rect {...rect} fill={style.surface} />
          <rect
            {...rect}
            fill={tone === 'accent' ? style.colours[0] : style.muted}
            fillOpacity={tone === 'plain' ? 0 : 0.12}
            stroke={tone === 'accent' ? style.colours[0] : tone === 'muted' ? style.muted : style.ink}
            strokeWidth={line.strokeWidth}
          />
        </g>
      ))}
    </svg>
  );
}

/** The line ends inside the head, so that its end does not show beside the tip. */
function shortened(points: readonly Point[], by: number): Point[] {
  const [before, end] = [points.at(-2)!, points.at(-1)!];
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const share = Math.max(0, length - by) / length;
  const tip = { x: before.x + (end.x - before.x) * share, y: before.y + (end.y - before.y) * share };
  return [...points.slice(0, -1), tip];
}

function arrowHead(points: readonly Point[], length: number): string {
  const [before, end] = [points.at(-2)!, points.at(-1)!];
  const span = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const [alongX, alongY] = [(end.x - before.x) / span, (end.y - before.y) / span];
  const corner = (side: number) =>
    `${pixel(end.x - alongX * length - alongY * side)} ${pixel(end.y - alongY * length + alongX * side)}`;
  const half = length * 0.42;
  return `M${pixel(end.x)} ${pixel(end.y)}L${corner(half)}L${corner(-half)}Z`;
}
