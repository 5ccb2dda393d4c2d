import { ComposedChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import type { Panel } from '#shared/figure.ts';
import type { DrawingStyle } from './palette.ts';
import type { AxisLayout, PanelLayout } from './panel-layout.ts';
import { dataExtent } from './plot-geometry.ts';
import { barRows, dashPattern, SeriesMarks } from './series-marks.tsx';

/** Share of a category that its bars fill. */
const barShare = 0.7;

/** Axes, guides and marks of a panel. All text is drawn by `PanelText`, whose layout decides the plot rectangle. */
export function PanelChart({ panel, layout, style }: { panel: Panel; layout: PanelLayout; style: DrawingStyle }) {
  const { plot } = layout;
  const axisLine = { stroke: style.ink, strokeWidth: style.sizes.axisLine, strokeLinecap: 'square' } as const;
  const tickLine = { stroke: style.ink, strokeWidth: style.sizes.axisLine } as const;
  const bars = panel.series.filter((series) => series.mark === 'bars');
  const categories = layout.x.domain[1] - layout.x.domain[0];
  const barSize = (plot.width / categories / Math.max(1, bars.length)) * barShare;
  return (
    <ComposedChart
      width={layout.width}
      height={layout.height}
      data={barRows(panel.series)}
      // The axes are one pixel deep: recharts draws none of depth zero.
      margin={{
        left: plot.x - 1,
        top: plot.y,
        right: layout.width - plot.x - plot.width,
        bottom: layout.height - plot.y - plot.height - 1,
      }}
      barGap={0}
      barCategoryGap={0}
      accessibilityLayer={false}
    >
      <XAxis
        {...axisProps(layout.x, dataExtent(panel, 'x'))}
        dataKey="x"
        height={1}
        axisLine={axisLine}
        tickLine={tickLine}
        tickSize={style.sizes.tick}
      />
      <YAxis
        {...axisProps(layout.y, dataExtent(panel, 'y'))}
        width={1}
        reversed={panel.y.scale === 'category'}
        axisLine={axisLine}
        tickLine={tickLine}
        tickSize={style.sizes.tick}
      />
      {panel.guides.map((guide) => (
        <ReferenceLine
          key={`${guide.from.x},${guide.from.y},${guide.to.x},${guide.to.y}`}
          segment={[guide.from, guide.to]}
          stroke={style.muted}
          strokeWidth={style.sizes.guideLine}
          strokeDasharray={dashPattern(style.sizes.guideLine)}
          ifOverflow={isInside(guide, layout) ? 'visible' : 'hidden'}
        />
      ))}
      {panel.series.map((series) => (
        <SeriesMarks key={series.id} series={series} style={style} barSize={barSize} />
      ))}
    </ComposedChart>
  );
}

/** What is clipped becomes a soft mask in the PDF: only where it must. */
const isInside = ({ from, to }: Panel['guides'][number], { x, y }: PanelLayout): boolean =>
  [from, to].every(
    (end) => end.x >= x.domain[0] && end.x <= x.domain[1] && end.y >= y.domain[0] && end.y <= y.domain[1],
  );

/** recharts draws tick marks only where it may draw labels too; ours are in `PanelText`. */
const noLabel = () => <g />;

function axisProps({ axis, domain, ticks }: AxisLayout, extent: [number, number] | null) {
  const [low, high] = domain;
  const reaches = extent !== null && (extent[0] < low || extent[1] > high);
  return {
    type: 'number',
    scale: axis.scale === 'log' ? 'log' : 'linear',
    domain: [low, high],
    ticks: [...ticks],
    interval: 0,
    tick: noLabel,
    // Also clips the marks to the plot, which would halve a line that runs along its edge: only where it must.
    allowDataOverflow: reaches,
  } as const;
}
