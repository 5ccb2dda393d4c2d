import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import Papa from 'papaparse';
import { expect, test } from 'vitest';
import type { Provenance } from '#main/export/receipt.ts';
import type { ManuscriptSet, NumberedItem } from '#main/manuscript/write-set.ts';
import { writeTexts } from '#main/manuscript/write-texts.ts';
import { statisticSourceSchema } from '#shared/domain/source.ts';
import { completeFigure } from '#shared/figure.ts';
import { study } from '#test/shared/manuscript/study.ts';
import { temporaryFolder } from '../store/fixture.ts';

const figure = completeFigure({
  id: 'roc',
  title: 'ROC',
  panels: [],
  values: [],
  tables: [{ title: 'AUC', columns: ['model', 'AUC'], rows: [['a', 0.5]] }],
  caption: 'ROC curve.',
  methods: 'The AUC has a 95% interval (seed 42).',
  warnings: ['Few patients.'],
  sizeMm: { width: 89, height: 60 },
});

const provenance: Provenance = {
  appVersion: '1.2.3',
  codeSha256: 'c'.repeat(64),
  keptAt: '2026-01-01T00:00:00.000Z',
  source: statisticSourceSchema.parse({ cohortId: 1, runId: null }),
  statistic: { id: 'roc', params: { seed: 42 } },
  data: { sha256: 'd'.repeat(64), rowCount: 3 },
  model: null,
  run: null,
  comparedRuns: [],
};

const item: NumberedItem = {
  id: 'figure-roc',
  kind: 'figure',
  title: 'Discrimination',
  number: 'Fig. 1',
  files: ['figure-roc.pdf', 'figure-roc.receipt.json'],
  figure,
  parts: [{ figure, provenance }],
};

const set: ManuscriptSet = {
  items: [item, { ...item, id: 'table-roc', kind: 'table', number: 'Table 1', files: ['table-roc.csv'] }],
  leftOut: [
    { item: 'Saliency', statisticId: 'saliency-grid', error: { code: 'not-found', message: 'There are no maps yet.' } },
  ],
  failed: [{ item: 'Biology', message: 'The disk is full.' }],
};

async function written(of: ManuscriptSet = set) {
  const folder = temporaryFolder();
  const names = await writeTexts(folder, study, of);
  return { folder, names, read: (name: string) => readFileSync(join(folder, name), 'utf8') };
}

test('writes every text of the set, and an index that names them all', async () => {
  const { folder, names, read } = await written();
  expect(names).toEqual([
    'manuscript.docx',
    'methods.md',
    'captions.md',
    'checklists/tripod-ai.md',
    'checklists/tripod-ai.csv',
    'checklists/clear.md',
    'checklists/clear.csv',
    'reference-values.csv',
    'index.md',
  ]);
  const onDisk = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(onDisk).toHaveLength(names.length);
  for (const name of names.slice(0, -1)) expect(read('index.md')).toContain(name);
});

test('the index lists items with their files, and what is missing with its reason', async () => {
  const text = (await written()).read('index.md');
  expect(text).toContain('| Fig. 1 | Discrimination | figure-roc.pdf, figure-roc.receipt.json |');
  expect(text).toContain('| Saliency | saliency-grid | There are no maps yet. |');
  expect(text).toContain('| Biology | The disk is full. |');
  const empty = (await written({ items: [], leftOut: [], failed: [] })).read('index.md');
  expect(empty).toContain('None could be made from these data.');
  expect(empty).toContain('Nothing was left out.');
});

test('Methods speak of the items, captions carry their notes, checklists their place', async () => {
  const { read } = await written();
  expect(read('methods.md')).toContain('Classification (Fig. 1; Table 1). The AUC has a 95% interval (seed 42).');
  expect(read('captions.md')).toContain('## Fig. 1 | Discrimination\n\nROC curve.\n\nNotes: Few patients.');
  expect(read('captions.md')).not.toContain('| model |');
  const rows = Papa.parse<string[]>(read('checklists/clear.csv').trim()).data;
  expect(rows).toHaveLength(59);
  expect(rows[40]).toEqual([
    '40',
    'Method: evaluation',
    'Measures of uncertainty.',
    'filled',
    'Intervals with level, kind, resamples and seed as stated in the Methods.',
    'Methods, Statistical analysis; Fig. 1; Table 1',
  ]);
});

test('the manuscript is a Word document with title, Methods, captions, and the tables of tables alone', async () => {
  const { folder } = await written();
  const files = unzipSync(readFileSync(join(folder, 'manuscript.docx')));
  const paragraphs = strFromU8(files['word/document.xml']!)
    .split('</w:p>')
    .map((xml) => xml.replaceAll(/<[^>]*>/g, ''));
  const at = [
    'Lung',
    'Methods',
    'Statistical analysis',
    'Captions and tables',
    'Fig. 1 | Discrimination',
    'Notes: Few patients.',
    'Table 1 | Discrimination',
    'model',
  ].map((text) => paragraphs.indexOf(text));
  expect(at).toEqual(at.toSorted((a, b) => a - b));
  expect(at).not.toContain(-1);
  expect(paragraphs.filter((text) => text === 'model')).toHaveLength(1);
});
