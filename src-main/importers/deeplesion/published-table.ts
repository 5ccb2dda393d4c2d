import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { type RowOutcome, refusal } from '../dataset-report.ts';
import { readRecords, type TableRecord } from '../dataset-table.ts';
import {
  type Finding,
  namesOf,
  officialSplitOf,
  type SliceRange,
  sexOf,
  sliceRange,
  spacingOf,
  typeOf,
} from './finding.ts';
import { type TableFindings } from './official-table.ts';

/** Columns by which the seed tables of the reference package are told from other tables, all of which are needed. */
export const publishedColumns = [
  'Volume_fn',
  'centroid_x',
  'centroid_y',
  'centroid_z',
  'spacing_x',
  'spacing_y',
  'spacing_z',
  'coordX',
  'coordY',
  'coordZ',
] as const;

/** The known faults that a table shows. */
export interface PublishedTraps {
  readonly rows: number;
  /** coordX was made of the row and coordY of the column. */
  readonly exchanged: boolean;
  /** centroid_z counts from the last slice of the volume instead of the first. */
  readonly mirrored: boolean;
  /** Rows that DL_info.csv shows to be mirrored, and rows that it shows not to be. */
  readonly confirmed: number;
  readonly contradicted: number;
  /** Median of how far the seeds of the table lie from the lesions, in mm; 0 without a fault. */
  readonly medianErrorMm: number;
}

export interface PublishedTable {
  readonly path: string;
  readonly records: readonly TableRecord[];
  readonly traps: PublishedTraps;
}

/** Key slices of DL_info.csv by lesion: volume and bounding box. */
export type KeySlices = ReadonlyMap<string, number>;

export async function openPublishedTable(
  path: string,
  keySlices: KeySlices,
  signal: AbortSignal,
): Promise<PublishedTable> {
  const records = await readRecords(path, publishedColumns, signal);
  return { path, records, traps: findTraps(records, keySlices) };
}

/**
 * The seeds of a table of the reference package. Corrected: the lesion's own column, row and slice; otherwise the
 * coordinates as they stand.
 */
export function publishedFindings({ path, records, traps }: PublishedTable, corrected: boolean): TableFindings {
  const findings: Finding[] = [];
  const refused: RowOutcome[] = [];
  const studySplit = studySplitOf(path);
  // Types count from 0 here and from 1 in DL_info.csv; only the first has a type 0.
  const firstType = records.some((record) => record.number('Coarse_lesion_type') === 0) ? 0 : 1;
  for (const record of records) {
    const item = `${basename(path)}, line ${record.line}`;
    try {
      const row = publishedRow(record);
      const place = corrected ? truePlace(row, traps) : placeAsPublished(row);
      findings.push({
        item,
        ...row.names,
        range: row.range,
        ...place,
        spacingMm: row.spacingMm,
        sex: sexOf(record.text('Patient_gender')),
        values: {
          Age: record.number('Patient_age'),
          'Lesion type': typeOf(record.number('Coarse_lesion_type'), firstType),
          'Long diameter': record.number('lesion_diameters_x'),
          'Short diameter': record.number('lesion_diameters_y'),
          'Slice distance': row.spacingMm[2],
          'Possibly noisy': record.number('Possibly_noisy') === 1,
          'Official split': officialSplitOf(record),
          'Study split': studySplit,
        },
        correction: corrected ? correctionOf(traps) : null,
        warnings: [],
      });
    } catch (error) {
      refused.push(refusal(item, error));
    }
  }
  return { findings, refused };
}

interface PublishedRow {
  readonly names: { readonly series: string; readonly patient: string; readonly study: string };
  readonly range: SliceRange;
  readonly centroid: readonly [number, number, number];
  readonly coordMm: readonly [number, number, number];
  readonly spacingMm: readonly [number, number, number];
}

