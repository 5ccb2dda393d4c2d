import type { Quantity } from './domain/entities.ts';
import type { Axis, Figure, FigureTable, Panel, Series } from './figure.ts';

/**
 * The source data of a figure as one tidy CSV table (RFC 4180 quoting, line feeds): a row per point, band vertex,
 * censoring tick, bar, guide end, number at risk and value. `x` and `y` are in the units of `x_axis` and `y_axis`;
 * a category stands as its label. `low` and `high` are the ends of an interval. Numbers carry 12 significant digits.
 */
export function figureCsv(figure: Figure): string {
  const rows = [...figure.panels.flatMap(panelRows), ...figure.values.map(valueRow)];
  return toCsv([[...columns], ...rows.map((row) => columns.map((column) => row[column] ?? null))]);
}

/** One of the tables that a figure carries, as CSV. */
export const figureTableCsv = (table: FigureTable): string => toCsv([table.columns, ...table.rows]);

const columns = ['panel', 'series', 'item', 'x', 'y', 'low', 'high', 'x_axis', 'y_axis', 'note'] as const;
type Row = { readonly [C in (typeof columns)[number]]?: string | number | undefined };

function panelRows(panel: Panel): Row[] {
  const context: Row = { panel: panel.title ?? panel.id, x_axis: axisName(panel.x), y_axis: axisName(panel.y) };
  const rows = [
    ...panel.series.flatMap((series) => seriesRows(series).map((row): Row => ({ series: series.label, ...row }))),
    ...panel.guides.flatMap(({ from, to }) => [from, to].map((end): Row => ({ item: 'guide', ...end }))),
  ];
  const named = rows.map(
    (row): Row => ({ ...context, ...row, ...category('x', row, panel.x), ...category('y', row, panel.y) }),
  );
  return [...named, ...riskRows(panel, context)];
}

function seriesRows(series: Series): Row[] {
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
      return series.points.map(({ x, y }) => ({ item: 'point', x, y }));
    case 'bars':
      return series.bars.map((bar) => ({ item: 'bar', ...bar }));
  }
}

const bandRows = (band: readonly { x: number; low: number; high: number }[] = []): Row[] =>
  band.map(({ x, low, high }) => ({ item: 'band', x, low, high }));

function riskRows(panel: Panel, context: Row): Row[] {
  const table = panel.riskTable;
  if (!table) return [];
  return table.rows.flatMap((row) =>
    row.counts.flatMap((count, i): Row[] => {
      const x = table.times[i];
      return x === undefined
        ? []
        : [{ ...context, series: row.label, item: table.title, x, y: count, y_axis: table.title }];
    }),
  );
}

const valueRow = (value: { label: string; definition: string; quantity: Quantity }): Row => {
  const named: Row = { series: value.label, item: 'value', note: value.definition };
  const { quantity } = value;
  if ('unavailable' in quantity) return { ...named, note: `${quantity.unavailable}; ${value.definition}` };
  const { estimate, low, high, level, unit } = quantity;
  return {
    ...named,
    y: estimate,
    low,
    high,
    y_axis: unit,
    ...(level === undefined ? {} : { item: `value with ${Number((level * 100).toFixed(3))}% interval` }),
  };
};

const axisName = (axis: Axis): string => (axis.unit ? `${axis.label} (${axis.unit})` : axis.label);

function category(key: 'x' | 'y', row: Row, axis: Axis): Row {
  const label = axis.scale === 'category' ? axis.categories?.[Number(row[key])] : undefined;
  return label === undefined ? {} : { [key]: label };
}

const toCsv = (rows: readonly (readonly (string | number | null)[])[]): string =>
  `${rows.map((row) => row.map(cellText).join(',')).join('\n')}\n`;

function cellText(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(Number(cell.toPrecision(12)));
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
