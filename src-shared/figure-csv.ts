import type { Quantity } from './domain/entities.ts';
import type { Axis, Figure, FigureTable, Panel } from './figure.ts';
import { type SeriesRow, seriesRows } from './figure-csv-series.ts';

/**
 * The source data of a figure as one tidy CSV table (RFC 4180 quoting, line feeds): a row per point, band vertex,
 * censoring tick, bar, part of a box, contour vertex, pixel, cell, guide end, bracket, text beside the plot, number at
 * risk, box of a flow and value. `x` and `y` are in the units of `x_axis` and `y_axis`; a category stands as its label.
 * `low` and `high` are the ends of an interval or bin. `value` is what colour shows (or the height of a bin, the level
 * of a contour) and `size` what area shows. Numbers carry 12 significant digits.
 */
export function figureCsv(figure: Figure): string {
  const rows = [...figure.panels.flatMap(panelRows), ...figure.values.map(valueRow)];
  return toCsv([[...columns], ...rows.map((row) => columns.map((column) => row[column] ?? null))]);
}

/** One of the tables that a figure carries, as CSV. */
export const figureTableCsv = (table: FigureTable): string => toCsv([table.columns, ...table.rows]);

const columns = [
  'panel',
  'series',
  'item',
  'x',
  'y',
  'low',
  'high',
  'value',
  'size',
  'x_axis',
  'y_axis',
  'note',
] as const;
type Row = { readonly [C in (typeof columns)[number]]?: string | number | undefined };

function panelRows(panel: Panel): Row[] {
  const context: Row = { panel: panel.title ?? panel.id, x_axis: axisName(panel.x), y_axis: axisName(panel.y) };
  if (panel.flow) return flowRows(panel.flow, panel.title ?? panel.id);
  const rows = [
    ...panel.series.flatMap((series) =>
      seriesRows(series).map((row): SeriesRow & Row => ({ series: series.label, ...row })),
    ),
    ...panel.guides.flatMap(({ from, to }) => [from, to].map((end): Row => ({ item: 'guide', ...end }))),
    ...panel.sideTexts.flatMap(({ header, cells }) =>
      cells.map((text, y): Row => ({ item: header === '' ? 'text' : header, y, note: text })),
    ),
  ];
  const named = rows.map(
    (row): Row => ({ ...context, ...row, ...category('x', row, panel.x), ...category('y', row, panel.y) }),
  );
  return [...named, ...bracketRows(panel, context), ...riskRows(panel, context)];
}

const bracketRows = (panel: Panel, context: Row): Row[] =>
  panel.brackets.flatMap(({ from, to, text }) =>
    [from, to].map((x): Row => ({ ...context, item: 'bracket', x, ...category('x', { x }, panel.x), note: text })),
  );

const flowRows = ({ boxes, arrows }: NonNullable<Panel['flow']>, panel: string): Row[] => [
  ...boxes.map(
    ({ id, column, row, lines }): Row => ({
      panel,
      series: id,
      item: 'flow box',
      x: column,
      y: row,
      note: lines.join('; '),
    }),
  ),
  ...arrows.map(({ from, to }): Row => ({ panel, series: from, item: 'flow arrow', note: `to ${to}` })),
];

function riskRows(panel: Panel, context: Row): Row[] {
  const table = panel.riskTable;
  if (!table) return [];
  const numbers = (label: string, item: string, counts: readonly number[] | undefined) =>
    (counts ?? []).flatMap((count, i): Row[] => {
      const x = table.times[i];
      return x === undefined ? [] : [{ ...context, series: label, item, x, y: count, y_axis: item }];
    });
  return table.rows.flatMap(({ label, counts, events, censored }) => [
    ...numbers(label, table.title, counts),
    ...numbers(label, 'Cumulative events', events),
    ...numbers(label, 'Cumulative censored', censored),
  ]);
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
