import { dirname, join } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { namingFile, readHead, unreadable, unsupported } from './file-bytes.ts';
import { isMetaImage, metaHeader } from './meta-header.ts';
import { isNifti, niftiHeader } from './nifti-header.ts';
import { isNrrd, nrrdHeader } from './nrrd-header.ts';

export type VolumeFormat = 'nifti' | 'nrrd' | 'meta';

/** What the header of a volume file claims, before anything is allocated for it. */
export interface VolumeHeader {
  readonly size: readonly number[];
  readonly bytesPerVoxel: number;
  /** Null where the voxels follow the header in the same file. */
  readonly dataFile: string | null;
  /** Bytes before the voxels in the file (after decompression, for .nii.gz). */
  readonly dataOffset: number;
  readonly compression: 'none' | 'deflate' | 'other';
}

export interface DeclaredVolume extends VolumeHeader {
  readonly format: VolumeFormat;
  /** Bytes of the voxels once decompressed. */
  readonly voxelBytes: number;
}

/** No volume larger than this is decoded. */
const volumeLimitBytes = 2 ** 30;
/** DEFLATE cannot expand further than this. */
const largestRatio = 1032;
const headBytes = 64 * 1024;

/**
 * Reads the header of a NIfTI, NRRD or MetaImage file, told apart by content, and refuses what is not one scalar
 * three-dimensional image or claims more voxels than its file can hold.
 */
export async function readVolumeHeader(path: string): Promise<DeclaredVolume> {
  const { head, size } = await readHead(path, headBytes);
  const { format, header } = namingFile(path, () => parse(head));
  assertVolume(path, header.size);
  const voxelBytes = header.size.reduce((product, length) => product * length, header.bytesPerVoxel);
  if (voxelBytes > volumeLimitBytes) {
    throw unsupported(
      path,
      `the header claims ${Math.round(voxelBytes / 2 ** 20)} MiB of voxels; at most ${volumeLimitBytes / 2 ** 20} are read.`,
    );
  }
  const stored =
    header.dataFile === null
      ? size - (header.compression === 'none' ? header.dataOffset : 0)
      : await dataFileSize(path, header.dataFile);
  const ratio = header.compression === 'none' ? 1 : largestRatio;
  if (voxelBytes > stored * ratio) {
    throw unreadable(
      path,
      `the file is too small for its ${header.size.join(' x ')} voxels; it is truncated or its header is wrong.`,
    );
  }
  return { ...header, format, voxelBytes };
}

function parse(head: Buffer): { format: VolumeFormat; header: VolumeHeader } {
  if (isNrrd(head)) return { format: 'nrrd', header: nrrdHeader(head) };
  if (isNifti(head)) return { format: 'nifti', header: niftiHeader(head) };
  if (isMetaImage(head)) return { format: 'meta', header: metaHeader(head) };
  throw new AppError('unsupported', 'this is neither NIfTI, NRRD nor MetaImage.');
}

function assertVolume(path: string, size: readonly number[]): void {
  if (!size.every((length) => Number.isInteger(length) && length > 0)) {
    throw unreadable(path, `the header gives the size ${size.join(' x ')}.`);
  }
  const extra = size.slice(3).some((length) => length > 1);
  if (size.length < 3 || extra) throw unsupported(path, `an image of ${size.join(' x ')} voxels is not one volume.`);
}

async function dataFileSize(path: string, dataFile: string): Promise<number> {
  if (!/^[^/\\%]+$/.test(dataFile) || dataFile === '..' || dataFile.toUpperCase() === 'LIST') {
    throw unsupported(path, 'the voxels must be in one file beside the header.');
  }
  return (await readHead(join(dirname(path), dataFile), 0)).size;
}
