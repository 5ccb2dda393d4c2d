import { constants, gunzipSync } from 'node:zlib';
import { AppError } from '#shared/errors.ts';
import { type NiftiOrientation, niftiPlace } from './nifti-orientation.ts';
import type { VolumeHeader } from './volume-header.ts';
import type { VoxelType } from './voxel-types.ts';

/** The scalar ones of NIfTI's data types. */
const types: Readonly<Record<number, VoxelType>> = {
  2: 'uint8',
  4: 'int16',
  8: 'int32',
  16: 'float32',
  64: 'float64',
  256: 'int8',
  512: 'uint16',
  768: 'uint32',
  1024: 'int64',
  1280: 'uint64',
};

const isGzip = (head: Buffer): boolean => head[0] === 0x1f && head[1] === 0x8b;

type Version = 1 | 2;

/** Where the fields of the two versions lie in the header (nifti1.h, nifti2.h). */
const layouts = {
  1: {
    length: 348,
    dim: 40,
    datatype: 70,
    pixdim: 76,
    voxOffset: 108,
    slope: 112,
    units: 123,
    qform: 252,
    sform: 254,
    quatern: 256,
    srow: 280,
  },
  2: {
    length: 540,
    dim: 16,
    datatype: 12,
    pixdim: 104,
    voxOffset: 168,
    slope: 176,
    units: 500,
    qform: 344,
    sform: 348,
    quatern: 352,
    srow: 400,
  },
} as const;

/** NIfTI-1 or 2, plain or gzipped, in one file or the header of a pair. */
export const isNifti = (head: Buffer): boolean => versionOf(plainHead(head)) !== null;

export function niftiHeader(head: Buffer): VolumeHeader {
  const plain = plainHead(head);
  const found = versionOf(plain) as NonNullable<ReturnType<typeof versionOf>>;
  if (found.isAnalyze) {
    throw new AppError(
      'unsupported',
      'this is Analyze 7.5, which does not say where the patient lies; convert it to NIfTI.',
    );
  }
  const { version, isLittle, isPair } = found;
  const field = reader(plain, version, isLittle);
  const at = layouts[version];
  const dimensions = field.dim(at.dim);
  if (!(dimensions >= 1 && dimensions <= 7)) throw new AppError('unreadable-file', 'the header is damaged.');
  const type = types[field.short(at.datatype)];
  if (!type) throw new AppError('unsupported', 'only images with one number per voxel are read.');
  const step = version === 1 ? 4 : 8;
  const row = (n: number) => [0, 1, 2, 3].map((column) => field.real(at.srow + (n * 4 + column) * step));
  const orientation: NiftiOrientation = {
    pixdim: [0, 1, 2, 3].map((n) => field.real(at.pixdim + n * step)),
    qformCode: field.code(at.qform),
    sformCode: field.code(at.sform),
    quatern: [0, 1, 2].map((n) => field.real(at.quatern + n * step)),
    qoffset: [3, 4, 5].map((n) => field.real(at.quatern + n * step)),
    srow: [row(0), row(1), row(2)],
    units: field.units(at.units) & 7,
  };
  const slope = field.real(at.slope);
  const intercept = field.real(at.slope + step);
  const isScaled = Number.isFinite(slope) && slope !== 0 && Number.isFinite(intercept);
  const voxOffset = field.offset(at.voxOffset);
  return {
    size: Array.from({ length: dimensions }, (_, axis) => field.dim(at.dim + (axis + 1) * (version === 1 ? 2 : 8))),
    type,
    isBigEndian: !isLittle,
    ...niftiPlace(orientation),
    slope: isScaled ? slope : 1,
    intercept: isScaled ? intercept : 0,
    dataFile: isPair ? 'image' : null,
    dataOffset: isPair ? nonNegative(voxOffset) : Math.max(nonNegative(voxOffset), at.length + 4),
    isOffsetInflated: isGzip(head),
    encoding: isGzip(head) ? 'deflate' : 'raw',
  };
}

const nonNegative = (offset: number): number => (Number.isFinite(offset) && offset > 0 ? Math.floor(offset) : 0);

function versionOf(plain: Buffer): { version: Version; isLittle: boolean; isPair: boolean; isAnalyze: boolean } | null {
  for (const version of [1, 2] as const) {
    const { length } = layouts[version];
    if (plain.length < length) continue;
    const isLittle = plain.readInt32LE(0) === length;
    if (!isLittle && plain.readInt32BE(0) !== length) continue;
    const mark = version === 1 ? plain.toString('latin1', 344, 348) : plain.toString('latin1', 4, 8);
    const isPair = mark === `ni${version}\0`;
    if (!isPair && mark !== `n+${version}\0` && version === 2) continue;
    return { version, isLittle, isPair, isAnalyze: !isPair && mark !== `n+${version}\0` };
  }
  return null;
}

function reader(plain: Buffer, version: Version, isLittle: boolean) {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const short = (at: number) => view.getInt16(at, isLittle);
  const long = (at: number) => Number(view.getBigInt64(at, isLittle));
  const real = (at: number) => (version === 1 ? view.getFloat32(at, isLittle) : view.getFloat64(at, isLittle));
  return {
    short,
    real,
    dim: version === 1 ? short : long,
    code: version === 1 ? short : (at: number) => view.getInt32(at, isLittle),
    offset: version === 1 ? real : long,
    units: version === 1 ? (at: number) => view.getUint8(at) : (at: number) => view.getInt32(at, isLittle),
  };
}

/** The first bytes after decompression; empty where they do not decompress. */
function plainHead(head: Buffer): Buffer {
  if (!isGzip(head)) return head;
  try {
    return gunzipSync(head.subarray(0, 4096), { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 2 ** 23 });
  } catch {
    return Buffer.alloc(0);
  }
}
