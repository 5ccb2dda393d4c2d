import type { Axis, Panel } from '#shared/figure.ts';
import { isHeading } from './layout-side-texts.ts';
import { type AxisLayout, type LayoutContext, lineHeight, middleToBaseline, type PlacedText } from './panel-layout.ts';
import { axisShare, dataExtent, type PlotScale, type Rect } from './plot-geometry.ts';
import { measureRuns, wrapAnywhere, wrapText } from './text-runs.ts';
import { axisDomain, axisTicks, tickLabels } from './ticks.ts';

/** Labels of category ticks that fit neither on one line nor wrapped are turned by so many degrees. */
const slant = 40;

export interface LabelledAxis extends AxisLayout {
  /** Lines of each tick's label. */
  readonly labels: readonly (readonly string[])[];
  /** Degrees, counter-clockwise. */
  readonly turn: number;
  readonly title: readonly string[];
  /** Extent of the tick labels across the axis. */
  readonly labelDepth: number;
  /** How far the first and last label reach beyond the ends of the axis. */
  readonly overhang: readonly [first: number, last: number];
  readonly crowded: boolean;
}

/** An axis that is not drawn: only where data fall. */
function bareAxis(panel: Panel, key: 'x' | 'y'): LabelledAxis {
  const axis = panel[key];
  const domain =
    axis.domain ?? (axis.scale === 'category' ? axisDomain(axis, [0, 0], 1) : (dataExtent(panel, key) ?? [0, 1]));
  return { axis, domain, ticks: [], labels: [], turn: 0, title: [], labelDepth: 0, overhang: [0, 0], crowded: false };
}

/** A square plot without limits of its own has the same on x and y. */
const sharesScale = ({ square, x, y }: Panel): boolean =>
  square && [x, y].every((axis) => axis.scale !== 'category' && !axis.domain) && x.scale === y.scale;

function jointExtent(panel: Panel): [number, number] | null {
  const [x, y] = [dataExtent(panel, 'x'), dataExtent(panel, 'y')];
  return x && y && [Math.min(x[0], y[0]), Math.max(x[1], y[1])];
}

/** An image fills its plot to the edge unless the axis says otherwise. */
const limits = (panel: Panel, key: 'x' | 'y', count: number): [number, number] => {
  const axis = panel[key];
  const extent = (sharesScale(panel) ? jointExtent(panel) : dataExtent(panel, key)) ?? [0, 1];
  const exact = panel.series.some((series) => series.mark === 'raster') && axis.scale === 'linear';
  return exact ? (axis.domain ?? extent) : axisDomain(axis, extent, count);
};

/** Chooses limits, ticks and labels of the x axis for a plot about `width` wide in a panel `height` high. */
export function labelXAxis(panel: Panel, width: number, height: number, context: LayoutContext): LabelledAxis {
  if (panel.frame === 'none') return bareAxis(panel, 'x');
  const { text, gap } = context.style.sizes;
  const axis = panel.x.ticks || !panel.riskTable ? panel.x : { ...panel.x, ticks: panel.riskTable.times };
  const count = Math.round(Math.min(6, Math.max(2, width / (text * 5))));
  const domain = limits(panel, 'x', count);
  const ticks = axisTicks(axis, domain, count);
  const names = tickLabels(axis, ticks);
  const widths = names.map((name) => measureRuns(name, text, context.measure));
  const title = titleLines(axis, width, context);
  const share = axisShare(axis, domain);
  const shared = { axis, domain, title, turn: 0, crowded: false };
  if (axis.scale !== 'category') {
    const kept = thin(ticks, names, widths, (value) => share(value) * width, gap * 2);
    const ends = [kept.ticks[0], kept.ticks.at(-1)].map((tick, i) => {
      if (tick === undefined) return 0;
      const half = measureRuns(kept.labels.at(-i)?.[0] ?? '', text, context.measure) / 2;
      return Math.max(0, half - (i === 0 ? share(tick) : 1 - share(tick)) * width);
    }) as [number, number];
    return { ...shared, ...kept, labelDepth: kept.ticks.length === 0 ? 0 : text, overhang: ends };
  }
  const step = width / Math.max(1, domain[1] - domain[0]);
  const wrapped = names.map((name) => wrapText(name, step - gap, text, context.measure));
  const fits = wrapped.flat().every((line) => measureRuns(line, text, context.measure) <= step - gap);
  if (fits) {
    const lines = Math.max(1, ...wrapped.map((label) => label.length));
    return { ...shared, ticks, labels: wrapped, labelDepth: text * (1 + (lines - 1) * lineHeight), overhang: [0, 0] };
  }
  return {
    ...shared,
    ticks,
    ...turnedLabels(names, step, height * deepestLabels, share(ticks[0] ?? 0) * width, context),
  };
}

