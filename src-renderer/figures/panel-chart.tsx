import { ComposedChart, XAxis, YAxis } from 'recharts';
import type { Panel } from '#shared/figure.ts';
import type { DrawingStyle } from './drawing-style.ts';
import { barWidth, type MarkSpace } from './mark-geometry.ts';
import type { AxisLayout, PanelLayout } from './panel-layout.ts';
import { PlotFrame, PlotGuides } from './plot-frame.tsx';
import { dataExtent } from './plot-geometry.ts';
import { seriesLooks } from './series-looks.ts';
import { barRows, SeriesMarks } from './series-marks.tsx';

interface PanelChartProps {
  readonly panel: Panel;
  readonly layout: PanelLayout;
  readonly style: DrawingStyle;
  readonly hidden: ReadonlySet<string>;
}

/** Axes, guides and marks of a panel. All text is drawn by `PanelText`, whose layout decides the plot rectangle. */
export function PanelChart({ panel, layout, style, hidden }: PanelChartProps) {
  const { plot } = layout;
  const space: MarkSpace = { panel, scale: layout.scale, style };
  const looks = seriesLooks(panel, style);
  const shown = panel.series.filter((series) => !hidden.has(series.id));
  return (
    <ComposedChart
      width={layout.width}
      height={layout.height}
      data={barRows(shown)}
      margin={{
        left: plot.x,
        top: plot.y,
        right: layout.width - plot.x - plot.width,
        bottom: layout.height - plot.y - plot.height,
      }}
      barSize={barWidth(space)}
      barGap={0}
      barCategoryGap={0}
      accessibilityLayer={false}
    >
      <XAxis hide dataKey="x" {...axisProps(layout.x, dataExtent(panel, 'x'))} />
      <YAxis hide reversed={panel.y.scale === 'category'} {...axisProps(layout.y, dataExtent(panel, 'y'))} />
      <PlotGuides panel={panel} layout={layout} style={style} />
      {shown.map((series) => (
        <SeriesMarks key={series.id} series={series} look={looks.get(series.id)!} space={space} plot={plot} />
      ))}
      <PlotFrame layout={layout} style={style} />
    </ComposedChart>
  );
}

function axisProps({ axis, domain }: AxisLayout, extent: [number, number] | null) {
  const [low, high] = domain;
  const reaches = extent !== null && (extent[0] < low || extent[1] > high);
  return {
    type: 'number',
    scale: axis.scale === 'log' ? 'log' : 'linear',
    domain: [low, high],
    // Also clips the marks to the plot, which would halve a line that runs along its edge: only where it must.
    allowDataOverflow: reaches,
  } as const;
}
