import type { Panel } from '#shared/figure.ts';
import { axisDepth, labelXAxis, labelYAxis, xAxisTexts, yAxisTexts } from './layout-axes.ts';
import { legendEntries, legendRows, placeInPlot, stackedLegend } from './layout-legend.ts';
import { labelRiskTable, riskTableParts } from './layout-risk-table.ts';
import { obstacleTest } from './obstacles.ts';
import type { LayoutContext, PanelLayout, PlacedText } from './panel-layout.ts';
import { plotScale, type Rect } from './plot-geometry.ts';
import { measureRuns } from './text-runs.ts';

/** Share of the width that labels left of the plot may take before they are wrapped. */
const widestLabels = 0.3;

/** Share of the width that the labels of the numbers at risk may take beside them. */
const widestRiskLabels = 0.24;

/** Places every part of a panel so that nothing is cut and nothing covers data. Pure: text is measured by the caller. */
export function layoutPanel(
  panel: Panel,
  size: { width: number; height: number },
  letter: string | null,
  context: LayoutContext,
): PanelLayout {
  const inside = arrange(panel, size, letter, context, false);
  return inside ?? arrange(panel, size, letter, context, true)!;
}

/** @returns null when the legend was to go into the plot and found no free place there. */
function arrange(
  panel: Panel,
  { width, height }: { width: number; height: number },
  letter: string | null,
  context: LayoutContext,
  legendAbove: boolean,
): PanelLayout | null {
  const { style, measure } = context;
  const { text, label, gap } = style.sizes;
  const entries = legendEntries(panel);
  const risk = panel.riskTable ? labelRiskTable(panel.riskTable, width * widestRiskLabels, context) : null;

  const yAxis = labelYAxis(panel, height * 0.7, width * widestLabels, context);
  const left = Math.max(axisDepth(yAxis, context), risk?.labelWidth ?? 0);
  const roughWidth = width - left - gap;
  const xAxis = labelXAxis(panel, roughWidth, context);
  const right = Math.max(gap, lastLabelOverhang(xAxis.labels.at(-1), xAxis.turned, context), risk?.overhang ?? 0);
  const header = panel.title !== undefined || letter !== null ? label * 1.2 + gap : 0;
  const rows = legendAbove && entries.length > 0 ? legendRows(entries, width - left - right, context) : null;
  const top = header + Math.max(text * 0.5, rows ? rows.height + gap * 1.5 : 0);
  const below = axisDepth(xAxis, context) + (risk?.height ?? 0) + gap * 0.5;

  const plot = plotRect(panel, { x: left, y: top, width: width - left - right, height: height - top - below });
  const scale = plotScale(plot, xAxis, yAxis);
  const covers = obstacleTest(panel, scale, gap * 0.5);
  const stacked = entries.length > 0 && !rows ? stackedLegend(entries, plot.width * 0.6, context) : null;
  const placed = placeInPlot(panel, stacked, plot, covers, context);
  if (placed.legend === null) return null;

  const tableTop = plot.y + plot.height + axisDepth(xAxis, context);
  const table = risk ? riskTableParts(risk, panel, tableTop, scale, xAxis.domain, context) : { texts: [], keys: [] };
  const heading: PlacedText[] = [
    ...(letter === null
      ? []
      : [{ text: letter, x: 0, y: label * 0.9, anchor: 'start' as const, size: label, bold: true }]),
    ...(panel.title === undefined ? [] : [titleText(panel.title, plot, label, letter, measure)]),
  ];
  return {
    width,
    height,
    plot,
    x: xAxis,
    y: yAxis,
    scale,
    texts: [
      ...heading,
      ...xAxisTexts(xAxis, plot, scale, context),
      ...yAxisTexts(yAxis, plot, scale, context),
      ...placed.notes,
      ...table.texts,
    ],
    keys: table.keys,
    legend: rows ? rows.place(plot.x, header) : placed.legend,
  };
}

/** Square panels keep their upper left corner and are centred in the width that remains. */
function plotRect(panel: Panel, room: Rect): Rect {
  const rect = { ...room, width: Math.max(1, room.width), height: Math.max(1, room.height) };
  if (!panel.square) return rect;
  const side = Math.min(rect.width, rect.height);
  return { x: rect.x + (rect.width - side) / 2, y: rect.y, width: side, height: side };
}

function lastLabelOverhang(
  lines: readonly string[] | undefined,
  turned: boolean,
  { style, measure }: LayoutContext,
): number {
  if (!lines || turned) return 0;
  return Math.max(...lines.map((line) => measureRuns(line, style.sizes.text, measure))) / 2;
}

/** Above the plot, or beside the panel letter where the plot begins further left than the letter ends. */
function titleText(
  text: string,
  plot: Rect,
  size: number,
  letter: string | null,
  measure: LayoutContext['measure'],
): PlacedText {
  const clear = letter === null ? 0 : measure(letter, size, 'bold') + size * 0.6;
  return { text, x: Math.max(plot.x, clear), y: size * 0.9, anchor: 'start', size };
}
