import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codeHash } from '#main/export/code-hash.ts';
import { hashTable } from '#main/export/data-hash.ts';
import { type ExportFigureInput, exportFigure, fileNameOf } from '#main/export/export-figure.ts';
import { type Provenance, type Receipt, receiptSchema, sha256 } from '#main/export/receipt.ts';
import { writeFiles } from '#main/export/write-files.ts';
import { cohortIdSchema } from '#shared/domain/ids.ts';
import { figureSchema } from '#shared/figure.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';

const table = tableFromRecords(
  [
    { score: 0.2, group: 'a' },
    { score: null, group: 'b' },
  ],
  { patients: Int32Array.of(7, 7) },
);

const figure = figureSchema.parse({
  id: 'roc',
  title: 'ROC',
  panels: [],
  values: [],
  tables: [{ title: 'Areas', columns: ['Score', 'AUC'], rows: [['x', 0.7]] }],
  caption: 'Caption.',
  methods: 'Methods.',
  sizeMm: { width: 89, height: 89 },
});

const provenance: Provenance = {
  appVersion: '0.1.0',
  codeSha256: 'a'.repeat(64),
  keptAt: '2026-01-02T03:04:05.000Z',
  statistic: { id: 'roc', params: { seed: 42, target: 'group' } },
  data: { sha256: hashTable(table), rowCount: table.rowCount },
  model: null,
  run: null,
  source: {
    cohortId: cohortIdSchema.parse(1),
    runId: null,
    compareWith: [],
    featureSetId: null,
    expressionId: null,
    geneSetsId: null,
  },
  comparedRuns: [],
};

const input = (folder: string): ExportFigureInput => ({
  folder,
  baseName: 'roc-1',
  formats: ['svg', 'pdf', 'csv'],
  dpi: 600,
  drawing: {
    sizeMm: figure.sizeMm,
    svg: '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="89mm" height="89mm" viewBox="0 0 336 336"><text x="9" y="20" font-size="8">AUC</text></svg>\n',
  },
  figure,
  parts: [{ provenance, figure }],
});

let folder: string;
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'seedpoint-export-'))));
afterEach(() => rm(folder, { recursive: true }));

test('each format, each table and the receipt are written, and nothing else stays', async () => {
  const files = await exportFigure(input(folder));
  expect(files.map((file) => basename(file))).toEqual([
    'roc-1.svg',
    'roc-1.pdf',
    'roc-1.csv',
    'roc-1.table-1.csv',
    'roc-1.receipt.json',
  ]);
  expect((await readdir(folder)).sort()).toEqual(files.map((file) => basename(file)).sort());
});

test('the receipt holds the hashes of the files, the seed and what the figure was made from', async () => {
  const files = await exportFigure(input(folder));
  const receipt: Receipt = receiptSchema.parse(JSON.parse(await readFile(files.at(-1)!, 'utf8')));
  expect(receipt.parts).toHaveLength(1);
  expect(receipt.parts[0]!.seed).toBe(42);
  expect(receipt.parts[0]!.data.rowCount).toBe(2);
  expect(receipt.parts[0]!.figureSha256).toBe(receipt.figure.sha256);
  expect(receipt.figure.caption).toBe('Caption.');
  for (const file of receipt.files) {
    const bytes = await readFile(join(folder, file.name));
    expect.soft(file).toEqual({ name: file.name, bytes: bytes.length, sha256: sha256(bytes) });
  }
});

test('exported again, everything is the same to the byte', async () => {
  const read = async () => Promise.all((await exportFigure(input(folder))).map((file) => readFile(file, 'utf8')));
  expect(await read()).toEqual(await read());
});

test('a format that fails leaves what was there', async () => {
  await writeFile(join(folder, 'roc-1.svg'), 'before');
  const { svg, sizeMm } = input(folder).drawing!;
  const broken = { ...input(folder), drawing: { sizeMm, svg: svg.replace('AUC', '群') } };
  await expect(exportFigure(broken)).rejects.toMatchObject({ code: 'unsupported' });
  expect(await readdir(folder)).toEqual(['roc-1.svg']);
  expect(await readFile(join(folder, 'roc-1.svg'), 'utf8')).toBe('before');
});

test('a set of files is written whole or not at all', async () => {
  const bytes = Buffer.from('x');
  await writeFile(join(folder, 'plain'), 'a file where a folder is needed');
  const writing = writeFiles([
    { path: join(folder, 'new.csv'), bytes },
    { path: join(folder, 'plain/d.csv'), bytes },
  ]);
  await expect(writing).rejects.toMatchObject({ code: 'storage' });
  expect(await readdir(folder)).toEqual(['plain']);
});

test('titles become file names', () => {
  expect(fileNameOf('Kaplan–Meier: Überleben ≥ 2 years / β')).toBe('kaplan-meier-uberleben-2-years');
  expect(fileNameOf('../../etc')).toBe('etc');
  expect(fileNameOf('群')).toBe('figure');
});

test('the hash of a table knows values, names, types and patients, not database ids', () => {
  const records = [
    { score: 0.2, group: 'a' },
    { score: null, group: 'b' },
  ];
  const hash = hashTable(table);
  expect(hashTable(tableFromRecords(records, { patients: Int32Array.of(91, 91), subjects: Int32Array.of(5, 6) }))).toBe(
    hash,
  );
  expect(hashTable(tableFromRecords(records, { patients: Int32Array.of(1, 2) }))).not.toBe(hash);
  expect(
    hashTable(tableFromRecords([{ score: 0.2000001, group: 'a' }, records[1]!], { patients: Int32Array.of(7, 7) })),
  ).not.toBe(hash);
  expect(
    hashTable(
      tableFromRecords(
        records.map(({ score, group }) => ({ group, score })),
        { patients: Int32Array.of(7, 7) },
      ),
    ),
  ).toBe(hash);
});

test('the hash of the code is found', async () => {
  expect(await codeHash()).toMatch(/^[0-9a-f]{64}$/);
});

test('PDF and PNG have the size of the drawing, whatever the figure was written for', async () => {
  const asked = input(folder);
  const drawing = { svg: asked.drawing!.svg, sizeMm: { width: 178, height: 178 } };
  const files = await exportFigure({ ...asked, drawing, formats: ['pdf', 'png'], dpi: 300 });
  const [pdf, png] = await Promise.all(files.map((file) => readFile(file)));
  const [, width] = /MediaBox \[0 0 ([\d.]+) /.exec(pdf!.toString('latin1')) ?? [];
  expect(Number(width)).toBeCloseTo((178 / 25.4) * 72, 1);
  expect(png!.readUInt32BE(16)).toBe(Math.round((178 / 25.4) * 300));
});
