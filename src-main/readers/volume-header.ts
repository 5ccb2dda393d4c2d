import { access } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '#shared/errors.ts';
import type { Geometry } from '#shared/imaging/geometry.ts';
import { namingFile, readHead, unreadable, unsupported } from './file-bytes.ts';
import { isMetaImage, metaHeader } from './meta-header.ts';
import { isNifti, niftiHeader } from './nifti-header.ts';
import { isNrrd, nrrdHeader } from './nrrd-header.ts';
import { type VoxelType, voxelBytes } from './voxel-types.ts';

/** `deflate`: zlib or gzip, told apart by their first bytes. `text`: decimal numbers between blanks. */
export type VoxelEncoding = 'raw' | 'deflate' | 'text';

/** What the header of a volume file claims, before anything is allocated for it. */
export interface VolumeHeader {
  readonly size: readonly number[];
  readonly type: VoxelType;
  readonly isBigEndian: boolean;
  /** Spacing, origin and direction in LPS, of the first three axes. */
  readonly place: Pick<Geometry, 'spacingMm' | 'originMm' | 'direction'>;
  /** Value = stored * slope + intercept. */
  readonly slope: number;
  readonly intercept: number;
  /** A file beside the header; null where the voxels follow the header in the same file, `image`: in the .img of a pair. */
  readonly dataFile: string | null;
  /** Bytes before the voxels, of the data after decompression where `isOffsetInflated`; null: the voxels are the last bytes. */
  readonly dataOffset: number | null;
  /** The whole file is gzipped, header and all (.nii.gz). */
  readonly isOffsetInflated: boolean;
  readonly encoding: VoxelEncoding;
  readonly warnings: readonly string[];
}

export interface DeclaredVolume extends VolumeHeader {
  /** The file that holds the voxels. */
  readonly dataPath: string;
  readonly geometry: Geometry;
}

/** No volume larger than this is decompressed into memory, or read in parts. */
const volumeLimitBytes: Readonly<Record<VoxelEncoding, number>> = { raw: 2 ** 36, deflate: 2 ** 30, text: 2 ** 28 };
/** DEFLATE cannot expand further than this. */
const largestRatio: Readonly<Record<VoxelEncoding, number>> = { raw: 1, deflate: 1032, text: 4 };
const headBytes = 64 * 1024;

/**
 * Reads the header of a NIfTI, NRRD or MetaImage file, told apart by content, and refuses what is not one scalar
 * three-dimensional image or claims more voxels than its file can hold. Of a pair of files (.hdr and .img), either may
 * be named.
 */
export async function readVolumeHeader(path: string): Promise<DeclaredVolume> {
  const headerPath = await headerOfPair(path);
  const { head } = await readHead(headerPath, headBytes);
  const header = namingFile(headerPath, () => parse(head));
  const size = threeAxes(headerPath, header.size);
  const geometry = { size, ...header.place };
  assertPlace(headerPath, geometry);
  const dataPath = await dataPathOf(headerPath, header.dataFile);
  const claimed = size[0] * size[1] * size[2] * voxelBytes[header.type];
  if (claimed > volumeLimitBytes[header.encoding]) {
    throw unsupported(
      headerPath,
      `the header claims ${Math.round(claimed / 2 ** 20)} MiB of voxels; at most ${volumeLimitBytes[header.encoding] / 2 ** 20} are read.`,
    );
  }
  const stored = (await readHead(dataPath, 0)).size;
  const before = header.isOffsetInflated ? 0 : (header.dataOffset ?? 0);
  if (claimed > (stored - before) * largestRatio[header.encoding]) {
    throw unreadable(
      dataPath,
      `the file is too small for its ${size.join(' x ')} voxels; it is truncated or its header is wrong.`,
    );
  }
  return { ...header, dataPath, geometry };
}

function parse(head: Buffer): VolumeHeader {
  if (isNrrd(head)) return nrrdHeader(head);
  if (isNifti(head)) return niftiHeader(head);
  if (isMetaImage(head)) return metaHeader(head);
  throw new AppError('unsupported', 'this is neither NIfTI, NRRD nor MetaImage.');
}

/** The .hdr beside an .img; any other path is itself. */
async function headerOfPair(path: string): Promise<string> {
  const header = path.replace(
    /\.img(\.gz)?$/i,
    (ending) => (ending.startsWith('.I') ? '.HDR' : '.hdr') + ending.slice(4),
  );
  return header !== path && (await isThere(header)) ? header : path;
}

async function dataPathOf(headerPath: string, dataFile: string | null): Promise<string> {
  if (dataFile === null) return headerPath;
  if (dataFile !== 'image') {
    const name = dataFile.replace(/^\.[/\\]/, '');
    const isPlain = /^[^/\\%\0]+$/.test(name) && name !== '.' && name !== '..' && !/^LIST\b/i.test(name);
    if (!isPlain) throw unsupported(headerPath, 'the voxels must be in one file beside the header.');
    return join(dirname(headerPath), name);
  }
  const stem = headerPath.replace(/\.hdr(\.gz)?$/i, '');
  for (const ending of ['.img', '.IMG', '.img.gz']) if (await isThere(stem + ending)) return stem + ending;
  throw unreadable(headerPath, 'the .img file that belongs to this header is not beside it.');
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

function threeAxes(path: string, size: readonly number[]): [number, number, number] {
  if (!size.every((length) => Number.isSafeInteger(length) && length > 0)) {
    throw unreadable(path, `the header gives the size ${size.join(' x ')}.`);
  }
  const [i, j, k] = size;
  if (!i || !j || !k || size.length < 3 || k < 2 || size.slice(3).some((length) => length > 1)) {
    throw unsupported(path, `an image of ${size.join(' x ')} voxels is not one volume.`);
  }
  return [i, j, k];
}

function assertPlace(path: string, { originMm, spacingMm, direction: d }: Geometry): void {
  if (![...originMm, ...d].every(Number.isFinite) || !spacingMm.every((mm) => mm > 0 && mm < 1e4)) {
    throw unreadable(path, 'the position, direction or spacing in the header is not usable.');
  }
  const product = (a: 0 | 1 | 2, b: 0 | 1 | 2) =>
    d[a] * d[b] + (d[a + 3] ?? 0) * (d[b + 3] ?? 0) + (d[a + 6] ?? 0) * (d[b + 6] ?? 0);
  const axes = [0, 1, 2] as const;
  const isOrthonormal = axes.every((a) => axes.every((b) => Math.abs(product(a, b) - (a === b ? 1 : 0)) < 1e-3));
  if (!isOrthonormal) throw unsupported(path, 'the axes are not perpendicular (a gantry tilt, for example).');
}
