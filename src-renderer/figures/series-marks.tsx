import type { ReactNode } from 'react';
import { Area, Bar, ErrorBar, Line, Scatter, type ScatterShapeProps, ZIndexLayer } from 'recharts';
import type { Panel, Series } from '#shared/figure.ts';
import { seriesValues } from './mark-extents.ts';
import { type BarSeries, barWidth, type MarkSpace, slotOf } from './mark-geometry.ts';
import { BinMarks, CellMarks, ContourMarks, DotMarks, RasterMark } from './marks/area-marks.tsx';
import { BoxMarks } from './marks/box-marks.tsx';
import { IntervalMarks } from './marks/interval-marks.tsx';
import { seriesClass } from './marks/mark-props.ts';
import { isCloud, PointCloud, PointMarks, pointLayer } from './marks/point-marks.tsx';
import type { Rect } from './plot-geometry.ts';
import { dashArray, type SeriesLook } from './series-looks.ts';

export const bandOpacity = 0.18;

/** How many series of a panel draw anything. */
export const drawnSeries = (series: readonly Series[]): number =>
  series.filter((one) => seriesValues(one, 'x').length > 0).length;

/** The rows that bars read: one per category, with the value and interval of each bar series under its id. */
export function barRows(series: readonly Series[]): Record<string, unknown>[] {
  const rows = new Map<number, Record<string, unknown>>();
  for (const one of series) {
    if (one.mark !== 'bars') continue;
    for (const bar of one.bars) {
      const row = rows.get(bar.x) ?? { x: bar.x };
      row[one.id] = bar.y;
      if (bar.low !== undefined && bar.high !== undefined)
        row[intervalKey(one.id)] = [bar.y - bar.low, bar.high - bar.y];
      rows.set(bar.x, row);
    }
  }
  return [...rows.values()].sort((a, b) => Number(a['x']) - Number(b['x']));
}

const intervalKey = (id: string) => `${id} interval`;

/**
 * From the back to the front, among the layers of recharts: areas 100, bars 300, lines 400, axes 500, points 600.
 * Images and fills lie behind everything, estimates before their lines.
 */
const layers = { raster: 10, cells: 20, filled: 60, bins: 300, contours: 450, boxes: 550, dots: 600, intervals: 610 };

export interface SeriesMarksProps {
  readonly series: Series;
  readonly look: SeriesLook;
  readonly space: MarkSpace;
  readonly plot: Rect;
}

/** The marks of one series, as items of recharts where it has them and as shapes of our own in its layers. */
export function SeriesMarks({ series, ...props }: SeriesMarksProps) {
  switch (series.mark) {
    case 'line':
    case 'step':
      return <CurveMarks series={series} {...props} />;
    case 'bars':
      return <BarMarks series={series} {...props} />;
    case 'points':
      if (!isCloud(props.space)) return <PointMarks series={series} {...props} />;
      return (
        <Layer zIndex={pointLayer}>
          <PointCloud series={series} {...props} />
        </Layer>
      );
    case 'intervals':
      return (
        <Layer zIndex={layers.intervals}>
          <IntervalMarks series={series} {...props} />
        </Layer>
      );
    case 'boxes':
      return (
        <Layer zIndex={layers.boxes}>
          <BoxMarks series={series} {...props} />
        </Layer>
      );
    case 'bins':
      return (
        <Layer zIndex={layers.bins}>
          <BinMarks series={series} {...props} />
        </Layer>
      );
    case 'dots':
      return (
        <Layer zIndex={layers.dots}>
          <DotMarks series={series} {...props} />
        </Layer>
      );
    case 'contours':
      return (
        <Layer zIndex={series.filled ? layers.filled : layers.contours}>
          <ContourMarks series={series} {...props} />
        </Layer>
      );
    case 'raster':
      return (
        <Layer zIndex={layers.raster}>
          <RasterMark series={series} {...props} />
        </Layer>
      );
    case 'cells':
      return (
        <Layer zIndex={layers.cells}>
          <CellMarks series={series} {...props} />
        </Layer>
      );
  }
}

/** Shapes of our own in a layer of recharts. */
const Layer = ({ zIndex, children }: { zIndex: number; children: ReactNode }) => (
  <ZIndexLayer zIndex={zIndex}>
    <g className={seriesClass}>{children}</g>
  </ZIndexLayer>
);

type CurveSeries = Extract<Series, { mark: 'line' | 'step' }>;

/** Band below, then the line, then censoring ticks. */
function CurveMarks({ series, look, space }: SeriesMarksProps & { series: CurveSeries }) {
  const { sizes } = space.style;
  const curve = series.mark === 'step' ? 'stepAfter' : 'linear';
  return (
    <>
      {series.band && (
        <Area
          data={series.band.map(({ x, low, high }) => ({ x, range: [low, high] }))}
          dataKey="range"
          type={curve}
          stroke="none"
          fill={look.colour}
          fillOpacity={bandOpacity}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
      )}
      <Line
        className={seriesClass}
        data={series.points}
        dataKey="y"
        type={curve}
        stroke={look.colour}
        strokeWidth={sizes.seriesLine}
        {...(look.dashes ? { strokeDasharray: dashArray(look.dashes, sizes.seriesLine) } : {})}
        strokeLinejoin="round"
        dot={false}
        activeDot={false}
        isAnimationActive={false}
      />
      {series.mark === 'step' && series.censored.length > 0 && (
        <Scatter
          data={series.censored}
          dataKey="y"
          isAnimationActive={false}
          shape={(mark: ScatterShapeProps) => {
            const half = sizes.censorTick / 2;
            const [x, y] = [mark.cx ?? 0, mark.cy ?? 0];
            return (
              <line
                x1={x}
                x2={x}
                y1={y - half}
                y2={y + half}
                stroke={look.colour}
                strokeWidth={sizes.seriesLine * 0.75}
              />
            );
          }}
        />
      )}
    </>
  );
}

function BarMarks({ series, look, space }: SeriesMarksProps & { series: BarSeries }) {
  const { sizes, ink } = space.style;
  const width = barWidth(space);
  return (
    <Bar
      className={seriesClass}
      dataKey={series.id}
      fill={look.colour}
      barSize={width}
      {...(sharesCategories(series, space.panel) ? {} : { stackId: 'one to a category' })}
      isAnimationActive={false}
      activeBar={false}
    >
      <ErrorBar
        dataKey={intervalKey(series.id)}
        direction="y"
        width={Math.min(width / 4, sizes.tick)}
        stroke={ink}
        strokeWidth={sizes.axisLine}
        isAnimationActive={false}
      />
    </Bar>
  );
}

/** A stack of one: recharts gives every stack the middle of its category. */
const sharesCategories = (series: BarSeries, panel: Panel): boolean => slotOf(series, panel).count > 1;
