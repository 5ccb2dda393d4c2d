import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { type RowOutcome, refusal } from '../dataset-report.ts';
import { readRecords, type TableRecord } from '../dataset-table.ts';
import { type Finding, namesOf, officialSplitOf, sexOf, sliceRange, spacingOf, typeOf } from './finding.ts';
import { crossing, type PixelPoint } from './recist.ts';

/** Columns by which DL_info.csv is told from other tables, all of which are needed. */
export const officialColumns = [
  'File_name',
  'Key_slice_index',
  'Measurement_coordinates',
  'Bounding_boxes',
  'Slice_range',
  'Spacing_mm_px_',
] as const;

export interface TableFindings {
  readonly findings: readonly Finding[];
  readonly refused: readonly RowOutcome[];
}

/** Every lesion of DL_info.csv. @param boxCentre what is done where the diameters do not cross: the centre of the box. */
export async function readOfficialTable(
  path: string,
  { boxCentre, signal }: { boxCentre: boolean; signal: AbortSignal },
): Promise<TableFindings> {
  const findings: Finding[] = [];
  const refused: RowOutcome[] = [];
  for (const record of await readRecords(path, officialColumns, signal)) {
    const item = `${basename(path)}, line ${record.line}`;
    try {
      findings.push(officialFinding(record, item, boxCentre));
    } catch (error) {
      refused.push(refusal(item, error));
    }
  }
  return { findings, refused };
}

function officialFinding(record: TableRecord, item: string, boxCentre: boolean): Finding {
  const series = /^(.+)_\d+\.png$/i.exec(record.text('File_name'))?.[1] ?? '';
  const range = sliceRange(record.numbers('Slice_range'));
  const slice = record.number('Key_slice_index');
  if (slice === null || slice < range.first || slice > range.last)
    throw new AppError('invalid-input', 'The key slice does not lie in the range of slices.');
  const spacingMm = spacingOf(record.numbers('Spacing_mm_px_'));
  const crossed = crossingOf(record);
  const [column, row] = crossed ?? (boxCentre ? boxCentreOf(record) : noCrossing());
  const [long, short] = record.numbers('Lesion_diameters_Pixel_') ?? [];
  const noisy = record.number('Possibly_noisy');
  return {
    item,
    series,
    ...namesOf(series),
    range,
    slice,
    column,
    row,
    spacingMm,
    sex: sexOf(record.text('Patient_gender')),
    values: {
      Age: record.number('Patient_age'),
      'Lesion type': typeOf(record.number('Coarse_lesion_type'), 1),
      'Long diameter': long === undefined ? null : long * spacingMm[0],
      'Short diameter': short === undefined ? null : short * spacingMm[1],
      'Slice distance': spacingMm[2],
      'Possibly noisy': noisy === null ? null : noisy === 1,
      'Official split': officialSplitOf(record),
      'Study split': null,
    },
    correction: crossed ? null : 'The diameters do not cross: the seed is the centre of the bounding box.',
    warnings: crossed ? [] : ['The two diameters do not cross.'],
  };
}

function crossingOf(record: TableRecord): PixelPoint | null {
  const ends = record.numbers('Measurement_coordinates');
  if (ends?.length !== 8) throw new AppError('invalid-input', 'The ends of the two diameters are not eight numbers.');
  const point = (n: number): PixelPoint => [ends[n] ?? 0, ends[n + 1] ?? 0];
  return crossing({ long: [point(0), point(2)], short: [point(4), point(6)] });
}

function boxCentreOf(record: TableRecord): PixelPoint {
  const box = record.numbers('Bounding_boxes');
  if (box?.length !== 4) throw new AppError('invalid-input', 'The bounding box is not four numbers.');
  const [left = 0, top = 0, right = 0, bottom = 0] = box;
  return [(left + right) / 2, (top + bottom) / 2];
}

function noCrossing(): never {
  throw new AppError(
    'invalid-input',
    'The two diameters do not cross, so there is no seed. Import it with the centre of its bounding box, or leave it out.',
  );
}
