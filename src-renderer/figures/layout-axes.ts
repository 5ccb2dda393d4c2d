import type { Axis, Panel } from '#shared/figure.ts';
import { type AxisLayout, type LayoutContext, lineHeight, middleToBaseline, type PlacedText } from './panel-layout.ts';
import { axisShare, dataExtent, type PlotScale, type Rect } from './plot-geometry.ts';
import { measureRuns, wrapText } from './text-runs.ts';
import { axisDomain, axisTicks, tickLabels } from './ticks.ts';

/** Labels of category ticks that fit neither on one line nor wrapped are turned by so many degrees. */
const turn = 40;

export interface LabelledAxis extends AxisLayout {
  /** Lines of each tick's label. */
  readonly labels: readonly (readonly string[])[];
  readonly turned: boolean;
  readonly title: readonly string[];
  /** Extent of the tick labels across the axis. */
  readonly labelDepth: number;
}

/** Chooses limits, ticks and labels of the x axis for a plot about `width` wide. */
export function labelXAxis(panel: Panel, width: number, context: LayoutContext): LabelledAxis {
  const { text, gap } = context.style.sizes;
  const axis = panel.x.ticks || !panel.riskTable ? panel.x : { ...panel.x, ticks: panel.riskTable.times };
  const count = Math.round(Math.min(6, Math.max(2, width / (text * 5))));
  const domain = axisDomain(axis, dataExtent(panel, 'x') ?? [0, 1], count);
  const ticks = axisTicks(axis, domain, count);
  const names = tickLabels(axis, ticks);
  const widths = names.map((name) => measureRuns(name, text, context.measure));
  const title = wrapText(axisTitle(axis), width, context.style.sizes.label, context.measure);
  if (axis.scale !== 'category') {
    const share = axisShare(axis, domain);
    const kept = thin(ticks, names, widths, (value) => share(value) * width, gap * 2);
    return { axis, domain, ...kept, turned: false, title, labelDepth: text };
  }
  const room = width / Math.max(1, ticks.length) - gap;
  const wrapped = names.map((name) => wrapText(name, room, text, context.measure));
  const fits = wrapped.flat().every((line) => measureRuns(line, text, context.measure) <= room);
  if (fits) {
    const lines = Math.max(1, ...wrapped.map((label) => label.length));
    return {
      axis,
      domain,
      ticks,
      labels: wrapped,
      turned: false,
      title,
      labelDepth: text * (1 + (lines - 1) * lineHeight),
    };
  }
  const radians = (turn * Math.PI) / 180;
  const labelDepth = Math.max(0, ...widths) * Math.sin(radians) + text * Math.cos(radians);
  return { axis, domain, ticks, labels: names.map((name) => [name]), turned: true, title, labelDepth };
}

/** Chooses limits, ticks and labels of the y axis for a plot about `height` high. */
export function labelYAxis(panel: Panel, height: number, widest: number, context: LayoutContext): LabelledAxis {
  const { text, label } = context.style.sizes;
  const count = Math.round(Math.min(6, Math.max(2, height / (text * 3.5))));
  const domain = axisDomain(panel.y, dataExtent(panel, 'y') ?? [0, 1], count);
  const ticks = axisTicks(panel.y, domain, count);
  const labels = tickLabels(panel.y, ticks).map((name) => wrapText(name, widest, text, context.measure));
  const labelDepth = Math.max(0, ...labels.flat().map((line) => measureRuns(line, text, context.measure)));
  const title = wrapText(axisTitle(panel.y), height, label, context.measure);
  return { axis: panel.y, domain, ticks, labels, turned: false, title, labelDepth };
}

/** Space that an axis takes across its direction: tick marks, labels, title. */
export function axisDepth(axis: LabelledAxis, context: LayoutContext): number {
  const { tick, gap, label } = context.style.sizes;
  const title = axis.title.join('') === '' ? 0 : gap * 1.5 + axis.title.length * label * lineHeight;
  return tick + gap * 0.75 + axis.labelDepth + title;
}

export function xAxisTexts(axis: LabelledAxis, plot: Rect, scale: PlotScale, context: LayoutContext): PlacedText[] {
  const { text, tick, gap, label } = context.style.sizes;
  const bottom = plot.y + plot.height;
  const top = bottom + tick + gap * 0.75;
  const names = axis.ticks.flatMap((value, i) =>
    (axis.labels[i] ?? []).map(
      (line, row): PlacedText =>
        axis.turned
          ? {
              text: line,
              x: scale.x(value) + text * 0.3,
              y: top + text * 0.6,
              anchor: 'end',
              size: text,
              rotate: -turn,
            }
          : { text: line, x: scale.x(value), y: top + text * (0.78 + row * lineHeight), anchor: 'middle', size: text },
    ),
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

export function yAxisTexts(axis: LabelledAxis, plot: Rect, scale: PlotScale, context: LayoutContext): PlacedText[] {
  const { text, tick, gap, label } = context.style.sizes;
  const right = plot.x - tick - gap * 0.75;
  const names = axis.ticks.flatMap((value, i) => {
    const lines = axis.labels[i] ?? [];
    const first = scale.y(value) + text * (middleToBaseline - ((lines.length - 1) * lineHeight) / 2);
    return lines.map(
      (line, row): PlacedText => ({
        text: line,
        x: right,
        y: first + row * text * lineHeight,
        anchor: 'end',
        size: text,
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
