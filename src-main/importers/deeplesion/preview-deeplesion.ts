import { stat } from 'node:fs/promises';
import { counted } from '#shared/statistics/wording.ts';
import type { DatasetCheck, DatasetPreview } from '../dataset.ts';
import { listFields, readChoices } from '../dataset-fields.ts';
import { deepLesionFields, guide } from './fields.ts';
import type { Finding } from './finding.ts';
import { type DeepLesionLayout, findLayout } from './layout.ts';
import { type Selection, selectFindings } from './select-findings.ts';

const sampleRows = 8;

export async function previewDeepLesion(path: string, signal: AbortSignal): Promise<DatasetPreview> {
  const isFolder = (await stat(path)).isDirectory();
  const layout = await findLayout({ path, isFolder }, '', signal);
  const fields = deepLesionFields(layout, layout.pngFolders.size > 0);
  const nothing: Selection = { findings: [], refused: [], leftOut: [], traps: [] };
  const selection = layout.tables.length > 0 ? await selectFindings(layout, readChoices(fields, {}), signal) : nothing;
  // The traps of the other tables are shown too, before somebody chooses them.
  const published = layout.tables.filter(({ kind, name }) => kind === 'published' && name !== fields.table.value);
  const traps = [...selection.traps];
  for (const { name } of published)
    traps.push(...(await selectFindings(layout, readChoices(fields, { table: name }), signal)).traps);
  const withImages = selection.findings.filter((finding) => hasImages(finding, layout));
  return {
    kind: 'dataset',
    dataset: 'deeplesion',
    title: 'DeepLesion',
    path,
    guide: [...guide],
    checks: [...tableChecks(layout), imageCheck(selection.findings.length, withImages.length, layout)],
    counts: {
      patients: new Set(withImages.map(({ patient }) => patient)).size,
      scans: new Set(withImages.map(({ series, range }) => `${series} ${range.first}`)).size,
      lesions: withImages.length,
    },
    fields: listFields(fields),
    sample: sampleOf(withImages.length > 0 ? withImages : selection.findings),
    warnings: [
      ...traps.flatMap(trapWarnings),
      ...(selection.refused.length > 0
        ? [
            {
              item: fields.table.value,
              message: `${counted(selection.refused.length, 'row')} will be refused; the report says why.`,
            },
          ]
        : []),
    ],
  };
}

const hasImages = ({ series }: Finding, { pngFolders, volumes }: DeepLesionLayout): boolean =>
  pngFolders.has(series) || volumes.has(series);

function tableChecks({ tables }: DeepLesionLayout): DatasetCheck[] {
  const official = tables.filter(({ kind }) => kind === 'official').map(({ name }) => name);
  const published = tables.filter(({ kind }) => kind === 'published').map(({ name }) => name);
  return [
    {
      label: 'DL_info.csv',
      state: official.length > 0 ? 'found' : published.length > 0 ? 'partly' : 'missing',
      detail:
        official.join(', ') ||
        (published.length > 0
          ? 'Not there; the seed tables of the reference package stand in.'
          : 'Put it beside the images.'),
    },
    ...(published.length > 0
      ? [{ label: 'Seed tables of the reference package', state: 'found' as const, detail: published.join(', ') }]
      : []),
  ];
}

function imageCheck(lesions: number, withImages: number, { pngFolders, volumes }: DeepLesionLayout): DatasetCheck {
  const parts = [
    ...(pngFolders.size > 0 ? [`slices of ${pngFolders.size} series`] : []),
    ...(volumes.size > 0 ? [`volumes of ${volumes.size} series`] : []),
  ];
  return {
    label: 'Images',
    state: withImages === 0 ? 'missing' : withImages < lesions ? 'partly' : 'found',
    detail:
      parts.length === 0
        ? 'Neither Images_png nor Images_nifti is here: name their folder below.'
        : `${parts.join(', ')}: ${withImages} of ${counted(lesions, 'lesion')} have their images.`,
  };
}

function trapWarnings({ table, traps }: Selection['traps'][number]): { item: string; message: string }[] {
  if (!traps.exchanged && !traps.mirrored) return [];
  const faults = [
    ...(traps.exchanged ? ['x and y are exchanged'] : []),
    ...(traps.mirrored
      ? [
          `z counts from the last slice${traps.confirmed > 0 ? ` (DL_info.csv shows it for ${counted(traps.confirmed, 'row')})` : ''}`,
        ]
      : []),
  ];
  const message = `${faults.join(' and ')}: as published, half of the seeds lie more than ${traps.medianErrorMm.toFixed(0)} mm from their lesions. They are corrected unless you choose otherwise.`;
  return [{ item: table, message: message.charAt(0).toUpperCase() + message.slice(1) }];
}

function sampleOf(findings: readonly Finding[]): DatasetPreview['sample'] {
  const number = (value: unknown): string => (typeof value === 'number' ? value.toFixed(1) : '');
  return {
    columns: ['Patient', 'Series', 'Slice', 'Column', 'Row', 'Lesion type', 'Diameters (mm)', 'Split', 'Correction'],
    rows: findings.slice(0, sampleRows).map((finding) => {
      const { patient, series, slice, column, row, values, correction } = finding;
      const diameters = [values['Long diameter'], values['Short diameter']].map(number).join(' × ');
      const split = values['Study split'] ?? values['Official split'] ?? '';
      const type = values['Lesion type'] ?? '';
      return [
        patient,
        series,
        String(slice),
        column.toFixed(1),
        row.toFixed(1),
        String(type),
        diameters,
        String(split),
        correction ?? '',
      ];
    }),
  };
}
