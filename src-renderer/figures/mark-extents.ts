import type { Series } from '#shared/figure.ts';

/** Every value of a series along one axis that the axis must show. */
export function seriesValues(series: Series, key: 'x' | 'y'): number[] {
  switch (series.mark) {
    case 'line':
    case 'step':
      return [
        ...series.points.map((point) => point[key]),
        ...(series.band ?? []).flatMap((vertex) => (key === 'x' ? [vertex.x] : [vertex.low, vertex.high])),
      ];
    case 'points':
    case 'dots':
    case 'cells':
      return (series.mark === 'cells' ? series.cells : series.points).map((point) => point[key]);
    case 'bars':
      return series.bars.flatMap((bar) => (key === 'x' ? [bar.x] : [0, bar.y, bar.low ?? bar.y, bar.high ?? bar.y]));
    case 'intervals':
      return series.points.flatMap((point) =>
        key === series.along ? [point[key], point.low ?? point[key], point.high ?? point[key]] : [point[key]],
      );
    case 'boxes':
      return series.boxes.flatMap((box) =>
        key === 'x' ? [box.x] : [box.low, box.high, box.mean ?? box.median, ...box.points.map((point) => point.y)],
      );
    case 'bins':
      return series.bins.flatMap(({ from, to, count }) => (key === series.along ? [from, to] : [0, count]));
    case 'contours':
      return series.levels.flatMap(({ rings }) => rings.flat(2).map((vertex) => vertex[key === 'x' ? 0 : 1]));
    case 'raster':
      return series[key];
  }
}
