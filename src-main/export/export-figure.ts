import { basename, join } from 'node:path';
import type { figureFormats } from '#shared/contract/evidence.ts';
import type { Figure } from '#shared/figure.ts';
import { figureCsv, figureTableCsv } from '#shared/figure-csv.ts';
import { svgToPdfBytes } from './pdf.ts';
import { svgToPngBytes } from './png.ts';
import { makeReceipt, type ReceiptPart } from './receipt.ts';
import { type FileToWrite, writeFiles } from './write-files.ts';

export type FigureFormat = (typeof figureFormats)[number];

export interface ExportFigureInput {
  readonly figure: Figure;
  /** The figure as the drawing page drew it: clean, at paper size; null where there are only tables. */
  readonly svg: string | null;
  readonly formats: readonly FigureFormat[];
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
  const { figure } = request;
  if (format === 'csv') return csvFiles(request);
  const { svg } = request;
  if (svg === null) return [];
  const { appVersion, keptAt } = request.parts[0].provenance;
  switch (format) {
    case 'svg':
      return [{ path: path(request, '.svg'), bytes: utf8(svg) }];
    case 'pdf': {
      const bytes = await svgToPdfBytes(svg, {
        sizeMm: figure.sizeMm,
        title: figure.title,
        subject: figure.caption,
        creator: `Seedpoint ${appVersion}`,
        createdAt: new Date(keptAt),
      });
      return [{ path: path(request, '.pdf'), bytes }];
    }
    case 'png':
      return [{ path: path(request, '.png'), bytes: await svgToPngBytes(svg, figure.sizeMm.width) }];
  }
}

function csvFiles(request: ExportFigureInput): FileToWrite[] {
  const { figure } = request;
  const tables = figure.tables.map((table, i) => ({
    path: path(request, `.table-${i + 1}.csv`),
    bytes: utf8(figureTableCsv(table)),
  }));
  return request.svg === null
    ? tables
    : [{ path: path(request, '.csv'), bytes: utf8(figureCsv(figure)) }, ...tables];
}

const path = (request: ExportFigureInput, ending: string) => join(request.folder, `${request.baseName}${ending}`);
const utf8 = (text: string) => Buffer.from(text, 'utf8');
