/** What pdfkit keeps of an embedded font, beyond its public types. */
interface EmbeddedFont {
  readonly id: string;
  /** Advance of each glyph of the subset, in thousandths of the font size. */
  readonly widths: readonly number[];
}

interface Glyph {
  /** As PDF writes it. */
  readonly matrix: readonly [number, number, number, number, number, number];
  readonly code: string;
}

/** A gap of more than this part of the font size begins a new piece of text. */
const widestGap = 0.5;

/**
 * svg-to-pdfkit sets every glyph on its own, which falls apart into letters in a drawing program. This makes one text
 * operator of the glyphs that follow each other on a line, with kerning as its adjustments: words stay whole and
 * editable, and every glyph stays where it was.
 */
export function joinGlyphs(document: PDFKit.PDFDocument): void {
  const write = document.addContent.bind(document);
  let glyphs: Glyph[] | null = null;
  let matrix: Glyph['matrix'] | null = null;
  let font = { id: '', size: 0 };
  document.addContent = (content: string) => {
    const text = String(content);
    if (text === 'BT') glyphs = [];
    if (!glyphs) return write(content);
    const selected = /^\/(F\d+) ([\d.]+) Tf$/.exec(text);
    if (selected) font = { id: selected[1]!, size: Number(selected[2]) };
    if (text.endsWith(' Tm')) {
      matrix = text.split(' ').slice(0, 6).map(Number) as unknown as Glyph['matrix'];
      return document;
    }
    const code = /^<(\w+)> Tj$/.exec(text)?.[1];
    if (code !== undefined && matrix) {
      glyphs.push({ matrix, code });
      return document;
    }
    if (text === 'ET') {
      for (const line of textOperators(glyphs, font.size, widthsOf(document, font.id))) write(line);
      glyphs = null;
    }
    return write(content);
  };
}

function widthsOf(document: PDFKit.PDFDocument, id: string): readonly number[] {
  const { _fontFamilies: fonts } = document as unknown as { _fontFamilies: Record<string, EmbeddedFont> };
  return Object.values(fonts).find((font) => font.id === id)?.widths ?? [];
}

function textOperators(glyphs: readonly Glyph[], size: number, widths: readonly number[]): string[] {
  const lines: string[] = [];
  let pieces: string[] = [];
  let before: Glyph | null = null;
  const flush = () => {
    if (pieces.length > 0) lines.push(`[<${pieces.join('')}>] TJ`);
    pieces = [];
  };
  for (const glyph of glyphs) {
    const gap = before && gapAfter(before, glyph, size, widths);
    if (gap === null) {
      flush();
      lines.push(`${glyph.matrix.join(' ')} Tm`);
    } else {
      const adjustment = Math.round((-gap / size) * 1000);
      if (adjustment !== 0) pieces.push(`> ${adjustment} <`);
    }
    pieces.push(glyph.code);
    before = glyph;
  }
  flush();
  return lines;
}

/** How far `next` begins beyond the end of `glyph` on the same line; null where it is on another. */
function gapAfter(glyph: Glyph, next: Glyph, size: number, widths: readonly number[]): number | null {
  const [a, b, c, d, x, y] = glyph.matrix;
  const turned = [a, b, c, d].some((value, i) => Math.abs(value - next.matrix[i]!) > 1e-6);
  const [alongX, alongY] = [next.matrix[4] - x, next.matrix[5] - y];
  const across = alongY * a - alongX * b;
  if (turned || Math.abs(across) > size * 0.01) return null;
  const advance = ((widths[Number.parseInt(glyph.code, 16)] ?? 0) / 1000) * size;
  const gap = alongX * a + alongY * b - advance;
  return Math.abs(gap) > size * widestGap ? null : gap;
}
