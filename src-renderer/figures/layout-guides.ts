import type { ColourScale, Panel } from '#shared/figure.ts';
import { dotRadius, type MarkSpace } from './mark-geometry.ts';
import {
  type Block,
  type LayoutContext,
  lineHeight,
  middleToBaseline,
  type PlacedColourBar,
  type PlacedLegendItem,
  type PlacedSizeKey,
  type PlacedText,
} from './panel-layout.ts';
import { axisShare } from './plot-geometry.ts';
import { measureRuns, wrapAnywhere } from './text-runs.ts';
import { linearTicks, tickLabels } from './ticks.ts';

/** What stands right of a plot: the legend where it found no other place, the sizes of dots, colour bars. */
export interface PlacedGuides {
  readonly legend: readonly PlacedLegendItem[];
  readonly texts: readonly PlacedText[];
  readonly sizeKeys: readonly PlacedSizeKey[];
  readonly colourBars: readonly PlacedColourBar[];
}

type GuideItem =
  | { legend: PlacedLegendItem }
  | { text: PlacedText }
  | { sizeKey: PlacedSizeKey }
  | { colourBar: PlacedColourBar };

const barWidthPerText = 1.1;
const tallestBarPerText = 16;

/** The scales of a panel that want a bar: that of its dots or cells, and those of its images. */
export const barScales = (panel: Panel): ColourScale[] => {
  const scales = [panel.colourScale, ...panel.series.map((one) => (one.mark === 'raster' ? one.scale : undefined))];
  return scales.filter((scale) => scale?.label !== undefined) as ColourScale[];
};

/** @returns null where nothing stands there. */
export function guideBlock(
  legend: Block<PlacedLegendItem> | null,
  space: MarkSpace,
  height: number,
  widest: number,
  context: LayoutContext,
): { readonly width: number; readonly height: number; place(x: number, y: number): PlacedGuides } | null {
  const { panel, style } = space;
  const between = style.sizes.gap * 4;
  const blocks: Block<GuideItem>[] = [];
  if (legend) {
    blocks.push({ ...legend, place: (x, y) => legend.place(x, y).map((item) => ({ legend: item })) });
  }
  if (panel.sizeScale && panel.series.some((series) => series.mark === 'dots')) {
    blocks.push(sizeBlock(panel.sizeScale, dotRadius(space), widest, context));
  }
  const scales = barScales(panel);
  const used = blocks.reduce((sum, block) => sum + block.height + between, 0);
  const room = (height - used - between * (scales.length - 1)) / Math.max(1, scales.length);
  for (const scale of scales)
    blocks.push(colourBlock(scale, room, widest, blocks.length === 0 && scales.length === 1, context));
  if (blocks.length === 0) return null;
  return {
    width: Math.max(...blocks.map((block) => block.width)),
    height: blocks.reduce((sum, block) => sum + block.height, between * (blocks.length - 1)),
    place(x, y) {
      let top = y;
      const items = blocks.flatMap((block) => {
        const placed = block.place(x, top);
        top += block.height + between;
        return placed;
      });
      return {
        legend: items.flatMap((item) => ('legend' in item ? [item.legend] : [])),
        texts: items.flatMap((item) => ('text' in item ? [item.text] : [])),
        sizeKeys: items.flatMap((item) => ('sizeKey' in item ? [item.sizeKey] : [])),
        colourBars: items.flatMap((item) => ('colourBar' in item ? [item.colourBar] : [])),
      };
    },
  };
}

function sizeBlock(
  { label, sizes }: NonNullable<Panel['sizeScale']>,
  radiusOf: (size: number) => number,
  widest: number,
  { style, measure }: LayoutContext,
): Block<GuideItem> {
  const { text, gap } = style.sizes;
  const title = wrapAnywhere(label, widest, text, measure);
  const largest = Math.max(...sizes.map(radiusOf));
  const names = tickLabels({ label: '', scale: 'linear' }, sizes);
  const indent = largest * 2 + gap * 1.5;
  const rows = sizes.map((size) => Math.max(text * 1.25, radiusOf(size) * 2 + gap * 0.6));
  const head = title.length * text * lineHeight + gap * 0.5;
  return {
    width: Math.max(
      ...title.map((line) => measureRuns(line, text, measure)),
      indent + Math.max(...names.map((name) => measureRuns(name, text, measure))),
    ),
    height: head + rows.reduce((sum, row) => sum + row, 0),
    place(x, y) {
      let top = y + head;
      return [
        ...titleTexts(title, x, y, text),
        ...sizes.flatMap((size, i): GuideItem[] => {
          const middle = top + rows[i]! / 2;
          top += rows[i]!;
          return [
            { sizeKey: { x: x + largest, y: middle, radius: radiusOf(size) } },
            {
              text: {
                text: names[i]!,
                x: x + indent,
                y: middle + text * middleToBaseline,
                anchor: 'start',
                size: text,
              },
            },
          ];
        }),
      ];
    },
  };
}

/** A bar alone is as high as the plot and has its label beside it, turned, where that fits; else the label is above. */
function colourBlock(
  scale: ColourScale,
  room: number,
  widest: number,
  alone: boolean,
  { style, measure }: LayoutContext,
): Block<GuideItem> {
  const { text, gap } = style.sizes;
  const label = scale.label ?? '';
  const above = !alone || measureRuns(label, text, measure) > room;
  const title = above ? wrapAnywhere(label, widest, text, measure) : [];
  const head = above ? title.length * text * lineHeight + text * 0.6 : 0;
  const foot = alone && !above ? 0 : text * 0.4;
  const tallest = alone && !above ? room : Math.min(room - head - foot, text * tallestBarPerText);
  const bar = { width: text * barWidthPerText, height: Math.max(text * 3, tallest) };
  const ticks =
    scale.ticks ?? linearTicks(...ascending(scale.domain), Math.max(2, Math.round(bar.height / (text * 3))));
  const names = tickLabels({ label: '', scale: 'linear' }, ticks);
  const share = axisShare({ label: '', scale: 'linear' }, scale.domain);
  const namesAt = bar.width + gap * 1.2;
  const widestName = Math.max(0, ...names.map((name) => measureRuns(name, text, measure)));
  const besideAt = namesAt + widestName + gap * 1.5 + text * 0.8;
  return {
    width: above
      ? Math.max(namesAt + widestName, ...title.map((line) => measureRuns(line, text, measure)))
      : besideAt + text * 0.25,
    height: head + bar.height + foot,
    place(x, y) {
      const top = y + head;
      const middle = (value: number) => top + (1 - share(value)) * bar.height;
      return [
        ...titleTexts(title, x, y, text),
        { colourBar: { rect: { x, y: top, ...bar }, scale } },
        ...ticks.map(
          (value, i): GuideItem => ({
            text: {
              text: names[i]!,
              x: x + namesAt,
              y: middle(value) + text * middleToBaseline,
              anchor: 'start',
              size: text,
            },
          }),
        ),
        ...(above || label === ''
          ? []
          : [
              {
                text: {
                  text: label,
                  x: x + besideAt,
                  y: top + bar.height / 2,
                  anchor: 'middle' as const,
                  size: text,
                  rotate: -90,
                },
              },
            ]),
      ];
    },
  };
}

const titleTexts = (lines: readonly string[], x: number, y: number, text: number): GuideItem[] =>
  lines.map((line, row) => ({
    text: { text: line, x, y: y + text * (0.85 + row * lineHeight), anchor: 'start', size: text },
  }));

const ascending = ([a, b]: readonly [number, number]): [number, number] => (a <= b ? [a, b] : [b, a]);
