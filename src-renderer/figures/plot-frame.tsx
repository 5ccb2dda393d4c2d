import { ZIndexLayer } from 'recharts';
import type { Panel } from '#shared/figure.ts';
import type { DrawingStyle } from './drawing-style.ts';
import type { PanelLayout } from './panel-layout.ts';
import { clipSegment, type Rect } from './plot-geometry.ts';
import { dashArray, pixel } from './series-looks.ts';

interface PlotFrameProps {
  readonly panel: Panel;
  readonly layout: PanelLayout;
  readonly style: DrawingStyle;
}

/** Axis lines lie above bars and below points, as in recharts, which itself draws none without data of its own. */
const axisLayer = 500;

/** Axis lines and tick marks; `box` closes the frame at the top and right. */
export function PlotFrame({ layout, style }: Omit<PlotFrameProps, 'panel'>) {
  const { plot, axes, scale } = layout;
  const { tick, axisLine } = style.sizes;
  const [right, bottom] = [plot.x + plot.width, plot.y + plot.height];
  const line = { fill: 'none', stroke: style.ink, strokeWidth: axisLine };
  const tickMarks = [
    ...(axes.xTicks ? layout.x.ticks.map((value) => `M${pixel(scale.x(value))} ${pixel(bottom)}v${pixel(tick)}`) : []),
    ...(axes.yTicks ? layout.y.ticks.map((value) => `M${pixel(plot.x)} ${pixel(scale.y(value))}h${pixel(-tick)}`) : []),
  ];
  return (
    <ZIndexLayer zIndex={axisLayer}>
      {axes.x && axes.y && <path d={frameLine(plot, axes.box)} strokeLinecap="square" {...line} />}
      {axes.x && !axes.y && (
        <path d={`M${pixel(plot.x)} ${pixel(bottom)}H${pixel(right)}`} strokeLinecap="square" {...line} />
      )}
      {tickMarks.length > 0 && <path d={tickMarks.join('')} {...line} />}
    </ZIndexLayer>
  );
}

function frameLine({ x, y, width, height }: Rect, box: boolean): string {
  const [left, top, right, bottom] = [x, y, x + width, y + height].map(pixel);
  return `M${left} ${top}V${bottom}H${right}${box ? `V${top}Z` : ''}`;
}

const guideDashes = [4, 2.5];
/** Above images and fills, behind everything else. */
const guideLayer = 90;

/** Guides, cut at the plot, and behind dots the faint line of each category. */
export function PlotGuides({ panel, layout, style }: PlotFrameProps) {
  const { scale, plot } = layout;
  const rows = panel.y.scale === 'category' && panel.series.some((series) => series.mark === 'dots');
  const guides = panel.guides.flatMap(({ from, to }) => {
    const ends = [from, to].map(({ x, y }) => ({ x: scale.x(x), y: scale.y(y) })) as [Point, Point];
    const inside = clipSegment(ends[0], ends[1], plot);
    return inside ? [`M${inside.map(({ x, y }) => `${pixel(x)} ${pixel(y)}`).join('L')}`] : [];
  });
  return (
    <ZIndexLayer zIndex={guideLayer}>
      {rows && (
        <path
          d={layout.y.ticks.map((value) => `M${pixel(plot.x)} ${pixel(scale.y(value))}h${pixel(plot.width)}`).join('')}
          fill="none"
          stroke={style.faint}
          strokeWidth={style.sizes.guideLine}
        />
      )}
      {guides.length > 0 && (
        <path
          d={guides.join('')}
          fill="none"
          stroke={style.muted}
          strokeWidth={style.sizes.guideLine}
          strokeDasharray={dashArray(guideDashes, style.sizes.guideLine)}
        />
      )}
    </ZIndexLayer>
  );
}

type Point = Parameters<typeof clipSegment>[0];
