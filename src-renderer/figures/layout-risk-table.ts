import type { Panel } from '#shared/figure.ts';
import { type LayoutContext, middleToBaseline, type PlacedKey, type PlacedText } from './panel-layout.ts';
import type { PlotScale } from './plot-geometry.ts';
import { measureRuns } from './text-runs.ts';

type RiskTable = NonNullable<Panel['riskTable']>;

export interface LabelledRiskTable {
  readonly table: RiskTable;
  readonly labels: readonly string[];
  /** Long labels stand on a line of their own, above the counts. */
  readonly labelsAbove: boolean;
  /** Space that labels need left of the first time. */
  readonly labelWidth: number;
  /** Space that counts need right of the last time. */
  readonly overhang: number;
  readonly height: number;
}

const rowStep = 1.35;
const keyLength = 1.1;

/** Measures the table. Labels that do not fit into `widest` left of the first count stand above the counts instead. */
export function labelRiskTable(table: RiskTable, widest: number, context: LayoutContext): LabelledRiskTable {
  const { text, gap } = context.style.sizes;
  const { measure } = context;
  const indent = table.rows.length > 1 ? text * keyLength + gap : 0;
  const firstCount = Math.max(0, ...table.rows.map((row) => measure(String(row.counts[0] ?? ''), text)));
  const several = table.rows.length > 1;
  const room = widest - indent - gap * 2 - firstCount / 2;
  const labels = table.rows.map((row) => (several ? row.label : ''));
  const longest = Math.max(0, ...labels.map((label) => measureRuns(label, text, measure)));
  const labelsAbove = longest > room;
  return {
    table,
    labels,
    labelsAbove,
    labelWidth: labelsAbove ? firstCount / 2 : indent + longest + gap * 2 + firstCount / 2,
    overhang: Math.max(0, ...table.rows.map((row) => measure(String(row.counts.at(-1) ?? ''), text))) / 2,
    height: gap * 2.5 + text * rowStep * (1 + table.rows.length * (labelsAbove ? 2 : 1)),
  };
}

/** The table below `top`, counts centred under their times. */
export function riskTableParts(
  { table, labels, labelsAbove }: LabelledRiskTable,
  panel: Panel,
  top: number,
  scale: PlotScale,
  domain: readonly [number, number],
  context: LayoutContext,
): { texts: PlacedText[]; keys: PlacedKey[] } {
  const { text, gap } = context.style.sizes;
  const several = table.rows.length > 1;
  const indent = several ? text * keyLength + gap : 0;
  const shown = shownTimes(table, scale, domain, context);
  let y = top + gap * 2.5;
  const texts: PlacedText[] = [{ text: table.title, x: 0, y: y + text * 0.85, anchor: 'start', size: text }];
  const keys: PlacedKey[] = [];
  y += text * rowStep;
  table.rows.forEach((row, i) => {
    const label = labels[i] ?? '';
    const middle = y + (text * rowStep) / 2;
    const baseline = middle + text * middleToBaseline;
    if (several) {
      const colour = panel.series.find((series) => series.id === row.seriesId)?.colour ?? null;
      keys.push({ x: 0, y: middle, width: text * keyLength, glyph: 'step', colour, band: false });
      texts.push({ text: label, x: indent, y: baseline, anchor: 'start', size: text });
    }
    const countBaseline = labelsAbove ? baseline + text * rowStep : baseline;
    for (const k of shown) {
      const count = row.counts[k];
      const time = table.times[k];
      if (count === undefined || time === undefined) continue;
      texts.push({ text: String(count), x: scale.x(time), y: countBaseline, anchor: 'middle', size: text });
    }
    y += text * rowStep * (labelsAbove ? 2 : 1);
  });
  return { texts, keys };
}

/** Indices of the times inside the axis, every k-th of them so that counts stay apart. */
function shownTimes(
  table: RiskTable,
  scale: PlotScale,
  [low, high]: readonly [number, number],
  { style, measure }: LayoutContext,
): number[] {
  const { text, gap } = style.sizes;
  const inside = table.times.flatMap((time, i) => (time >= low && time <= high ? [i] : []));
  const widest = Math.max(0, ...table.rows.flatMap((row) => row.counts.map((count) => measure(String(count), text))));
  for (let every = 1; every < inside.length; every++) {
    const kept = inside.filter((_, k) => k % every === 0);
    const clear = kept.every((i, k) => {
      const before = kept[k - 1];
      return before === undefined || scale.x(table.times[i]!) - scale.x(table.times[before]!) >= widest + gap;
    });
    if (clear) return kept;
  }
  return inside.slice(0, 1);
}
