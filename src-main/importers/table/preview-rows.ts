import type { RowsPreview, TableMapping } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import { isMissing } from './cell-values.ts';
import { ImagePathFinder, nameOf } from './image-path.ts';
import { MappedColumns } from './mapped-columns.ts';
import { readTableRows } from './table-rows.ts';
import { byLevel, readValues } from './value-cells.ts';

type PreviewedRow = RowsPreview['rows'][number];

const longestCell = 120;

/** What the first rows become under a mapping. Images and masks are looked for and not opened. */
export async function previewRows(
  path: string,
  mapping: TableMapping,
  limit: number,
  signal: AbortSignal,
): Promise<RowsPreview> {
  const { image, seed, mask, lesion, reader, features, clinical } = mapping;
  const entries = byLevel(clinical);
  const finder = new ImagePathFinder(path, mapping.imageFolder);
  const ended = new AbortController();
  const rows: PreviewedRow[] = [];
  let columns: MappedColumns | null = null;

  const describe = (known: MappedColumns, cells: readonly string[]): Omit<PreviewedRow, 'line'> => {
    const problems: string[] = [];
    const attempt = (read: () => string): string | null => {
      try {
        return read().slice(0, longestCell);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        problems.push(error.message);
        return null;
      }
    };
    const optional = (column: string): string | null => {
      const text = known.cell(cells, column).trim();
      return isMissing(text) ? null : text.slice(0, longestCell);
    };
    if (cells.length > known.width) problems.push('The row has more values than the table has columns.');
    if (optional(mapping.patient) === null) problems.push(`The patient column "${mapping.patient}" is empty.`);
    const shown: (string | null)[] = [optional(mapping.patient)];
    if (image) shown.push(attempt(() => nameOf(finder.find(known.path(cells, image, 'image')))));
    if (seed) {
      shown.push(attempt(() => [seed.x, seed.y, seed.z].map((column) => known.coordinate(cells, column)).join(', ')));
    }
    if (mask) shown.push(attempt(() => nameOf(finder.find(known.path(cells, mask.path, 'mask')))));
    for (const column of [lesion, reader]) if (column !== null) shown.push(optional(column));
    if (features) {
      shown.push(attempt(() => (known.features(cells) ? `${features.count} values` : 'none')));
    }
    const values = readValues(known, cells, entries);
    const byName = new Map(entries.patient.map(({ name }, index) => [name, values.patient[index] ?? null]));
    for (const { name } of clinical) {
      const value = byName.get(name) ?? values.lesion[name] ?? null;
      shown.push(value === null ? null : String(value).slice(0, longestCell));
    }
    problems.push(...values.notes);
    return { cells: shown, problem: problems.length > 0 ? problems.join(' ') : null };
  };

  const header = [
    mapping.patient,
    ...(image ? ['Image'] : []),
    ...(seed ? [`Seed (${mapping.seedSpace === 'voxel' ? 'voxel' : `${mapping.seedSpace} mm`})`] : []),
    ...(mask ? ['Mask'] : []),
    ...[lesion, reader].filter((column) => column !== null),
    ...(features ? ['Features'] : []),
    ...clinical.map(({ name, unit }) => (unit === null ? name : `${name} (${unit})`)),
  ];
  await readTableRows(
    path,
    {
      onHeader(found) {
        columns = new MappedColumns(mapping, found);
      },
      onRow(cells, line) {
        if (!columns || rows.length >= limit) return;
        rows.push({ line, ...describe(columns, cells) });
        if (rows.length >= limit) ended.abort();
      },
    },
    AbortSignal.any([signal, ended.signal]),
  ).catch((error: unknown) => {
    signal.throwIfAborted();
    if (!ended.signal.aborted) throw error;
  });
  return { columns: header, rows };
}
