import type { Panel } from '#shared/figure.ts';
import { type LayoutContext, middleToBaseline, type PlacedKey, type PlacedText } from './panel-layout.ts';
import type { PlotScale } from './plot-geometry.ts';
import { seriesLooks } from './series-looks.ts';
import { measureRuns } from './text-runs.ts';

type RiskTable = NonNullable<Panel['riskTable']>;
type RiskRow = RiskTable['rows'][number];

/** A table under the axis: numbers at risk, and where they are given events and censorings so far. */
interface RiskBlock {
  readonly title: string;
  readonly rows: readonly { readonly row: RiskRow; readonly counts: readonly number[] }[];
}

export interface LabelledRiskTable {
  readonly table: RiskTable;
  readonly blocks: readonly RiskBlock[];
  readonly labels: readonly string[];
  /** Long labels stand on a line of their own, above the counts; in a narrow panel the keys alone name the rows. */
  readonly labelsAbove: boolean;
  /** Space that labels need left of the first time. */
  readonly labelWidth: number;
  /** Space that counts need right of the last time. */
  readonly overhang: number;
  readonly height: number;
}

const rowStep = 1.35;
const keyLength = 1.1;
/** Share of the width of a panel that labels beside the counts may take. */
const widestLabels = 0.24;
/** In sizes of text: in a narrower panel there is no room for lines of labels either. */
const narrowPanel = 22;
/** Space above a table, in gaps. */
const blockGap = 2.5;

/** Measures the table. Labels that do not fit left of the first count stand above the counts instead. */
export function labelRiskTable(table: RiskTable, panelWidth: number, context: LayoutContext): LabelledRiskTable {
  const { text, gap } = context.style.sizes;
  const { measure } = context;
  const indent = table.rows.length > 1 ? text * keyLength + gap : 0;
  const blocks = riskBlocks(table);
  const widestAt = (at: number) =>
    Math.max(0, ...blocks.flatMap(({ rows }) => rows.map(({ counts }) => measure(String(counts.at(at) ?? ''), text))));
  const firstCount = widestAt(0);
  const several = table.rows.length > 1;
  const room = panelWidth * widestLabels - indent - gap * 2 - firstCount / 2;
  const named = table.rows.map((row) => (several ? row.label : ''));
  const tooLong = Math.max(0, ...named.map((label) => measureRuns(label, text, measure))) > room;
  const keysAlone = tooLong && panelWidth < text * narrowPanel;
  const labels = keysAlone ? named.map(() => '') : named;
  const longest = Math.max(0, ...labels.map((label) => measureRuns(label, text, measure)));
  const labelsAbove = tooLong && !keysAlone;
  return {
    table,
    blocks,
    labels,
    labelsAbove,
    labelWidth: labelsAbove ? firstCount / 2 : indent + longest + gap * 2 + firstCount / 2,
    overhang: widestAt(-1) / 2,
    height: blocks.length * (gap * blockGap + text * rowStep * (1 + table.rows.length * (labelsAbove ? 2 : 1))),
  };
}

const riskBlocks = ({ title, rows }: RiskTable): RiskBlock[] => {
  const block = (blockTitle: string, countsOf: (row: RiskRow) => readonly number[] | undefined): RiskBlock => ({
    title: blockTitle,
    rows: rows.flatMap((row) => {
      const counts = countsOf(row);
      return counts ? [{ row, counts }] : [];
    }),
  });
  return [
    block(title, (row) => row.counts),
    block('Cumulative events', (row) => row.events),
    block('Cumulative censored', (row) => row.censored),
  ].filter((one) => one.rows.length > 0);
};

/** The tables below `top`, counts centred under their times. */
export function riskTableParts(
  { table, blocks, labels, labelsAbove }: LabelledRiskTable,
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
  const looks = seriesLooks(panel, context.style);
  const texts: PlacedText[] = [];
  const keys: PlacedKey[] = [];
  let y = top;
  for (const block of blocks) {
    y += gap * blockGap;
    texts.push({ text: block.title, x: 0, y: y + text * 0.85, anchor: 'start', size: text });
    y += text * rowStep;
    for (const { row, counts } of block.rows) {
      const middle = y + (text * rowStep) / 2;
      const baseline = middle + text * middleToBaseline;
      if (several) {
        const look = looks.get(row.seriesId) ?? null;
        keys.push({ x: 0, y: middle, width: text * keyLength, glyph: 'step', look, band: false });
        const label = labels[table.rows.indexOf(row)] ?? '';
        if (label !== '') texts.push({ text: label, x: indent, y: baseline, anchor: 'start', size: text });
      }
      const countBaseline = labelsAbove && several ? baseline + text * rowStep : baseline;
      for (const k of shown) {
        const count = counts[k];
        const time = table.times[k];
        if (count === undefined || time === undefined) continue;
        texts.push({ text: String(count), x: scale.x(time), y: countBaseline, anchor: 'middle', size: text });
      }
      y += text * rowStep * (labelsAbove ? 2 : 1);
    }
  }
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
