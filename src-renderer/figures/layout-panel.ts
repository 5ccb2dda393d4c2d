import type { Panel } from '#shared/figure.ts';
import { axisDepth, type LabelledAxis, labelXAxis, labelYAxis, xAxisTexts, yAxisTexts } from './layout-axes.ts';
import { placeBrackets } from './layout-brackets.ts';
import { cellTexts } from './layout-cells.ts';
import { layoutFlowPanel } from './layout-flow-panel.ts';
import { guideBlock } from './layout-guides.ts';
import { headingOf } from './layout-heading.ts';
import { placeInPlot } from './layout-in-plot.ts';
import { legendEntries, legendRows, stackedLegend } from './layout-legend.ts';
import { labelRiskTable, riskTableParts } from './layout-risk-table.ts';
import { scaleBarParts } from './layout-scale-bar.ts';
import { measureSideTexts, sideTextParts } from './layout-side-texts.ts';
import type { MarkSpace } from './mark-geometry.ts';
import { obstacleTest } from './obstacles.ts';
import type { AxisLines, Insets, LayoutContext, PanelLayout } from './panel-layout.ts';
import { plotScale, type Rect } from './plot-geometry.ts';

/** Share of the width that labels left of the plot may take before they are wrapped. */
const widestLabels = 0.3;
const widestCategories = 0.44;
/** The same for what stands right of the plot. */
const widestGuides = 0.3;

/** A plot smaller than this many sizes of text leaves too little to see. */
const smallestPlot = 6;

export const noInsets: Insets = { left: 0, top: 0, right: 0, bottom: 0 };

type LegendPlace = 'inside' | 'right' | 'above';

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Places every part of a panel so that nothing is cut and nothing covers data. Pure: text is measured by the caller.
 * @param atLeast Space to leave around the plot, so that plots of neighbouring panels line up.
 */
export function layoutPanel(
  panel: Panel,
  size: Size,
  letter: string | null,
  context: LayoutContext,
  atLeast: Insets = noInsets,
): PanelLayout {
  if (panel.flow) return layoutFlowPanel(panel, panel.flow, size, letter, context);
  const inside = arrange(panel, size, letter, context, atLeast, 'inside');
  if (inside) return inside;
  const [right, above] = (['right', 'above'] as const).map((place) =>
    arrange(panel, size, letter, context, atLeast, place),
  ) as [PanelLayout, PanelLayout];
  const area = ({ plot }: PanelLayout) => plot.width * plot.height;
  return area(right) > area(above) * 1.02 && right.legend.length > 2 ? right : above;
}

/** What the space left and right of a plot goes to. */
interface BesidePlot {
  readonly xAxis: LabelledAxis;
  readonly left: number;
  readonly right: number;
  /** Needed at the right, without what neighbours ask for; and the part of it that guides take. */
  readonly own: number;
  readonly guides: number;
  /** Needed under the plot. */
  readonly below: number;
}

