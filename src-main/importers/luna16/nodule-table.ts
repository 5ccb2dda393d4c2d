import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { type RowOutcome, refusal } from '../dataset-report.ts';
import { readRecords, type TableRecord } from '../dataset-table.ts';

/** LUNA16's own annotations.csv. */
export const annotationColumns = ['seriesuid', 'coordX', 'coordY', 'coordZ', 'diameter_mm'] as const;
/** The seed tables of the reference package: malignancy 0 or 1. */
export const seedColumns = ['malignancy', 'coordX', 'coordY', 'coordZ', 'image_path'] as const;
/** The readers' mean ratings of the reference package, by voxels. */
export const ratedColumns = ['malignancy', 'spiculation', 'texture', 'bbox', 'centroid', 'scan'] as const;

/** A nodule of a table, in LPS mm: LUNA16's world coordinates are those of ITK. */
export interface Nodule {
  readonly item: string;
  readonly seriesUid: string;
  readonly seedMm: Vec3;
  readonly diameterMm: number | null;
  readonly malignant: boolean | null;
  readonly studySplit: string | null;
}

export interface Nodules {
  readonly nodules: readonly Nodule[];
  readonly refused: readonly RowOutcome[];
}

/** The nodules of annotations.csv, or of a seed table of the reference package. */
export async function readNodules(path: string, kind: 'annotations' | 'seeds', signal: AbortSignal): Promise<Nodules> {
  const nodules: Nodule[] = [];
  const refused: RowOutcome[] = [];
  const split = studySplitOf(path);
  const columns = kind === 'annotations' ? annotationColumns : seedColumns;
  for (const record of await readRecords(path, columns, signal)) {
    const item = `${basename(path)}, line ${record.line}`;
    try {
      const seedMm = seedOf(record);
      nodules.push(
        kind === 'annotations'
          ? {
              item,
              seriesUid: uidOf(record.text('seriesuid')),
              seedMm,
              diameterMm: diameterOf(record),
              malignant: null,
              studySplit: null,
            }
          : {
              item,
              seriesUid: uidOf(record.text('image_path')),
              seedMm,
              diameterMm: null,
              malignant: malignancyOf(record),
              studySplit: split,
            },
      );
    } catch (error) {
      refused.push(refusal(item, error));
    }
  }
  return { nodules, refused };
}

/** A nodule's mean ratings by its readers, at a voxel of its scan. */
export interface RatedNodule {
  readonly seriesUid: string;
  /** Column, row, slice from 0. */
  readonly voxel: Vec3;
  /** 1 to 5. */
  readonly malignancy: number;
}

/** The table writes row, column, slice. Rows that cannot be read are passed over: it only adds to other tables. */
export async function readRatedNodules(path: string, signal: AbortSignal): Promise<RatedNodule[]> {
  return (await readRecords(path, ratedColumns, signal)).flatMap((record) => {
    const [row, column, slice] = record.numbers('centroid') ?? [];
    const malignancy = record.number('malignancy');
    if (row === undefined || column === undefined || slice === undefined || malignancy === null) return [];
    return [{ seriesUid: record.text('scan'), voxel: [column, row, slice] as const, malignancy }];
  });
}

function uidOf(text: string): string {
  const uid = (text.split(/[/\\]/).at(-1) ?? '').replace(/\.mh[ad]$/i, '');
  if (!/^\d+(\.\d+){5,}$/.test(uid) || uid.length > 64)
    throw new AppError('invalid-input', 'The scan is not named by a series UID.');
  return uid;
}

function seedOf(record: TableRecord): Vec3 {
  const [x, y, z] = ['coordX', 'coordY', 'coordZ'].map((column) => record.number(column));
  if (typeof x !== 'number' || typeof y !== 'number' || typeof z !== 'number')
    throw new AppError('invalid-input', 'A coordinate is missing or no number.');
  return [x, y, z];
}

function diameterOf(record: TableRecord): number {
  const diameter = record.number('diameter_mm');
  if (diameter === null || diameter <= 0) throw new AppError('invalid-input', 'The diameter is missing or no length.');
  return diameter;
}

function malignancyOf(record: TableRecord): boolean {
  const value = record.number('malignancy');
  if (value !== 0 && value !== 1) throw new AppError('invalid-input', 'malignancy is neither 0 nor 1.');
  return value === 1;
}

/** The part of the study that a table is of, by its published name. */
function studySplitOf(path: string): string | null {
  const part = /^task2_(train|val|test)/i.exec(basename(path))?.[1]?.toLowerCase();
  return part === 'val' ? 'tune' : (part ?? null);
}
