import PDFDocument from 'pdfkit';
import svgToPdf from 'svg-to-pdfkit';
import { AppError } from '#shared/errors.ts';
import { figureFontFiles } from './figure-fonts.ts';
import { joinGlyphs } from './join-glyphs.ts';

const pointsPerMm = 72 / 25.4;

export interface PdfOptions {
  readonly sizeMm: { width: number; height: number };
  readonly title: string;
  readonly subject: string;
  readonly creator: string;
  /** Fixed by the caller, so that the same figure gives the same bytes. */
  readonly createdAt: Date;
}

/** One page of exactly the figure's size: vector paths, selectable text, the figure's font embedded as TrueType subsets. */
export async function svgToPdfBytes(svg: string, options: PdfOptions): Promise<Buffer> {
  const [width, height] = [options.sizeMm.width * pointsPerMm, options.sizeMm.height * pointsPerMm];
  const document = new PDFDocument({
    size: [width, height],
    margin: 0,
    font: figureFontFiles.regular,
    info: {
      Title: options.title,
      Subject: options.subject,
      Creator: options.creator,
      Producer: options.creator,
      CreationDate: options.createdAt,
      ModDate: options.createdAt,
    },
  });
  const finished = collect(document);
  for (const [face, file] of Object.entries(figureFontFiles)) document.registerFont(face, file);
  refuseMissingGlyphs(document, svg);
  joinGlyphs(document);
  svgToPdf(document, svg, 0, 0, {
    width,
    height,
    fontCallback: (_family, bold, italic) => (bold ? 'bold' : italic ? 'italic' : 'regular'),
    warningCallback: (warning) => {
      throw new AppError('internal', `The figure holds what a PDF cannot show: ${warning}`);
    },
  });
  document.end();
  return finished;
}

const collect = (document: PDFKit.PDFDocument): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.once('end', () => resolve(Buffer.concat(chunks)));
    document.once('error', reject);
  });

/** A character without a glyph would print as an empty box: say which instead. */
function refuseMissingGlyphs(document: PDFKit.PDFDocument, svg: string): void {
  document.font('regular');
  // pdfkit keeps its fontkit font here and has no public way to ask it.
  const { font } = (document as unknown as { _font: { font: { hasGlyphForCodePoint(point: number): boolean } } })._font;
  const text = svg.replaceAll(/<[^>]*>/g, '').replaceAll(/&\w+;|\s/g, '');
  const missing = [...new Set(text)].filter((character) => !font.hasGlyphForCodePoint(character.codePointAt(0)!));
  if (missing.length === 0) return;
  throw new AppError(
    'unsupported',
    `The font of exported figures has no sign for ${missing.slice(0, 10).join(' ')}. Rename the group, column or title that holds it.`,
  );
}
