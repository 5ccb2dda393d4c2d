import Papa from 'papaparse';
import { expect, test } from 'vitest';
import { reportCsv } from '#renderer/panels/cohorts/import/report-csv.ts';

test('a report comes out as CSV that reads back, with formulas marked as text', () => {
  const text = reportCsv([
    { item: 'row 2', outcome: 'taken', message: 'a "quoted" word, and\na line' },
    { item: '=HYPERLINK("http://x")', outcome: 'refused', message: '' },
  ]);
  const { data, errors } = Papa.parse<string[]>(text.trimEnd());
  expect(errors).toEqual([]);
  expect(data).toEqual([
    ['item', 'outcome', 'message'],
    ['row 2', 'taken', 'a "quoted" word, and\na line'],
    [`'=HYPERLINK("http://x")`, 'refused', ''],
  ]);
});
