import { inkOn } from './colour-scales.ts';
import { cellRects, type MarkSpace } from './mark-geometry.ts';
import { type LayoutContext, lineHeight, middleToBaseline, type PlacedText } from './panel-layout.ts';
import { measureRuns } from './text-runs.ts';

/** Text in a cell leaves this share of its width free. */
const margin = 0.08;

/** The texts of matrix cells in their middle, black or white by what lies behind; a line break makes two lines. */
export function cellTexts(
  space: MarkSpace,
  { style, measure }: LayoutContext,
): { texts: PlacedText[]; crowded: boolean } {
  const { text } = style.sizes;
  const texts: PlacedText[] = [];
  let crowded = false;
  for (const series of space.panel.series) {
    if (series.mark !== 'cells') continue;
    cellRects(series, space).forEach((rect, i) => {
      const cell = series.cells[i]!;
      const lines = cell.text.split('\n').filter((line) => line !== '');
      const widest = Math.max(0, ...lines.map((line) => measureRuns(line, text, measure)));
      if (widest > rect.width * (1 - margin) || lines.length * text * lineHeight > rect.height) crowded = true;
      const first = rect.y + rect.height / 2 + text * (middleToBaseline - ((lines.length - 1) * lineHeight) / 2);
      lines.forEach((line, row) =>
        texts.push({
          text: line,
          x: rect.x + rect.width / 2,
          y: first + row * text * lineHeight,
          anchor: 'middle',
          size: text,
          ...(space.panel.colourScale ? { colour: inkOn(space.panel.colourScale, cell.value) } : {}),
        }),
      );
    });
  }
  return { texts, crowded };
}
