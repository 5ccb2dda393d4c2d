import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { niftiBytes } from '#test/main/readers/tiny-files.ts';

/** A small DeepLesion: 40 columns x 32 rows, 0.8 x 0.8 x 2 mm; soft tissue at 40 HU, one voxel of 900 HU per lesion. */
export const columns = 40;
export const rows = 32;
export const spacingMm = [0.8, 0.8, 2] as const;

export interface BrightVoxel {
  readonly column: number;
  readonly row: number;
  /** As the slices are numbered. */
  readonly slice: number;
}

const background = 40;
export const bright = 900;

/** The slices `first` to `last` of a series as 16-bit PNG files, values stored as HU + 32768. */
export function writePngSeries(
  root: string,
  series: string,
  first: number,
  last: number,
  voxels: readonly BrightVoxel[],
): void {
  const folder = join(root, 'Images_png', series);
  mkdirSync(folder, { recursive: true });
  for (let slice = first; slice <= last; slice++) {
    const data = new Uint16Array(columns * rows).fill(background + 32768);
    for (const voxel of voxels) if (voxel.slice === slice) data[voxel.row * columns + voxel.column] = bright + 32768;
    const png = encode({ width: columns, height: rows, data, depth: 16, channels: 1 });
    writeFileSync(join(folder, `${String(slice).padStart(3, '0')}.png`), png);
  }
}

/**
 * The same as the data set's own script writes it: the array is [row][column][slice], the affine maps rows to -y and
 * columns to -x and slices to -z in RAS, so to +y, +x and -z in LPS.
 */
export function writeVolume(
  root: string,
  series: string,
  first: number,
  last: number,
  voxels: readonly BrightVoxel[],
): void {
  const folder = join(root, 'Images_nifti');
  mkdirSync(folder, { recursive: true });
  const depth = last - first + 1;
  const hu = new Int16Array(rows * columns * depth).fill(background);
  for (const { column, row, slice } of voxels) hu[((slice - first) * columns + column) * rows + row] = bright;
  const geometry = {
    size: [rows, columns, depth] as const,
    spacingMm: [spacingMm[1], spacingMm[0], spacingMm[2]] as const,
    originMm: [0, 0, 0] as const,
    direction: [0, 1, 0, 1, 0, 0, 0, 0, -1] as const,
  };
  const pad = (n: number): string => String(n).padStart(3, '0');
  writeFileSync(join(folder, `${series}_${pad(first)}-${pad(last)}.nii`), niftiBytes(geometry, hu));
}

const officialHeader =
  'File_name,Patient_index,Study_index,Series_ID,Key_slice_index,Measurement_coordinates,Bounding_boxes,Lesion_diameters_Pixel_,Normalized_lesion_location,Coarse_lesion_type,Possibly_noisy,Slice_range,Spacing_mm_px_,Image_size,DICOM_windows,Patient_gender,Patient_age,Train_Val_Test';

export interface OfficialRow {
  readonly series: string;
  readonly slice: number;
  readonly range: readonly [number, number];
  /** Ends of the long, then of the short diameter: x, y, x, y, ... */
  readonly ends: readonly number[];
  readonly type?: number;
  readonly noisy?: 0 | 1;
  readonly split?: 1 | 2 | 3;
  readonly spacing?: readonly number[];
  readonly sex?: string;
}

export const boxOf = ({ ends }: Pick<OfficialRow, 'ends'>): number[] => {
  const xs = ends.filter((_, n) => n % 2 === 0);
  const ys = ends.filter((_, n) => n % 2 === 1);
  return [Math.min(...xs) - 5, Math.min(...ys) - 5, Math.max(...xs) + 5, Math.max(...ys) + 5];
};

export function writeOfficialTable(root: string, table: readonly OfficialRow[]): string {
  const lines = table.map((row) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = row.ends;
    const quoted = (values: readonly number[]): string => `"${values.join(', ')}"`;
    return [
      `${row.series}_${String(row.slice).padStart(3, '0')}.png`,
      Number(row.series.slice(0, 6)),
      1,
      1,
      row.slice,
      quoted(row.ends),
      quoted(boxOf(row)),
      quoted([Math.hypot(c - a, d - b), Math.hypot(g - e, h - f)]),
      '"0.4, 0.3, 0.4"',
      row.type ?? -1,
      row.noisy ?? 0,
      quoted(row.range),
      quoted(row.spacing ?? spacingMm),
      '"32, 40"',
      '"-175, 275"',
      row.sex ?? 'F',
      62,
      row.split ?? 1,
    ].join(',');
  });
  const path = join(root, 'DL_info.csv');
  writeFileSync(path, `${[officialHeader, ...lines].join('\n')}\n`);
  return path;
}

const publishedHeader =
  'Unnamed: 0,Volume_fn,Train_Val_Test,DICOM_windows,Patient_gender,Patient_age,Coarse_lesion_type,Possibly_noisy,bbox,centroid_x,centroid_y,centroid_z,lesion_diameters_x,lesion_diameters_y,lesion_diameters_z,spacing_x,spacing_y,spacing_z,image_path,coordX,coordY,coordZ';

/** A table as the scripts of the reference package write it, faults included. */
export function writePublishedTable(root: string, name: string, table: readonly (OfficialRow & BrightVoxel)[]): string {
  const lines = table.map((row, n) => {
    const volume = `${row.series}_${row.range.map((end) => String(end).padStart(3, '0')).join('-')}.nii.gz`;
    const z = row.range[1] - row.slice + 1;
    const [sx, sy, sz] = spacingMm;
    return [
      n,
      volume,
      row.split ?? 2,
      '"-175, 275"',
      'F',
      62,
      row.type ?? 0,
      0,
      `"[${boxOf(row).map(Math.trunc).join(', ')}]"`,
      row.column,
      row.row,
      z,
      8,
      6,
      8,
      sx,
      sy,
      sz,
      `/mnt/data/${volume}`,
      row.row * sx,
      row.column * sy,
      -z * sz,
    ].join(',');
  });
  const path = join(root, name);
  writeFileSync(path, `${[publishedHeader, ...lines].join('\n')}\n`);
  return path;
}
