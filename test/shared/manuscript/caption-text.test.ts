import { expect, it } from 'vitest';
import { captionSection } from '#shared/manuscript/caption-text.ts';
import { referenceValues } from '#shared/manuscript/reference-values.ts';
import { markdownTable } from '#shared/manuscript/sections.ts';
import { studyReference } from '#shared/study-reference.ts';
import { itemOf } from './study.ts';

it('a warning that several parts repeat stands once, at the end; the others are notes', () => {
  const item = itemOf('Fig. 2', 'roc', 'Classification', '', {
    title: 'Performance',
    caption: 'a, One. Not trained. b, Two. Not trained.',
    warnings: ['Not trained.', '3 rows left out.'],
  });
  expect(captionSection(item)).toEqual({
    heading: 'Fig. 2 | Performance',
    paragraphs: ['a, One. b, Two. Not trained.', 'Notes: 3 rows left out.'],
    tables: [],
  });
});

it('every number of the study is marked as not computed here', () => {
  const { rows, columns } = referenceValues();
  expect(rows).toHaveLength(studyReference.length);
  expect(new Set(rows.map(([source]) => source))).toEqual(new Set(['reported by Pai et al., not computed here']));
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([columns.length]));
});

it('a cell with a bar stays one cell of a Markdown table', () => {
  expect(
    markdownTable({
      columns: ['a', 'b'],
      rows: [
        ['|r| > 0.1', null],
        ['x', 0.123456789],
      ],
    }),
  ).toBe('| a | b |\n| --- | --- |\n| \\|r\\| > 0.1 |  |\n| x | 0.12346 |');
});
