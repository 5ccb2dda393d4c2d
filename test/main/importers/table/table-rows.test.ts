import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readTableRows, type TableHeader } from '#main/importers/table/table-rows.ts';
import { temporaryFolder, textFile } from '../run-import.ts';
import { workbook } from '../workbook.ts';

async function readAll(path: string, signal = new AbortController().signal) {
  const rows: { cells: string[]; line: number }[] = [];
  let header: TableHeader | null = null;
  await readTableRows(
    path,
    { onHeader: (found) => (header = found), onRow: (cells, line) => rows.push({ cells: [...cells], line }) },
    signal,
  );
  return { header: header as TableHeader | null, rows };
}

describe('reading the rows of a table', () => {
  it('reads CSV with quotes, and counts lines of the file and not rows', async () => {
    const { header, rows } = await readAll(textFile('a.csv', 'id,note\n1,"a, b"\n\n2,"two\nlines"\n3,"say ""x"""\n'));
    expect(header?.columns).toEqual(['id', 'note']);
    expect(rows).toEqual([
      { cells: ['1', 'a, b'], line: 2 },
      { cells: ['2', 'two\nlines'], line: 4 },
      { cells: ['3', 'say "x"'], line: 6 },
    ]);
  });

  it('tells the separator, and with semicolons allows for decimal commas', async () => {
    const semicolons = await readAll(textFile('a.csv', 'id;age\n1;3,5\n2;4,5\n'));
    expect(semicolons.header).toMatchObject({ columns: ['id', 'age'], decimalComma: true });
    expect(semicolons.rows[0]?.cells).toEqual(['1', '3,5']);
    const tabs = await readAll(textFile('a.tsv', 'id\tage\n1\t3,5\n'));
    expect(tabs.header).toMatchObject({ columns: ['id', 'age'], decimalComma: false });
  });

  it('names unnamed columns as pandas does and keeps equal names apart', async () => {
    const { header } = await readAll(textFile('a.csv', ',age,age, \n1,2,3,4\n'));
    expect(header?.columns).toEqual(['Unnamed: 0', 'age', 'age (2)', 'Unnamed: 3']);
  });

  it('fills short rows and shows what is beyond the last column', async () => {
    const { rows } = await readAll(textFile('a.csv', 'a,b,c\n1\n1,2,3,,\n1,2,3,4\n'));
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['1', '', ''],
      ['1', '2', '3'],
      ['1', '2', '3', '4'],
    ]);
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufeffname,x\nMüller,1\n', 'utf8')],
    ['UTF-16', Buffer.from('\ufeffname,x\nMüller,1\n', 'utf16le')],
    ['Latin-1', Buffer.from('name,x\nMüller,1\n', 'latin1')],
  ])('reads %s', async (_, bytes) => {
    const { header, rows } = await readAll(textFile('a.csv', bytes));
    expect(header?.columns).toEqual(['name', 'x']);
    expect(rows[0]?.cells).toEqual(['Müller', '1']);
  });

  it('does not cut characters at the border of two chunks', async () => {
    const lines = Array.from({ length: 60_000 }, (_, n) => `é${'ü'.repeat(n % 7)},${n}`);
    const { rows } = await readAll(textFile('a.csv', `name,n\n${lines.join('\n')}\n`));
    expect(rows).toHaveLength(60_000);
    expect(rows.every(({ cells }, n) => cells[0] === `é${'ü'.repeat(n % 7)}` && cells[1] === String(n))).toBe(true);
  });

  it('reads gzipped CSV and refuses a cut one', async () => {
    const packed = gzipSync('a,b\n1,2\n');
    expect((await readAll(textFile('a.csv.gz', packed))).rows).toEqual([{ cells: ['1', '2'], line: 2 }]);
    await expect(readAll(textFile('a.csv.gz', packed.subarray(0, 12)))).rejects.toMatchObject({
      code: 'unreadable-file',
    });
  });

  it('reads the first sheet of a workbook: numbers, dates, booleans, stored results of formulas', async () => {
    const path = textFile('a.xlsx', workbook());
    const { header, rows } = await readAll(path);
    expect(header?.columns).toEqual(['PatientID', 'age', 'seen', 'dead', 'double']);
    expect(header?.warnings).toEqual(['Only the first sheet, "Patients", is read; 1 more are left out.']);
    expect(rows).toEqual([
      { cells: ['001', '63.5', '2020-02-29', 'true', '127'], line: 2 },
      { cells: ['002', '', '', 'false', ''], line: 4 },
    ]);
  });

  it.each([
    ['empty.csv', ''],
    ['blank.csv', '\n , \n'],
    ['picture.csv', new Uint8Array([1, 0, 2, 0, 0, 0])],
    ['broken.xlsx', 'not a workbook'],
  ])('refuses %s with a reason', async (name, content) => {
    await expect(readAll(textFile(name, content))).rejects.toMatchObject({
      code: 'unreadable-file',
      message: expect.stringContaining(name),
    });
  });

  it('stops when it is cancelled', async () => {
    const path = textFile('a.csv', `a,b\n${'1,2\n'.repeat(500_000)}`, temporaryFolder());
    const controller = new AbortController();
    const reading = readAll(path, controller.signal);
    controller.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});
