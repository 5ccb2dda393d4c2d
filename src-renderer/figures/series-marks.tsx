import { Area, Bar, ErrorBar, Line, Scatter, type ScatterShapeProps } from 'recharts';
import type { Series } from '#shared/figure.ts';
import type { DrawingStyle } from './palette.ts';

const bandOpacity = 0.18;

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

export interface SeriesMarksProps {
  readonly series: Series;
  readonly style: DrawingStyle;
  /** Width of one bar in pixels. */
  readonly barSize: number;
}

/** The marks of one series as recharts items: band below, then line or points. */
export function SeriesMarks({ series, style, barSize }: SeriesMarksProps) {
  const colour = style.colours[series.colour]!;
  const { sizes } = style;
  switch (series.mark) {
    case 'line':
    case 'step': {
      const curve = series.mark === 'step' ? 'stepAfter' : 'linear';
      const dashes = series.mark === 'line' && series.dashed ? dashPattern(sizes.seriesLine) : undefined;
      return (
        <>
          {series.band && (
            <Area
              data={series.band.map(({ x, low, high }) => ({ x, range: [low, high] }))}
              dataKey="range"
              type={curve}
              stroke="none"
              fill={colour}
              fillOpacity={bandOpacity}
              dot={false}
              activeDot={false}
              isAnimationActive={false}
            />
          )}
          <Line
            data={series.points}
            dataKey="y"
            type={curve}
            stroke={colour}
            strokeWidth={sizes.seriesLine}
            {...(dashes ? { strokeDasharray: dashes } : {})}
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
              shape={(mark: ScatterShapeProps) => <CensorTick mark={mark} colour={colour} style={style} />}
            />
          )}
        </>
      );
    }
    case 'points':
      return (
        <Scatter
          data={series.points}
          dataKey="y"
          isAnimationActive={false}
          shape={(mark: ScatterShapeProps) => (
            <circle cx={mark.cx} cy={mark.cy} r={sizes.point} fill={colour} fillOpacity={0.75} />
          )}
        />
      );
    case 'bars':
      return (
        <Bar dataKey={series.id} fill={colour} barSize={barSize} isAnimationActive={false} activeBar={false}>
          <ErrorBar
            dataKey={intervalKey(series.id)}
            direction="y"
            width={Math.min(barSize / 4, sizes.tick)}
            stroke={style.ink}
            strokeWidth={sizes.axisLine}
            isAnimationActive={false}
          />
        </Bar>
      );
    default:
      return null;
  }
}

export const dashPattern = (lineWidth: number): string => `${lineWidth * 4} ${lineWidth * 2.5}`;

/** A short stroke across the curve at the time of censoring. */
function CensorTick({ mark, colour, style }: { mark: ScatterShapeProps; colour: string; style: DrawingStyle }) {
  const half = style.sizes.censorTick / 2;
  const [x, y] = [mark.cx ?? 0, mark.cy ?? 0];
  return <line x1={x} x2={x} y1={y - half} y2={y + half} stroke={colour} strokeWidth={style.sizes.seriesLine * 0.75} />;
}
