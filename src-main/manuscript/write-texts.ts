import { join } from 'node:path';
import { figureTableCsv } from '#shared/figure-csv.ts';
import { captionSection } from '#shared/manuscript/caption-text.ts';
import { type Checklist, checklistSections, type Known } from '#shared/manuscript/checklists/checklist.ts';
import { clear } from '#shared/manuscript/checklists/clear.ts';
import { tripodAi } from '#shared/manuscript/checklists/tripod-ai.ts';
import type { ManuscriptItem } from '#shared/manuscript/manuscript-item.ts';
import { composeMethods } from '#shared/manuscript/methods-text.ts';
import { referenceValues } from '#shared/manuscript/reference-values.ts';
import { type Section, section, sectionsToMarkdown } from '#shared/manuscript/sections.ts';
import type { StudyRecord } from '#shared/manuscript/study-record.ts';
import { statisticOf } from '../analysis/evidence.ts';
import { sectionsToDocx } from '../export/table-files.ts';
import { type FileToWrite, writeFiles } from '../export/write-files.ts';
import { indexSections } from './set-index.ts';
import type { ManuscriptSet, NumberedItem } from './write-set.ts';

/** Every text of the set, in one write: a set never mixes the texts of two runs. */
export async function writeTexts(folder: string, record: StudyRecord, set: ManuscriptSet): Promise<string[]> {
  const items = set.items.map(manuscriptItem);
  const known: Known = { record, items };
  const title = record.cohort.name;
  const methods = composeMethods(record, items);
  const captions = items.map(captionSection);
  const texts: (readonly [name: string, content: string | Uint8Array])[] = [
    ['manuscript.docx', await sectionsToDocx(title, manuscriptSections(methods, captions))],
    ['methods.md', sectionsToMarkdown('Methods', methods)],
    [
      'captions.md',
      sectionsToMarkdown(
        'Captions',
        captions.map((caption) => ({ ...caption, tables: [] })),
      ),
    ],
    ...[tripodAi, clear].flatMap((checklist) => checklistFiles(checklist, known)),
    ['reference-values.csv', figureTableCsv(referenceValues())],
  ];
  const names = texts.map(([name]) => name);
  const index = sectionsToMarkdown(`Manuscript set of “${title}”`, indexSections({ ...set, items }, names));
  await writeFiles(
    [...texts, ['index.md', index] as const].map(
      ([name, content]): FileToWrite => ({
        path: join(folder, ...name.split('/')),
        bytes: typeof content === 'string' ? Buffer.from(content, 'utf8') : content,
      }),
    ),
  );
  return [...names, 'index.md'];
}

const manuscriptSections = (methods: readonly Section[], captions: readonly Section[]): Section[] => [
  section('Methods', []),
  ...methods,
  section('Captions and tables', []),
  ...captions,
];

function checklistFiles(checklist: Checklist, known: Known): [name: string, content: string][] {
  const columns = ['item', 'section', 'requirement', 'status', 'answer', 'where'];
  const rows = checklist.items.map((item) => {
    const { status, text, where } = item.answer(known);
    return [item.id, item.section, item.requirement, status, text, where];
  });
  return [
    [`checklists/${checklist.id}.md`, sectionsToMarkdown(checklist.title, checklistSections(checklist, known))],
    [`checklists/${checklist.id}.csv`, figureTableCsv({ title: checklist.title, columns, rows })],
  ];
}

/** A figure's tables are source data; those of a table are what it shows. */
function manuscriptItem({ id, kind, number, title, figure, files, parts }: NumberedItem): ManuscriptItem {
  const isTable = kind === 'table' || kind === 'extended-table';
  return {
    id,
    number,
    title,
    files,
    caption: figure.caption,
    warnings: figure.warnings,
    tables: isTable ? figure.tables : [],
    parts: parts.map(({ provenance: { statistic }, figure: { methods } }) => {
      const { seed } = statistic.params;
      return {
        statisticId: statistic.id,
        group: statisticOf(statistic.id).group,
        methods,
        seed: typeof seed === 'number' ? seed : null,
      };
    }),
  };
}
