import type { Series } from './figure.ts';

/** One row of source data, before its panel and axes are named. */
export interface SeriesRow {
  readonly item: string;
  readonly x?: number | undefined;
  readonly y?: number | undefined;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly value?: number | undefined;
  readonly size?: number | undefined;
  readonly note?: string | undefined;
}

/** The data of one series, a row per mark, without the ids of lesions. */
export function seriesRows(series: Series): SeriesRow[] {
  switch (series.mark) {
    case 'line':
      return [...series.points.map(({ x, y }) => ({ item: 'line', x, y })), ...bandRows(series.band)];
    case 'step':
      return [
        ...series.points.map(({ x, y }) => ({ item: 'step', x, y })),
        ...bandRows(series.band),
        ...series.censored.map(({ x, y }) => ({ item: 'censored', x, y })),
      ];
    case 'points':
      return series.points.map(({ x, y, name }) => ({ item: 'point', x, y, note: name }));
    case 'bars':
      return series.bars.map(({ x, y, low, high }) => ({ item: 'bar', x, y, low, high }));
    case 'intervals':
      return series.points.map(({ x, y, low, high, weight, diamond }) => ({
        item: diamond ? 'total' : 'estimate',
        x,
        y,
        low,
        high,
        size: weight,
        note: low === undefined && high === undefined ? undefined : `interval along ${series.along}`,
      }));
    case 'boxes':
      return series.boxes.flatMap(boxRows);
    case 'bins':
      return series.bins.map(({ from, to, count }) => ({
        item: 'bin',
        low: from,
        high: to,
        value: count,
        note: `bins along ${series.along}`,
      }));
    case 'dots':
      return series.points.map(({ x, y, size, value, name }) => ({ item: 'dot', x, y, size, value, note: name }));
    case 'contours':
      return series.levels.flatMap(({ level, rings }) =>
        rings.flatMap((polygon, p) =>
          polygon.flatMap((ring, r) =>
            ring.map(([x, y]) => ({
              item: 'contour',
              x,
              y,
              value: level,
              note: r === 0 ? `ring ${p + 1}` : `ring ${p + 1}, hole ${r}`,
            })),
          ),
        ),
      );
    case 'raster':
      return pixelRows(series);
    case 'cells':
      return series.cells.map(({ x, y, value, text }) => ({ item: 'cell', x, y, value, note: text }));
  }
}

const bandRows = (band: readonly { x: number; low: number; high: number }[] = []): SeriesRow[] =>
  band.map(({ x, low, high }) => ({ item: 'band', x, low, high }));

function boxRows(box: Extract<Series, { mark: 'boxes' }>['boxes'][number]): SeriesRow[] {
  const { x, low, q1, median, q3, high, mean } = box;
  const parts = { 'lower whisker': low, 'lower quartile': q1, median, 'upper quartile': q3, 'upper whisker': high };
  return [
    ...Object.entries(parts).map(([item, y]) => ({ item, x, y })),
    ...(mean === undefined ? [] : [{ item: 'mean', x, y: mean }]),
    ...box.points.map(({ y }) => ({ item: 'point', x, y })),
  ];
}

/** A pixel stands at its centre. */
function pixelRows({ columns, values, x, y }: Extract<Series, { mark: 'raster' }>): SeriesRow[] {
  const rows = Math.ceil(values.length / columns);
  return values.map((value, i) => ({
    item: 'pixel',
    x: x[0] + (((i % columns) + 0.5) / columns) * (x[1] - x[0]),
    y: y[0] + ((Math.floor(i / columns) + 0.5) / rows) * (y[1] - y[0]),
    value,
  }));
}
