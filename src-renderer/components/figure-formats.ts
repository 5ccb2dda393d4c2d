import type { figureFormats } from '#shared/contract/evidence.ts';

export type FigureFormat = (typeof figureFormats)[number];

/** Formats as a menu or a list of choices names them. */
export const formatNames: Record<FigureFormat, string> = {
  svg: 'SVG: vector, text stays text',
  pdf: 'PDF: vector, fonts embedded',
  png: 'PNG',
  tiff: 'TIFF, for journals that ask for it',
  pptx: 'PowerPoint: shapes and text that can be edited',
  csv: 'CSV: the source data and tables',
  xlsx: 'Excel: the tables',
  docx: 'Word: the tables',
  tex: 'LaTeX: the tables',
};
