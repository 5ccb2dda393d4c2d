import { type ManuscriptItem, referTo, whereShown } from '../manuscript-item.ts';
import { type Section, section } from '../sections.ts';
import type { StudyRecord } from '../study-record.ts';

/** What a checklist is answered from. */
export interface Known {
  readonly record: StudyRecord;
  readonly items: readonly ManuscriptItem[];
}

export interface Answer {
  /** `filled`: the app knows it all. `partly`: the authors add the rest. `author`: the app knows nothing of it. */
  readonly status: 'filled' | 'partly' | 'author';
  /** What was done, and what the authors have to add. */
  readonly text: string;
  /** In the manuscript set; empty where nothing of it stands there. */
  readonly where: string;
}

export interface ChecklistItem {
  /** As the guideline counts, e.g. `5a`. */
  readonly id: string;
  readonly section: string;
  /** What the guideline asks for, in our own words. */
  readonly requirement: string;
  answer(known: Known): Answer;
}

export interface Checklist {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  readonly items: readonly ChecklistItem[];
}

export const filled = (text: string, where: string): Answer => ({ status: 'filled', text, where });
export const partly = (text: string, toAdd: string, where: string): Answer => ({
  status: 'partly',
  text: `${text} Authors: ${toAdd}`,
  where,
});
export const author = (toWrite: string): Answer => ({ status: 'author', text: `Authors: ${toWrite}`, where: '' });

/** `Methods, Splits; Table 1 and Fig. 2`: a section of the Methods and the items that hold one of these statistics. */
export const place = ({ items }: Known, heading: string | null, statisticIds: readonly string[] = []): string =>
  [heading === null ? '' : `Methods, ${heading}`, referTo(whereShown(items, statisticIds))]
    .filter((text) => text !== '')
    .join('; ');

export const wasShown = ({ items }: Known, statisticIds: readonly string[]): boolean =>
  whereShown(items, statisticIds).length > 0;

/** The checklist as pages: a summary, then a table per section of the guideline. */
export function checklistSections({ citation, items }: Checklist, known: Known): Section[] {
  const answered = items.map((item) => ({ ...item, given: item.answer(known) }));
  const count = (status: Answer['status']) => answered.filter(({ given }) => given.status === status).length;
  const names = [...new Set(items.map((item) => item.section))];
  return [
    section('About', [
      `After: ${citation} Requirements are given in our own words; the guideline itself is decisive.`,
      `Of ${items.length} entries the app filled ${count('filled')} and filled ${count('partly')} in part; ${count('author')} are for the authors alone. Check every entry before it is handed in.`,
    ]),
    ...names.map((name) =>
      section(
        name,
        [],
        [
          {
            title: name,
            columns: ['Item', 'Requirement', 'Status', 'Answer', 'Where'],
            rows: answered
              .filter((item) => item.section === name)
              .map(({ id, requirement, given: { status, text, where } }) => [id, requirement, status, text, where]),
          },
        ],
      ),
    ),
  ];
}
