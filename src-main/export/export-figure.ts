import { basename, join } from 'node:path';
import type { z } from 'zod';
import type { figureFormats } from '#shared/contract/evidence.ts';
import type { Figure } from '#shared/figure.ts';
import { figureCsv, figureTableCsv } from '#shared/figure-csv.ts';
import { svgToPdfBytes } from './pdf.ts';
import { svgToPngBytes } from './png.ts';
import { canonicalJson, type Provenance, type Receipt, receiptSchema, sha256 } from './receipt.ts';
import { type FileToWrite, writeFiles } from './write-files.ts';

export type FigureFormat = (typeof figureFormats)[number];

export interface ExportFigureInput {
  readonly figure: Figure;
  /** The figure as the drawing page drew it: clean, at paper size. */
  readonly svg: string;
  readonly formats: readonly FigureFormat[];
  readonly folder: string;
  /** File name without an extension: see `fileNameOf`. */
  readonly baseName: string;
  readonly receipt: Provenance;
}

/**
 * Writes a figure in each format (`csv`: its source data, and each of its tables) and `<baseName>.receipt.json`.
 * @returns The paths written, the receipt last. All files appear, or none.
 */
export async function exportFigure(request: ExportFigureInput): Promise<string[]> {
  const formats = [...new Set(request.formats)];
  const files = (await Promise.all(formats.map((format) => render(request, format)))).flat();
  const receipt = makeReceipt(request, files);
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
  const { figure, svg, receipt } = request;
  switch (format) {
    case 'svg':
      return [{ path: path(request, '.svg'), bytes: utf8(svg) }];
    case 'pdf': {
      const bytes = await svgToPdfBytes(svg, {
        sizeMm: figure.sizeMm,
        title: figure.title,
        subject: figure.caption,
        creator: `Seedpoint ${receipt.appVersion}`,
        createdAt: new Date(receipt.keptAt),
      });
      return [{ path: path(request, '.pdf'), bytes }];
    }
    case 'png':
      return [{ path: path(request, '.png'), bytes: await svgToPngBytes(svg, figure.sizeMm.width) }];
    case 'csv':
      return [
        { path: path(request, '.csv'), bytes: utf8(figureCsv(figure)) },
        ...figure.tables.map((table, i) => ({
          path: path(request, `.table-${i + 1}.csv`),
          bytes: utf8(figureTableCsv(table)),
        })),
      ];
  }
}

function makeReceipt({ figure, receipt: provenance }: ExportFigureInput, files: readonly FileToWrite[]): Receipt {
  const { seed } = provenance.statistic.params;
  const receipt: z.input<typeof receiptSchema> = {
    format: 'seedpoint-receipt-1',
    ...provenance,
    seed: typeof seed === 'number' ? seed : null,
    figure: { ...figure, sha256: sha256(canonicalJson(figure)) },
    files: files.map(({ path, bytes }) => ({ name: basename(path), bytes: bytes.length, sha256: sha256(bytes) })),
  };
  return receiptSchema.parse(receipt);
}

const path = (request: ExportFigureInput, ending: string) => join(request.folder, `${request.baseName}${ending}`);
const utf8 = (text: string) => Buffer.from(text, 'utf8');
