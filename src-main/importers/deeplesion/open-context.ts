import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type OpenScan, openScan } from '#main/readers/open-scan.ts';
import type { ScanSource } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import { type Geometry, identityDirection, type Vec3 } from '#shared/imaging/geometry.ts';
import { filesIn } from '../dataset-files.ts';
import type { Finding } from './finding.ts';
import type { DeepLesionLayout } from './layout.ts';

/** Slices around a key slice, opened. */
export interface Context {
  readonly source: ScanSource;
  readonly scan: OpenScan;
  /** The slice at z = 0; slices are counted from head to feet, so that z falls. */
  readonly firstSlice: number;
  readonly lastSlice: number;
}

/** Where a context is, and by what name lesions of one scan find each other. */
export interface ContextPlace {
  readonly key: string;
  readonly open: (signal: AbortSignal) => Promise<Context>;
}

const offsetHu = 32768;

/** The images of a finding. Refuses with `not-found` what is not there. @param form which of the two is preferred. */
export async function locateContext(
  finding: Finding,
  { pngFolders, volumes }: Pick<DeepLesionLayout, 'pngFolders' | 'volumes'>,
  form: 'png' | 'nifti',
): Promise<ContextPlace> {
  const { series, range, slice } = finding;
  const folder = pngFolders.get(series);
  const ofSeries = volumes.get(series) ?? [];
  const volume =
    ofSeries.find(({ first, last }) => first === range.first && last === range.last) ??
    ofSeries.find(({ first, last }) => slice >= first && slice <= last);
  if (folder !== undefined && (form === 'png' || !volume)) return locatePng(finding, folder);
  if (volume) {
    const { path, first, last } = volume;
    const open = async (signal: AbortSignal): Promise<Context> => {
      const source = { format: 'volume' as const, path };
      return { source, scan: await openScan(source, { signal }), firstSlice: first, lastSlice: last };
    };
    return { key: path, open };
  }
  throw new AppError('not-found', `There is neither a folder ${series} of slices nor a volume of this lesion.`);
}

/** The unbroken run of slices in the folder that holds the slice of the seed. */
async function locatePng({ series, slice, spacingMm }: Finding, folder: string): Promise<ContextPlace> {
  const numbers = new Map<number, string>();
  for (const name of await filesIn(folder)) {
    const match = /^(\d{1,4})\.png$/i.exec(name);
    if (match) numbers.set(Number(match[1]), join(folder, name));
  }
  const middle = Math.round(slice);
  if (!numbers.has(middle))
    throw new AppError('not-found', `The slice ${String(middle).padStart(3, '0')}.png is not in the folder ${series}.`);
  let [first, last] = [middle, middle];
  while (numbers.has(first - 1)) first--;
  while (numbers.has(last + 1)) last++;
  // A scan's first voxel is the lowest, and slices are numbered from head to feet.
  const files = Array.from({ length: last - first + 1 }, (_, n) => numbers.get(last - n) as string);
  return {
    key: `${folder} ${first}-${last} ${spacingMm.join(' ')}`,
    async open(signal) {
      const geometry = await pngGeometry(files, spacingMm);
      const source = { format: 'png-slices' as const, files, geometry, offsetHu };
      return { source, scan: await openScan(source, { signal }), firstSlice: first, lastSlice: last };
    },
  };
}

/**
 * The published slices carry no position: x and y are 0 at the centre of the first pixel of a slice and z is 0 at the
 * first slice, as in the volumes that the data set's own script makes; the axes are taken to be those of a patient lying
 * on the back, as that script does.
 */
async function pngGeometry(files: readonly string[], spacingMm: Vec3): Promise<Geometry> {
  const [columns, rows] = await pngSize(files[0] as string);
  return {
    size: [columns, rows, files.length],
    spacingMm,
    originMm: [0, 0, -(files.length - 1) * spacingMm[2]],
    direction: identityDirection,
  };
}

async function pngSize(path: string): Promise<[number, number]> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(24), 0, 24, 0);
    if (bytesRead < 24 || buffer.readUInt32BE(0) !== 0x89504e47)
      throw new AppError('unreadable-file', `“${basename(path)}” is not a PNG image.`);
    const size: [number, number] = [buffer.readUInt32BE(16), buffer.readUInt32BE(20)];
    if (size.some((length) => length < 1 || length > 4096))
      throw new AppError('unreadable-file', `“${basename(path)}” claims an impossible size.`);
    return size;
  } finally {
    await file.close();
  }
}

/** Where a finding lies in its context, in LPS mm. */
export const seedOf = (
  { column, row, slice, spacingMm: s }: Finding,
  { firstSlice }: Pick<Context, 'firstSlice'>,
): Vec3 => [column * s[0], row * s[1], (firstSlice - slice) * s[2]];
