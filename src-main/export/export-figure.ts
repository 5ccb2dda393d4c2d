import { basename, join } from 'node:path';
import type { figureFormats } from '#shared/contract/evidence.ts';
import type { Figure } from '#shared/figure.ts';
import { figureCsv, figureTableCsv } from '#shared/figure-csv.ts';
import type { PaperDrawing } from './paper-drawing.ts';
import { svgToPdfBytes } from './pdf.ts';
import { type ResolutionDpi, svgToRasterBytes } from './raster.ts';
import { makeReceipt, type ReceiptPart } from './receipt.ts';
import { svgToSlideBytes } from './slide.ts';
import { sectionsToDocx, tablesToLatex, tablesToXlsx } from './table-files.ts';
import { type FileToWrite, writeFiles } from './write-files.ts';

export type FigureFormat = (typeof figureFormats)[number];

export interface ExportFigureInput {
  readonly figure: Figure;
  /** Null where there are only tables. */
  readonly drawing: PaperDrawing | null;
  readonly formats: readonly FigureFormat[];
  /** Of PNG and TIFF. */
  readonly dpi: ResolutionDpi;
  readonly folder: string;
  /** File name without an extension: see `fileNameOf`. */
  readonly baseName: string;
  /** What it was made from: one part, or as many as were composed. */
  readonly parts: readonly [ReceiptPart, ...ReceiptPart[]];
}

/**
 * Writes a figure in each format (`csv`: its source data, and each of its tables) and `<baseName>.receipt.json`.
 * @returns The paths written, the receipt last. All files appear, or none.
 */
export async function exportFigure(request: ExportFigureInput): Promise<string[]> {
  const formats = [...new Set(request.formats)];
  const files = (await Promise.all(formats.map((format) => render(request, format)))).flat();
  const named = files.map(({ path: file, bytes }) => ({ name: basename(file), bytes }));
  const receipt = makeReceipt(request.figure, request.parts, named);
  files.push({ path: path(request, '.receipt.json'), bytes: utf8(`${JSON.stringify(receipt, null, 2)}\n`) });
  await writeFiles(files);
  return files.map((file) => file.path);
}

/** A title as a file name that every system takes. */
export function fileNameOf(title: string): string {
  const plain = title.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  const name = plain
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 80);
  return name.replace(/-+$/, '') || 'figure';
}

async function render(request: ExportFigureInput, format: FigureFormat): Promise<FileToWrite[]> {
  const { figure, drawing } = request;
  if (format === 'csv') return csvFiles(request);
  const bytes = isTableFormat(format)
    ? figure.tables.length > 0 && (await renderTables(figure, format))
    : drawing !== null && (await renderDrawing({ ...request, drawing }, format));
  return bytes ? [{ path: path(request, `.${format}`), bytes }] : [];
}

type TableFormat = 'xlsx' | 'docx' | 'tex';
const isTableFormat = (format: FigureFormat): format is TableFormat =>
  format === 'xlsx' || format === 'docx' || format === 'tex';

async function renderTables({ title, caption, tables }: Figure, format: TableFormat): Promise<Buffer> {
  if (format === 'xlsx') return tablesToXlsx(tables);
  if (format === 'tex') return utf8(tablesToLatex(tables));
  const sections = tables.map((table, index) => ({
    heading: table.title,
    paragraphs: index === tables.length - 1 ? [caption] : [],
    tables: [table],
  }));
  return sectionsToDocx(title, sections);
}

function renderDrawing(
  { figure, drawing: { svg, sizeMm }, dpi, parts }: ExportFigureInput & { readonly drawing: PaperDrawing },
  format: Exclude<FigureFormat, TableFormat | 'csv'>,
): Promise<Buffer> {
  const { title, caption } = figure;
  switch (format) {
    case 'svg':
      return Promise.resolve(utf8(svg));
    case 'pdf': {
      const { appVersion, keptAt } = parts[0].provenance;
      const createdAt = new Date(keptAt);
      return svgToPdfBytes(svg, { sizeMm, title, subject: caption, creator: `Seedpoint ${appVersion}`, createdAt });
    }
    case 'png':
    case 'tiff':
      return svgToRasterBytes(svg, { widthMm: sizeMm.width, format, dpi });
    case 'pptx':
      return svgToSlideBytes(svg, { sizeMm, title, caption });
  }
}

function csvFiles(request: ExportFigureInput): FileToWrite[] {
  const { figure } = request;
  const tables = figure.tables.map((table, i) => ({
    path: path(request, `.table-${i + 1}.csv`),
    bytes: utf8(figureTableCsv(table)),
  }));
  return request.drawing === null
    ? tables
    : [{ path: path(request, '.csv'), bytes: utf8(figureCsv(figure)) }, ...tables];
}

const path = (request: ExportFigureInput, ending: string) => join(request.folder, `${request.baseName}${ending}`);
const utf8 = (text: string) => Buffer.from(text, 'utf8');
