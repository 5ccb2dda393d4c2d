import type { FigureTable } from '#shared/figure.ts';
import type { Section } from '#shared/manuscript/sections.ts';

type Cell = FigureTable['rows'][number][number];

/** Excel refuses these in the name of a sheet, and more than 31 characters. */
const sheetName = (title: string, index: number): string =>
  `${index + 1} ${title.replaceAll(/[\\/?*[\]:]/g, ' ')}`.slice(0, 31).trim();

/** One sheet per table: numbers stay numbers, text is text and never a formula. */
export async function tablesToXlsx(tables: readonly FigureTable[]): Promise<Buffer> {
  const { default: writeExcelFile } = await import('write-excel-file/node');
  const sheets = tables.map(({ title, columns, rows }, index) => ({
    sheet: sheetName(title, index),
    stickyRowsCount: 1,
    columns: columns.map((column, at) => ({
      width: widthOf(
        column,
        rows.map((row) => row[at] ?? null),
      ),
    })),
    data: [
      columns.map((column) => ({ value: column, type: String, fontWeight: 'bold' as const })),
      ...rows.map((row) =>
        row.map((cell) =>
          cell === null
            ? null
            : typeof cell === 'number'
              ? { value: cell, type: Number }
              : { value: cell, type: String },
        ),
      ),
    ],
  }));
  return writeExcelFile(sheets).toBuffer();
}

/** In characters. */
const widthOf = (column: string, cells: readonly Cell[]): number =>
  Math.min(48, Math.max(8, ...[column, ...cells].map((cell) => cellText(cell).length + 2)));

/** A Word document of headings, paragraphs and tables with lines as journals set them: top, below the header, bottom. */
export async function sectionsToDocx(title: string, sections: readonly Section[]): Promise<Buffer> {
  const docx = await import('docx');
  const none = { style: docx.BorderStyle.NONE, size: 0, color: 'auto' };
  const line = { style: docx.BorderStyle.SINGLE, size: 4, color: '000000' };
  const cellOf = (text: string, { bold, alignRight }: { bold: boolean; alignRight: boolean }) =>
    new docx.TableCell({
      borders: { top: none, left: none, right: none, bottom: bold ? line : none },
      margins: { left: 60, right: 60, top: 20, bottom: 20 },
      children: [
        new docx.Paragraph({
          alignment: alignRight ? docx.AlignmentType.RIGHT : docx.AlignmentType.LEFT,
          children: [new docx.TextRun({ text, bold, size: 16 })],
        }),
      ],
    });
  const tableOf = ({ columns, rows }: FigureTable) => {
    const isNumeric = columns.map((_, at) => rows.some((row) => typeof row[at] === 'number'));
    const rowOf = (cells: readonly Cell[], bold: boolean) =>
      new docx.TableRow({
        tableHeader: bold,
        cantSplit: true,
        children: columns.map((_, at) => cellOf(cellText(cells[at] ?? null), { bold, alignRight: isNumeric[at]! })),
      });
    return new docx.Table({
      width: { size: 100, type: docx.WidthType.PERCENTAGE },
      borders: { top: line, bottom: line, left: none, right: none, insideHorizontal: none, insideVertical: none },
      rows: [rowOf(columns, true), ...rows.map((row) => rowOf(row, false))],
    });
  };
  const children = sections.flatMap(({ heading, paragraphs, tables }) => [
    new docx.Paragraph({ text: heading, heading: docx.HeadingLevel.HEADING_2 }),
    ...paragraphs.map((text) => new docx.Paragraph({ spacing: { after: 120 }, children: [new docx.TextRun(text)] })),
    ...tables.flatMap((table) => [
      ...(tables.length > 1
        ? [new docx.Paragraph({ keepNext: true, children: [new docx.TextRun({ text: table.title, bold: true })] })]
        : []),
      tableOf(table),
      new docx.Paragraph(''),
    ]),
  ]);
  const document = new docx.Document({
    title,
    creator: 'Seedpoint',
    styles: { default: { document: { run: { font: 'Arial', size: 20 } } } },
    sections: [{ children: [new docx.Paragraph({ text: title, heading: docx.HeadingLevel.HEADING_1 }), ...children] }],
  });
  return docx.Packer.toBuffer(document);
}

/** `tabular` environments with booktabs rules, ready to `\input`. */
export const tablesToLatex = (tables: readonly FigureTable[]): string => tables.map(latexTable).join('\n');

function latexTable({ title, columns, rows }: FigureTable): string {
  const alignment = columns.map((_, at) => (rows.some((row) => typeof row[at] === 'number') ? 'r' : 'l')).join('');
  const line = (cells: readonly Cell[]) => `${cells.map((cell) => latexText(cellText(cell))).join(' & ')} \\\\`;
  return [
    `% ${title.replaceAll('\n', ' ')} (needs the package booktabs)`,
    `\\begin{tabular}{${alignment}}`,
    '\\toprule',
    line(columns),
    '\\midrule',
    ...rows.map((row) => line(columns.map((_, at) => row[at] ?? null))),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

const latexSigns: Record<string, string> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '−': '$-$',
  '–': '--',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '±': '$\\pm$',
  '×': '$\\times$',
  χ: '$\\chi$',
  β: '$\\beta$',
  Δ: '$\\Delta$',
  κ: '$\\kappa$',
  ρ: '$\\rho$',
  '²': '$^2$',
};

const latexText = (text: string): string =>
  text.replaceAll(/[\\~^−–≤≥±×χβΔκρ²]|[&%$#_{}]/g, (sign) => latexSigns[sign] ?? `\\${sign}`);

/** Numbers as a reader wants them; the CSV keeps all digits. */
const cellText = (cell: Cell): string =>
  cell === null ? '' : typeof cell === 'number' ? String(Number(cell.toPrecision(5))) : cell;
