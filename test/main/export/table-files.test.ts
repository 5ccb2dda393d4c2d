import { strFromU8, unzipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/node';
import { expect, it } from 'vitest';
import { sectionsToDocx, tablesToLatex, tablesToXlsx } from '#main/export/table-files.ts';

const tables = [
  {
    title: 'Cox: HR [95%]/x',
    columns: ['Covariate', 'HR (95% CI)', 'n'],
    rows: [
      ['age & sex_1', '1.2 (0.9–1.6)', 421],
      ['=1+1', null, 0.123456789],
    ],
  },
];

it('writes sheets whose numbers are numbers and whose text is never a formula', async () => {
  const bytes = await tablesToXlsx(tables);
  expect((await readXlsxFile(bytes))[0]!.data).toEqual([
    ['Covariate', 'HR (95% CI)', 'n'],
    ['age & sex_1', '1.2 (0.9–1.6)', 421],
    ['=1+1', null, 0.123456789],
  ]);
  expect(strFromU8(unzipSync(bytes)['xl/worksheets/sheet1.xml']!)).not.toContain('<f>');
});

it('writes LaTeX that escapes what LaTeX would read as commands', () => {
  expect(tablesToLatex(tables)).toContain('age \\& sex\\_1 & 1.2 (0.9--1.6) & 421 \\\\');
  expect(tablesToLatex(tables)).toContain('\\begin{tabular}{llr}');
});

it('writes a Word document with every cell', async () => {
  const bytes = await sectionsToDocx('Tables', [{ heading: 'Table 1', paragraphs: ['Caption.'], tables }]);
  const xml = strFromU8(unzipSync(bytes)['word/document.xml']!);
  for (const text of ['Table 1', 'Caption.', 'age &amp; sex_1', '0.12346']) expect(xml).toContain(text);
});
