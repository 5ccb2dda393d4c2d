import type { FigureTable } from '../figure.ts';

/** A part of a text with its heading; also what a Word document is made of. */
export interface Section {
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly tables: readonly FigureTable[];
}

export const section = (
  heading: string,
  paragraphs: readonly string[],
  tables: readonly FigureTable[] = [],
): Section => ({
  heading,
  paragraphs: paragraphs.filter((text) => text !== ''),
  tables,
});

/** Markdown: a title, then each section with its paragraphs and tables. */
export const sectionsToMarkdown = (title: string, sections: readonly Section[]): string =>
  [
    `# ${title}`,
    ...sections.flatMap(({ heading, paragraphs, tables }) => [
      `## ${heading}`,
      ...paragraphs,
      ...tables.flatMap((table) =>
        tables.length > 1 ? [`**${table.title}**`, markdownTable(table)] : [markdownTable(table)],
      ),
    ]),
  ].join('\n\n') + '\n';

/** A table as GitHub, Pandoc and most editors read it. */
export function markdownTable({ columns, rows }: Pick<FigureTable, 'columns' | 'rows'>): string {
  const line = (cells: readonly (string | number | null)[]) => `| ${cells.map(cellText).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

const cellText = (cell: string | number | null): string =>
  cell === null
    ? ''
    : typeof cell === 'number'
      ? String(Number(cell.toPrecision(5)))
      : cell.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** `a`, `a and b`, `a, b and c`. */
export function listed(texts: readonly string[]): string {
  const last = texts.at(-1);
  if (last === undefined) return '';
  return texts.length === 1 ? last : `${texts.slice(0, -1).join(', ')} and ${last}`;
}

/** Of several texts those that differ, in their first order. */
export const unique = (texts: readonly string[]): string[] => [...new Set(texts)].filter((text) => text !== '');

/** At the end of a text where it lacks a full stop. */
export const stopped = (text: string): string => (/[.!?]$/.test(text) || text === '' ? text : `${text}.`);
