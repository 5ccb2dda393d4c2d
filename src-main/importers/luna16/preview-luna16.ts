import { stat } from 'node:fs/promises';
import { counted } from '#shared/statistics/wording.ts';
import type { DatasetCheck, DatasetPreview } from '../dataset.ts';
import { listFields } from '../dataset-fields.ts';
import { guide, lunaFields } from './fields.ts';
import { findLayout, type LunaLayout } from './layout.ts';
import type { Nodule, Nodules } from './nodule-table.ts';
import { selectNodules } from './select-nodules.ts';

const sampleRows = 8;
const wholeSet = 888;

export async function previewLuna16(path: string, signal: AbortSignal): Promise<DatasetPreview> {
  const isFolder = (await stat(path)).isDirectory();
  const layout = await findLayout({ path, isFolder }, signal);
  const fields = lunaFields(layout);
  const nothing: Nodules = { nodules: [], refused: [] };
  const { nodules, refused } =
    fields.table.value === '' ? nothing : await selectNodules(layout, fields.table.value, signal);
  const withScan = nodules.filter(({ seriesUid }) => layout.images.has(seriesUid));
  const scans = new Set(withScan.map(({ seriesUid }) => seriesUid)).size;
  return {
    kind: 'dataset',
    dataset: 'luna16',
    title: 'LUNA16',
    path,
    guide: [...guide],
    checks: checksOf(layout, nodules.length, withScan.length),
    counts: { patients: scans, scans, lesions: withScan.length },
    fields: listFields(fields),
    sample: sampleOf(withScan.length > 0 ? withScan : nodules),
    warnings:
      refused.length > 0
        ? [
            {
              item: fields.table.value,
              message: `${counted(refused.length, 'row')} will be refused; the report says why.`,
            },
          ]
        : [],
  };
}

function checksOf({ tables, images }: LunaLayout, nodules: number, withScan: number): DatasetCheck[] {
  const named = (wanted: (kind: string) => boolean): string =>
    tables.flatMap(({ kind, name }) => (wanted(kind) ? [name] : [])).join(', ');
  const annotations = named((kind) => kind === 'annotations');
  const ratings = named((kind) => kind !== 'annotations');
  return [
    {
      label: 'annotations.csv',
      state: annotations ? 'found' : ratings ? 'partly' : 'missing',
      detail:
        annotations ||
        (ratings ? 'Not there; the tables of the reference package stand in.' : 'Put it beside the subsets.'),
    },
    {
      label: 'Scans (subset0 to subset9)',
      state: images.size === 0 ? 'missing' : withScan < nodules ? 'partly' : 'found',
      detail: `${images.size} of ${wholeSet} scans; ${withScan} of ${counted(nodules, 'nodule')} have theirs.`,
    },
    {
      label: 'Malignancy',
      state: ratings ? 'found' : 'missing',
      detail: ratings || 'No table of the reference package is here: nodules come in without it.',
    },
  ];
}

const sampleOf = (nodules: readonly Nodule[]): DatasetPreview['sample'] => ({
  columns: ['Scan', 'Seed (mm)', 'Diameter (mm)', 'Malignancy', 'Split'],
  rows: nodules
    .slice(0, sampleRows)
    .map(({ seriesUid, seedMm, diameterMm, malignant, studySplit }) => [
      `…${seriesUid.slice(-12)}`,
      seedMm.map((mm) => mm.toFixed(1)).join(', '),
      diameterMm?.toFixed(1) ?? '',
      malignant === null ? '' : malignant ? 'malignant' : 'benign',
      studySplit ?? '',
    ]),
});