/** @returns null when the legend was to go into the plot and found no free place there. */
function arrange(
  panel: Panel,
  { width, height }: Size,
  letter: string | null,
  context: LayoutContext,
  atLeast: Insets,
  legendPlace: LegendPlace,
): PanelLayout | null {
  const { style } = context;
  const { text, gap } = style.sizes;
  const bare = panel.frame === 'none';
  const entries = legendEntries(panel, style);
  const heading = headingOf(panel, letter, width, context);
  const sides = measureSideTexts(panel, context);
  const risk = panel.riskTable ? labelRiskTable(panel.riskTable, width, context) : null;

  const labelShare = panel.y.scale === 'category' ? widestCategories : widestLabels;
  const yAxis = labelYAxis(panel, (height - heading.height) * 0.75, width * labelShare, context);
  const leftOfPlot = axisDepth(yAxis, context) + sides.leftWidth;
  const roughLeft = Math.max(leftOfPlot, risk?.labelWidth ?? 0, atLeast.left);
  const legend =
    legendPlace === 'right' && entries.length > 0 ? stackedLegend(entries, width * widestGuides, context) : null;
  const guidesFor = (plot: Rect, xAxis: LabelledAxis) =>
    guideBlock(legend, spaceOf(panel, plot, xAxis, yAxis, context), plot.height, width * widestGuides, context);
  const roughTop = heading.height + sides.headerHeight + text * 0.5;
  const besideWith = (left: number, right: number): BesidePlot => {
    const plotWidth = Math.max(1, width - left - right);
    const xAxis = labelXAxis(panel, plotWidth, height, context);
    const below = axisDepth(xAxis, context) + (risk?.height ?? 0) + (bare ? 0 : gap * 0.5);
    const rough = { x: left, y: roughTop, width: plotWidth, height: Math.max(1, height - roughTop - below) };
    // A square plot is lower than its room, and its bar has other ticks.
    const guides = guidesFor(plotRect(panel, rough), xAxis)?.width ?? 0;
    const own =
      Math.max(bare ? 0 : gap, xAxis.overhang[1], risk?.overhang ?? 0) +
      sides.rightWidth +
      (guides > 0 ? guides + gap * 4 : 0);
    return {
      xAxis,
      below,
      guides,
      own,
      left: Math.max(roughLeft, xAxis.overhang[0]),
      right: Math.max(own, atLeast.right),
    };
  };
  // What stands beside the plot decides how wide it is, and its width how far the labels below it reach out.
  let beside = besideWith(roughLeft, Math.max(gap + sides.rightWidth, atLeast.right));
  for (let round = 0; round < 3; round++) beside = besideWith(beside.left, beside.right);
  const { xAxis, left, right, below } = beside;
  const bottom = Math.max(below, atLeast.bottom);
  const rows =
    legendPlace === 'above' && entries.length > 0
      ? legendRows(entries, Math.max(1, width - left - right), context)
      : null;

  const aboveHeader = heading.height + (rows ? rows.height + gap * 1.5 : 0);
  const headroom = (strip: number) => {
    const own = Math.max(aboveHeader + sides.headerHeight + strip, bare ? heading.height : heading.height + text * 0.5);
    const top = Math.max(own, atLeast.top);
    const plot = plotRect(panel, { x: left, y: top, width: width - left - right, height: height - top - bottom });
    return { own, plot, brackets: placeBrackets(spaceOf(panel, plot, xAxis, yAxis, context), plot, context) };
  };
  // The plot gets lower as brackets rise above it, which lets them come down: a few rounds settle it.
  let strip = 0;
  let placed = headroom(strip);
  for (let round = 0; round < 8 && placed.brackets.top < aboveHeader - 0.1; round++) {
    strip += aboveHeader - placed.brackets.top;
    placed = headroom(strip);
  }
  const { plot, brackets } = placed;
  const space = spaceOf(panel, plot, xAxis, yAxis, context);
  const { scale } = space;

  const inPlot =
    legendPlace === 'inside' && entries.length > 0 ? stackedLegend(entries, plot.width * 0.6, context) : null;
  const covers = obstacleTest(space, brackets, gap * 0.5);
  const notes = placeInPlot(panel, inPlot, entries.length > 1, plot, covers, context);
  if (notes.legend === null) return null;

  const guides = guidesFor(plot, xAxis)?.place(plot.x + plot.width + beside.own - beside.guides, plot.y);
  const tableTop = plot.y + plot.height + axisDepth(xAxis, context);
  const table = risk ? riskTableParts(risk, panel, tableTop, scale, xAxis.domain, context) : { texts: [], keys: [] };
  const sideTexts = sideTextParts(panel, sides, plot, scale, width, context);
  const scaleBar = scaleBarParts(space, plot, context);
  const cells = cellTexts(space, context);
  return {
    width,
    height,
    plot,
    insets: { left, top: placed.own, right: beside.own, bottom: below },
    x: xAxis,
    y: yAxis,
    axes: axisLines(panel),
    scale,
    texts: [
      ...heading.place(plot.x),
      ...xAxisTexts(xAxis, plot, scale, context),
      ...yAxisTexts(yAxis, panel, plot, scale, context),
      ...cells.texts,
      ...notes.notes,
      ...brackets.texts,
      ...sideTexts.texts,
      ...(guides?.texts ?? []),
      ...scaleBar.texts,
      ...table.texts,
    ],
    lines: [...notes.plate, ...brackets.lines, ...sideTexts.lines, ...scaleBar.lines],
    keys: table.keys,
    legend: [...(rows ? rows.place(plot.x, heading.height) : notes.legend), ...(guides?.legend ?? [])],
    colourBars: guides?.colourBars ?? [],
    sizeKeys: guides?.sizeKeys ?? [],
    flow: null,
    crowded:
      xAxis.crowded ||
      yAxis.crowded ||
      cells.crowded ||
      (!bare && Math.min(plot.width, plot.height) < text * smallestPlot),
  };
}

function axisLines(panel: Panel): AxisLines {
  const x = panel.frame !== 'none';
  const y = x && panel.sideTexts.length === 0;
  // The cells of a matrix show by themselves where their labels belong.
  const ticks = (key: 'x' | 'y') =>
    panel[key].scale !== 'category' || panel.series.every((series) => series.mark !== 'cells');
  return { x, y, xTicks: x && ticks('x'), yTicks: y && ticks('y'), box: panel.frame === 'box' };
}

const spaceOf = (
  panel: Panel,
  plot: Rect,
  xAxis: LabelledAxis,
  yAxis: LabelledAxis,
  { style }: LayoutContext,
): MarkSpace => ({ panel, scale: plotScale(plot, xAxis, yAxis), style });

/** Square panels keep their upper left corner and are centred in the width that remains. */
function plotRect(panel: Panel, room: Rect): Rect {
  const rect = { ...room, width: Math.max(1, room.width), height: Math.max(1, room.height) };
  if (!panel.square) return rect;
  const side = Math.min(rect.width, rect.height);
  return { x: rect.x + (rect.width - side) / 2, y: rect.y, width: side, height: side };
}
