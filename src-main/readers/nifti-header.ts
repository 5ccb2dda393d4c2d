import { constants, gunzipSync } from 'node:zlib';
import { AppError } from '#shared/errors.ts';
import type { VolumeHeader } from './volume-header.ts';

/** Bits per voxel by NIfTI data type: the scalar ones. */
const bytesByType: Record<number, number> = {
  2: 1,
  4: 2,
  8: 4,
  16: 4,
  64: 8,
  256: 1,
  512: 2,
  768: 4,
  1024: 8,
  1280: 8,
};

const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** NIfTI-1 in one file, plain or gzipped. */
export function isNifti(head: Buffer): boolean {
  const plain = plainHead(head);
  return plain.length >= 348 && ['n+1\0', 'ni1\0'].includes(plain.toString('latin1', 344, 348));
}

export function niftiHeader(head: Buffer): VolumeHeader {
  const plain = plainHead(head);
  if (plain.toString('latin1', 344, 347) === 'ni1') {
    throw new AppError('unsupported', 'NIfTI in two files (.hdr and .img) is not read; convert it to one .nii file.');
  }
  const isLittle = plain.readInt32LE(0) === 348;
  const int16 = (at: number) => (isLittle ? plain.readInt16LE(at) : plain.readInt16BE(at));
  const voxelOffset = isLittle ? plain.readFloatLE(108) : plain.readFloatBE(108);
  const dimensions = int16(40);
  const bytesPerVoxel = bytesByType[int16(70)];
  if (dimensions < 1 || dimensions > 7) throw new AppError('unreadable-file', 'the header is damaged.');
  if (!bytesPerVoxel) throw new AppError('unsupported', 'only images with one number per voxel are read.');
  return {
    size: Array.from({ length: dimensions }, (_, axis) => int16(42 + axis * 2)),
    bytesPerVoxel,
    dataFile: null,
    dataOffset: Number.isFinite(voxelOffset) ? Math.max(voxelOffset, 348) : 352,
    compression: isGzip(head) ? 'deflate' : 'none',
  };
}

/** The first bytes after decompression; empty where they do not decompress. */
function plainHead(head: Buffer): Buffer {
  if (!isGzip(head)) return head;
  try {
    return gunzipSync(head.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}