function publishedRow(record: TableRecord): PublishedRow {
  const match = /^(\d{6}_\d{2}_\d{2})_(\d+)-(\d+)\.nii(?:\.gz)?$/.exec(record.text('Volume_fn'));
  if (!match?.[1])
    throw new AppError('invalid-input', 'The name of the volume is not of the form 000123_01_02_045-067.nii.gz.');
  const three = (names: readonly string[]): [number, number, number] => {
    const [x, y, z] = names.map((name) => numberOf(record, name));
    return [x ?? 0, y ?? 0, z ?? 0];
  };
  const range = sliceRange([Number(match[2]), Number(match[3])]);
  const centroid = three(['centroid_x', 'centroid_y', 'centroid_z']);
  if (centroid[2] < 0 || centroid[2] > range.last - range.first + 1)
    throw new AppError('invalid-input', 'centroid_z does not lie in the volume.');
  return {
    names: { series: match[1], ...namesOf(match[1]) },
    range,
    centroid,
    coordMm: three(['coordX', 'coordY', 'coordZ']),
    spacingMm: spacingOf(three(['spacing_x', 'spacing_y', 'spacing_z'])),
  };
}

function numberOf(record: TableRecord, name: string): number {
  const value = record.number(name);
  if (value === null) throw new AppError('invalid-input', `${name} is missing or no number.`);
  return value;
}

type Place = Pick<Finding, 'column' | 'row' | 'slice'>;

const truePlace = (
  { centroid: [column, row, z], range }: PublishedRow,
  { mirrored }: Pick<PublishedTraps, 'mirrored'>,
): Place => ({
  column,
  row,
  slice: mirrored ? range.last - z + 1 : range.first + z,
});

const placeAsPublished = ({ coordMm: [x, y, z], spacingMm: s, range }: PublishedRow): Place => ({
  column: x / s[0],
  row: y / s[1],
  slice: range.first - z / s[2],
});

function correctionOf({ exchanged, mirrored }: PublishedTraps): string | null {
  const parts = [
    ...(exchanged ? ['x and y exchanged back'] : []),
    ...(mirrored ? ['z counted from the first slice instead of the last'] : []),
  ];
  return parts.length > 0 ? `${parts.join(', ')}.` : null;
}

/** A few pixels apart, column and row can no longer be taken for each other. */
const clearlyApartPx = 3;

function findTraps(records: readonly TableRecord[], keySlices: KeySlices): PublishedTraps {
  const rows = records.flatMap((record) => {
    try {
      return [{ ...publishedRow(record), box: record.numbers('bbox') }];
    } catch {
      return [];
    }
  });
  let [exchangedRows, straightRows, confirmed, contradicted] = [0, 0, 0, 0];
  for (const { centroid, coordMm, spacingMm, names, range, box } of rows) {
    const [column, row, z] = centroid;
    if (Math.abs(column - row) > clearlyApartPx) {
      const x = coordMm[0] / spacingMm[0];
      if (Math.abs(x - row) < Math.abs(x - column)) exchangedRows++;
      else straightRows++;
    }
    const key = box && keySlices.get(lesionKey(names.series, range, box));
    if (key === undefined || key === null) continue;
    if (key === range.last - z + 1) confirmed++;
    else if (key === range.first + z) contradicted++;
  }
  const exchanged = exchangedRows > straightRows;
  const mirrored =
    confirmed + contradicted > 0
      ? confirmed > contradicted
      : // The slices of a volume count from 0; counted from its last they run from 1.
        rows.length > 0 && rows.every(({ centroid }) => centroid[2] >= 1);
  const traps = { rows: records.length, exchanged, mirrored, confirmed, contradicted };
  return { ...traps, medianErrorMm: medianError(rows, mirrored) };
}

/** Of the seeds as they stand from those of the lesions, in mm. */
function medianError(rows: readonly PublishedRow[], mirrored: boolean): number {
  const errors = rows
    .map((row) => {
      const right = truePlace(row, { mirrored });
      const given = placeAsPublished(row);
      const { spacingMm: s } = row;
      return Math.hypot(
        (right.column - given.column) * s[0],
        (right.row - given.row) * s[1],
        (right.slice - given.slice) * s[2],
      );
    })
    .sort((a, b) => a - b);
  return errors[errors.length >> 1] ?? 0;
}

/** A lesion of DL_info.csv as the tables of the reference package name it: they keep the box in whole pixels. */
export const lesionKey = (series: string, { first, last }: SliceRange, box: readonly number[]): string =>
  `${series} ${first}-${last} ${box.map(Math.trunc).join(' ')}`;

/** The part of the study that a table is of, by its published name. */
function studySplitOf(path: string): string | null {
  const name = basename(path).toLowerCase();
  if (name.startsWith('pretrain')) return 'pre-training';
  const part = /task1_(train|val|test)/.exec(name)?.[1];
  return part === 'val' ? 'tune' : (part ?? null);
}
