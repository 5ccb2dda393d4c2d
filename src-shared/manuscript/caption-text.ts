import type { ManuscriptItem } from './manuscript-item.ts';
import { type Section, section } from './sections.ts';

/**
 * The legend of an item: a warning that several of its parts repeat in their captions stands once, at the end; the
 * warnings that no caption says follow as notes.
 */
export function captionSection({ number, title, caption, warnings, tables }: ManuscriptItem): Section {
  const said = warnings.filter((warning) => caption.includes(warning));
  const bare = said.reduce((text, warning) => text.replaceAll(` ${warning}`, ''), caption);
  const notes = warnings.filter((warning) => !said.includes(warning));
  return section(
    `${number} | ${title}`,
    [[bare, ...said].join(' '), notes.length > 0 ? `Notes: ${notes.join(' ')}` : ''],
    tables,
  );
}