/** Share of the height of a panel that turned labels may take. */
const deepestLabels = 0.36;

/** Slanted labels, in two lines where they are long, upright ones where categories are narrow. */
function turnedLabels(
  names: readonly string[],
  step: number,
  deepest: number,
  firstAt: number,
  { style, measure }: LayoutContext,
): Pick<LabelledAxis, 'labels' | 'turn' | 'labelDepth' | 'overhang' | 'crowded'> {
  const { text } = style.sizes;
  const turn = step * Math.sin((slant * Math.PI) / 180) >= text * 1.1 ? slant : 90;
  const [sine, cosine] = [Math.sin((turn * Math.PI) / 180), Math.cos((turn * Math.PI) / 180)];
  const longest = (deepest - text * cosine) / sine;
  const lines = Math.max(1, Math.floor((step * sine) / (text * lineHeight)));
  const labels = names.map((name) => {
    if (measureRuns(name, text, measure) <= longest) return [name];
    const wrapped = wrapAnywhere(name, longest, text, measure);
    return wrapped.length <= lines ? wrapped : wrapAnywhere(name, longest * 1.3, text, measure);
  });
  const widthOf = (label: readonly string[]) => Math.max(0, ...label.map((line) => measureRuns(line, text, measure)));
  const rows = Math.max(1, ...labels.map((label) => label.length));
  return {
    labels,
    turn,
    labelDepth: Math.max(0, ...labels.map(widthOf)) * sine + text * (1 + (rows - 1) * lineHeight) * cosine,
    overhang: [Math.max(0, widthOf(labels[0] ?? []) * cosine - firstAt), 0],
    crowded: step * sine < text * 1.05 || rows > lines,
  };
}

/** Widths that labels of categories on y may take, as shares of the widest allowed: the least at which they fit. */
const labelShares = [0.5, 0.65, 0.8, 1];

/** Chooses limits, ticks and labels of the y axis for a plot about `height` high. */
export function labelYAxis(panel: Panel, height: number, widest: number, context: LayoutContext): LabelledAxis {
  if (panel.frame === 'none') return bareAxis(panel, 'y');
  const { text } = context.style.sizes;
  const { measure } = context;
  const count = Math.round(Math.min(6, Math.max(2, height / (text * 3.5))));
  const domain = limits(panel, 'y', count);
  const ticks = axisTicks(panel.y, domain, count);
  const names = tickLabels(panel.y, ticks);
  const step = height / Math.max(1, domain[1] - domain[0]);
  const isCategory = panel.y.scale === 'category';
  const lines = isCategory ? Math.max(1, Math.floor((step * 0.98) / (text * lineHeight))) : 1;
  const wrapTo = (width: number) => names.map((name) => wrapLabel(name, width, context));
  const labels =
    labelShares.map((share) => wrapTo(widest * share)).find((wrapped) => wrapped.every((one) => one.length <= lines)) ??
    wrapTo(widest);
  const labelDepth = Math.max(0, ...labels.flat().map((line) => labelWidth(line, text, measure)));
  const title = panel.sideTexts.length > 0 ? [] : titleLines(panel.y, height, context);
  const crowded = isCategory && labels.some((one) => one.length * text * lineHeight > step + 0.01);
  return { axis: panel.y, domain, ticks, labels, turn: 0, title, labelDepth, overhang: [0, 0], crowded };
}

/** Leading spaces set a label in: SVG would drop them. Each is so wide, per size of text. */
const indentPerSpace = 0.28;
const indentOf = (label: string): number => label.length - label.trimStart().length;
const labelWidth = (line: string, text: number, measure: LayoutContext['measure']): number =>
  indentOf(line) * indentPerSpace * text + measureRuns(line.trim(), text, measure, 'bold');

function wrapLabel(name: string, width: number, { style, measure }: LayoutContext): string[] {
  const { text } = style.sizes;
  const indent = ' '.repeat(indentOf(name));
  const room = width - indent.length * indentPerSpace * text;
  return wrapAnywhere(name.trim(), room, text, measure).map((line) => indent + line);
}

