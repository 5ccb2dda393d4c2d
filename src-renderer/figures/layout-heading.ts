import type { Panel } from '#shared/figure.ts';
import { type LayoutContext, lineHeight, type PlacedText } from './panel-layout.ts';
import { wrapAnywhere } from './text-runs.ts';

export interface Heading {
  readonly height: number;
  /** @param plotLeft The title begins there, or beside the letter where the plot begins further left. */
  place(plotLeft: number): PlacedText[];
}

/** Panel letter and title, in as many lines as the title needs. */
export function headingOf(
  panel: Panel,
  letter: string | null,
  width: number,
  { style, measure }: LayoutContext,
): Heading {
  const { letter: letterSize, label, gap } = style.sizes;
  const clear = letter === null ? 0 : measure(letter, letterSize, 'bold') + label * 0.6;
  const title = panel.title ? wrapAnywhere(panel.title, width - clear, label, measure) : [];
  if (letter === null && title.length === 0) return { height: 0, place: () => [] };
  return {
    height: Math.max(letter === null ? 0 : letterSize * 1.1, title.length * label * lineHeight) + gap,
    place(plotLeft) {
      const widest = Math.max(0, ...title.map((line) => measure(line, label)));
      const x = Math.max(clear, Math.min(plotLeft, width - widest));
      return [
        ...(letter === null
          ? []
          : [{ text: letter, x: 0, y: letterSize * 0.85, anchor: 'start' as const, size: letterSize, bold: true }]),
        ...title.map((line, row) => ({
          text: line,
          x,
          y: letterSize * 0.85 + row * label * lineHeight,
          anchor: 'start' as const,
          size: label,
        })),
      ];
    },
  };
}
