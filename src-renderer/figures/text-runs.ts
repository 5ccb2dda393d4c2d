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

/**
 * As `wrapText`; a word that is wider alone breaks after an underscore, slash or hyphen too, and where it has none
 * between letters.
 */
export function wrapAnywhere(text: string, width: number, size: number, measure: Measure): string[] {
  const fits = (line: string) => measureRuns(line, size, measure) <= width;
  return wrapText(text, width, size, measure).flatMap((line) => (fits(line) ? [line] : breakWord(line, fits)));
}

/** Pieces that keep superscripts whole. */
const pieces = /\^\{[^}]*\}|[^_/\-–^]+[_/\-–]?|[_/\-–^]/gu;
/** What is left of a word on the next line must be longer than this. */
const shortest = 3;

function breakWord(word: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const piece of word.match(pieces) ?? [word]) {
    const last = lines.at(-1);
    if (last !== undefined && fits(last + piece)) lines[lines.length - 1] = last + piece;
    else lines.push(...(fits(piece) || piece.startsWith('^{') ? [piece] : breakLetters(piece, fits)));
  }
  return lines;
}

function breakLetters(piece: string, fits: (line: string) => boolean): string[] {
  const letters = Array.from(new Intl.Segmenter().segment(piece), ({ segment }) => segment);
  const lines: string[] = [];
  while (letters.length > 0) {
    let count = letters.length;
    while (count > 1 && !fits(letters.slice(0, count).join(''))) count--;
    if (letters.length - count > 0 && letters.length - count < shortest) count = Math.max(1, letters.length - shortest);
    lines.push(letters.splice(0, count).join(''));
  }
  return lines;
}
