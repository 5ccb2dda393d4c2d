/** A stretch of text in one face. */
export interface TextRun {
  readonly text: string;
  readonly italic: boolean;
  readonly superscript: boolean;
  /** Against the run before it: up (-1) or back down (1), in units of `superscriptRise`. */
  readonly shift: -1 | 0 | 1;
}

export type Measure = (text: string, size: number, face?: 'regular' | 'bold') => number;

/** Of the font size. */
export const superscriptSize = 0.7;
export const superscriptRise = 0.38;

/**
 * Splits a text for drawing: `^{...}` is raised, and the symbols P, p, n and N are italic where a number follows
 * (`P = 0.003`, `n < 10`), as journals set them.
 */
export function textRuns(text: string): TextRun[] {
  const pieces = text.split(/(\^\{[^}]*\})/).flatMap((part) => {
    const raised = /^\^\{(.*)\}$/.exec(part);
    if (raised) return [{ text: raised[1] ?? '', italic: false, superscript: true }];
    const symbols = /((?<![\p{L}\p{N}])[PpNn](?=\s?[=<>≤≥]))/u;
    return part.split(symbols).map((piece, i) => ({ text: piece, italic: i % 2 === 1, superscript: false }));
  });
  return pieces
    .filter((piece) => piece.text !== '')
    .map((piece, i, all) => {
      const raisedBefore = all[i - 1]?.superscript ?? false;
      return { ...piece, shift: piece.superscript === raisedBefore ? 0 : piece.superscript ? -1 : 1 };
    });
}

/** Width of a text with its markup. Italic letters are as wide as upright ones in this family. */
export const measureRuns = (text: string, size: number, measure: Measure, face?: 'regular' | 'bold'): number =>
  textRuns(text).reduce(
    (sum, run) => sum + measure(run.text, run.superscript ? size * superscriptSize : size, face),
    0,
  );

/** Breaks a text at spaces, but not between a sign of comparison and its number, into lines no wider than `width`. */
export function wrapText(text: string, width: number, size: number, measure: Measure): string[] {
  const lines: string[] = [];
  for (const word of text.split(/(?<![<>=≤≥]) /)) {
    const last = lines.at(-1);
    const joined = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && measureRuns(joined, size, measure) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines;
}
