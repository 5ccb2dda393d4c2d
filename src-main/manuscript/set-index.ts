import type { ManuscriptItem } from '#shared/manuscript/manuscript-item.ts';
import { type Section, section } from '#shared/manuscript/sections.ts';
import type { LeftOut } from './make-item.ts';

/** An item that could not be computed, drawn or written. */
export interface FailedItem {
  readonly item: string;
  readonly message: string;
}

/** What the set holds and what it does not, with the reasons. */
export function indexSections(
  {
    items,
    leftOut,
    failed,
  }: {
    readonly items: readonly ManuscriptItem[];
    readonly leftOut: readonly LeftOut[];
    readonly failed: readonly FailedItem[];
  },
  textFiles: readonly string[],
): Section[] {
  return [
    section('Texts', [textFiles.join(', ')]),
    section('Figures and tables', items.length === 0 ? ['None could be made from these data.'] : [], [
      {
        title: 'Figures and tables',
        columns: ['Number', 'Title', 'Files'],
        rows: items.map(({ number, title, files }) => [number, title, files.join(', ')]),
      },
    ]),
    section('Left out', leftOut.length === 0 ? ['Nothing was left out.'] : [], [
      {
        title: 'Left out',
        columns: ['Item', 'Statistic', 'Reason'],
        rows: leftOut.map(({ item, statisticId, error }) => [item, statisticId, error.message]),
      },
    ]),
    section('Failed', failed.length === 0 ? ['Nothing failed.'] : [], [
      { title: 'Failed', columns: ['Item', 'Reason'], rows: failed.map(({ item, message }) => [item, message]) },
    ]),
  ].map((one) => ({ ...one, tables: one.tables.filter(({ rows }) => rows.length > 0) }));
}
