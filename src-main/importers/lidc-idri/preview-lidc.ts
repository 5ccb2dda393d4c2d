import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';
import type { DatasetPreview } from '../dataset.ts';
import { listFields } from '../dataset-fields.ts';
import { orderedPool } from '../ordered-pool.ts';
import { guide, lidcFields } from './fields.ts';
import { findLayout } from './layout.ts';
import { readMarksFile } from './marks-file.ts';

const sampleFiles = 4;
const sampleRows = 8;
const wholeSet = 1018;
const biggestCounted = 16_000_000;

export async function previewLidc(path: string, signal: AbortSignal): Promise<DatasetPreview> {
  const { root, folders, marks, copies } = await findLayout(path, signal);
  const files = [...marks.values()];
  let lesions = 0;
  await orderedPool(files, 8, signal, countNodules, (count) => {
    lesions += count;
  });
  const byPatient = folders[0] !== root;
  const warnings = [
    {
      item: basename(path),
      message:
        'The number of lesions is the most that a single reader marked in each scan; which marks are of one nodule is found out on import.',
    },
  ];
  if (copies.length > 0)
    warnings.push({
      item: copies[0] ?? '',
      message: `${copies.length} further files of reader marks are of series that have one already: they are not read.`,
    });
  const sample = await sampleOf(files, signal);
  return {
    kind: 'dataset',
    dataset: 'lidc-idri',
    title: 'LIDC-IDRI',
    path,
    guide: [...guide],
    checks: [
      {
        label: 'Patient folders',
        state: byPatient ? 'found' : 'partly',
        detail: byPatient
          ? `${folders.length} folders LIDC-IDRI-….`
          : 'No folders LIDC-IDRI-0001 …: everything below is searched for slices.',
      },
      {
        label: 'Reader marks (XML)',
        state: marks.size > 0 ? 'found' : 'missing',
        detail: `${marks.size} files of marks of a CT scan; the whole set has ${wholeSet}.`,
      },
    ],
    counts: { patients: byPatient ? folders.length : marks.size, scans: marks.size, lesions },
    fields: listFields(lidcFields),
    sample: {
      columns: ['File', 'Reader', 'Slices', 'Malignancy', 'Spiculation', 'Texture', 'Subtlety'],
      rows: sample.rows,
    },
    warnings: [...warnings, ...sample.warnings],
  };
}

/** Rated nodules of the reader who rated most, told from the text without building anything of it. */
async function countNodules(path: string): Promise<number> {
  const { size } = await stat(path);
  if (size > biggestCounted) return 0;
  const text = await readFile(path, 'latin1');
  return Math.max(
    0,
    ...text
      .split('<readingSession')
      .slice(1)
      .map((session) => session.split(/<malignancy>\s*\d/).length - 1),
  );
}

async function sampleOf(
  files: readonly string[],
  signal: AbortSignal,
): Promise<{ rows: string[][]; warnings: DatasetPreview['warnings'] }> {
  const rows: string[][] = [];
  const warnings: DatasetPreview['warnings'] = [];
  for (const path of files.slice(0, sampleFiles)) {
    signal.throwIfAborted();
    try {
      const { marks } = await readMarksFile(path);
      for (const { reader, outlines, ratings } of marks) {
        const { malignancy, spiculation, texture, subtlety } = ratings;
        const cells = [malignancy, spiculation, texture, subtlety].map((value) =>
          value === undefined ? '' : String(value),
        );
        rows.push([basename(path), `Reader ${reader}`, String(outlines.length), ...cells]);
      }
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      warnings.push({ item: basename(path), message: error.message });
    }
  }
  return { rows: rows.slice(0, sampleRows), warnings };
}