/** Space that an axis takes across its direction: tick marks, labels, title. */
export function axisDepth(axis: LabelledAxis, context: LayoutContext): number {
  const { tick, gap, label } = context.style.sizes;
  if (axis.ticks.length === 0 && axis.title.length === 0) return 0;
  const title = axis.title.length === 0 ? 0 : gap * 1.5 + axis.title.length * label * lineHeight;
  return tick + gap * 0.75 + axis.labelDepth + title;
}

export function xAxisTexts(axis: LabelledAxis, plot: Rect, scale: PlotScale, context: LayoutContext): PlacedText[] {
  const { text, tick, gap, label } = context.style.sizes;
  const bottom = plot.y + plot.height;
  const top = bottom + tick + gap * 0.75;
  const names = axis.ticks.flatMap((value, i) =>
    (axis.labels[i] ?? []).map((line, row, all): PlacedText => {
      if (axis.turn === 0) {
        return {
          text: line,
          x: scale.x(value),
          y: top + text * (0.78 + row * lineHeight),
          anchor: 'middle',
          size: text,
        };
      }
      const [sine, cosine] = [Math.sin((axis.turn * Math.PI) / 180), Math.cos((axis.turn * Math.PI) / 180)];
      const below = text * (middleToBaseline + (row - (all.length - 1) / 2) * lineHeight);
      return {
        text: line,
        x: scale.x(value) + below * sine,
        y: top + text * 0.32 * cosine + below * cosine,
        anchor: 'end',
        size: text,
        rotate: -axis.turn,
      };
    }),
  );
  const titleTop = top + axis.labelDepth + gap * 1.5;
  const titles = axis.title.map(
    (line, row): PlacedText => ({
      text: line,
      x: plot.x + plot.width / 2,
      y: titleTop + label * (0.8 + row * lineHeight),
      anchor: 'middle',
      size: label,
    }),
  );
  return [...names, ...titles];
}

/** @param panel Where texts stand beside the plot, labels begin at the left edge of the panel, headings in bold. */
export function yAxisTexts(
  axis: LabelledAxis,
  panel: Panel,
  plot: Rect,
  scale: PlotScale,
  context: LayoutContext,
): PlacedText[] {
  const { text, tick, gap, label } = context.style.sizes;
  const right = plot.x - tick - gap * 0.75;
  const fromLeft = panel.sideTexts.length > 0;
  const names = axis.ticks.flatMap((value, i) => {
    const lines = axis.labels[i] ?? [];
    const first = scale.y(value) + text * (middleToBaseline - ((lines.length - 1) * lineHeight) / 2);
    return lines.map(
      (line, row): PlacedText => ({
        text: line.trim(),
        x: fromLeft ? indentOf(line) * indentPerSpace * text : right,
        y: first + row * text * lineHeight,
        anchor: fromLeft ? 'start' : 'end',
        size: text,
        ...(isHeading(panel, value) ? { bold: true } : {}),
      }),
    );
  });
  const titleRight = right - axis.labelDepth - gap * 1.5;
  const titles = axis.title.map(
    (line, row): PlacedText => ({
      text: line,
      x: titleRight - label * (0.2 + (axis.title.length - 1 - row) * lineHeight),
      y: plot.y + plot.height / 2,
      anchor: 'middle',
      size: label,
      rotate: -90,
    }),
  );
  return [...names, ...titles];
}

const titleLines = (axis: Axis, room: number, { style, measure }: LayoutContext): string[] =>
  axisTitle(axis) === '' ? [] : wrapAnywhere(axisTitle(axis), room, style.sizes.label, measure);

const axisTitle = (axis: Axis): string => (axis.unit ? `${axis.label} (${axis.unit})` : axis.label);

/** Labels every k-th tick, with the smallest k at which labels stay apart. Ticks without a label go. */
function thin(
  ticks: readonly number[],
  names: readonly string[],
  widths: readonly number[],
  pixel: (value: number) => number,
  apart: number,
) {
  for (let every = 1; ; every++) {
    const kept = ticks.map((_, i) => i).filter((i) => i % every === 0);
    const clear = kept.every((i, k) => {
      const before = kept[k - 1];
      if (before === undefined) return true;
      return pixel(ticks[i]!) - pixel(ticks[before]!) >= (widths[i]! + widths[before]!) / 2 + apart;
    });
    if (clear || every >= ticks.length) {
      return { ticks: kept.map((i) => ticks[i]!), labels: kept.map((i) => [names[i]!]) };
    }
  }
}
