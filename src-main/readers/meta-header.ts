import { AppError } from '#shared/errors.ts';
import type { Direction, Vec3 } from '#shared/imaging/geometry.ts';
import type { VolumeHeader } from './volume-header.ts';
import type { VoxelType } from './voxel-types.ts';

const types: Readonly<Record<string, VoxelType>> = {
  MET_CHAR: 'int8',
  MET_UCHAR: 'uint8',
  MET_SHORT: 'int16',
  MET_USHORT: 'uint16',
  MET_INT: 'int32',
  MET_UINT: 'uint32',
  MET_LONG: 'int32',
  MET_ULONG: 'uint32',
  MET_LONG_LONG: 'int64',
  MET_ULONG_LONG: 'uint64',
  MET_FLOAT: 'float32',
  MET_DOUBLE: 'float64',
};

export const isMetaImage = (head: Buffer): boolean =>
  /^\s*(ObjectType|NDims|Comment)\s*=/.test(head.toString('latin1', 0, 256));

/** The fields of a MetaImage header: .mha with the voxels after it, or .mhd beside them. Its space is LPS. */
export function metaHeader(head: Buffer): VolumeHeader {
  const text = head.toString('latin1');
  const end = /^ElementDataFile\s*=\s*([^\r\n]*)\r?\n?/m.exec(text);
  if (!end) throw new AppError('unreadable-file', 'the header has no end (ElementDataFile).');
  const fields = new Map<string, string>();
  for (const line of text.slice(0, end.index).split(/\r?\n/)) {
    const at = line.indexOf('=');
    if (at > 0) fields.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  const field = (...names: string[]) => names.map((name) => fields.get(name)).find((value) => value !== undefined);
  const isTrue = (...names: string[]) => /^(true|t|1)$/i.test(field(...names) ?? '');
  const type = types[field('ElementType') ?? ''];
  if (!type || Number(field('ElementNumberOfChannels') ?? 1) !== 1) {
    throw new AppError('unsupported', 'only images with one number per voxel are read.');
  }
  const dataFile = (end[1] as string).trim();
  const isLocal = dataFile.toUpperCase() === 'LOCAL';
  const skip = Number(field('HeaderSize') ?? 0);
  if (!Number.isSafeInteger(skip) || skip < -1) throw new AppError('unreadable-file', 'the header is damaged.');
  return {
    size: numbersOf(field('DimSize')),
    type,
    isBigEndian: isTrue('BinaryDataByteOrderMSB', 'ElementByteOrderMSB'),
    ...placeOf(field),
    slope: 1,
    intercept: 0,
    dataFile: isLocal ? null : dataFile,
    dataOffset: skip === -1 ? null : skip + (isLocal ? end.index + end[0].length : 0),
    isOffsetInflated: false,
    encoding: isTrue('CompressedData') ? 'deflate' : /^(false|f|0)$/i.test(field('BinaryData') ?? '') ? 'text' : 'raw',
  };
}

/** TransformMatrix lists the axes one after the other. */
function placeOf(field: (...names: string[]) => string | undefined): Pick<VolumeHeader, 'place' | 'warnings'> {
  const three = (values: readonly number[]): Vec3 => [
    values[0] ?? Number.NaN,
    values[1] ?? Number.NaN,
    values[2] ?? Number.NaN,
  ];
  const matrix = field('TransformMatrix', 'Rotation', 'Orientation');
  const offset = field('Offset', 'Origin', 'Position');
  const m = matrix ? numbersOf(matrix) : [1, 0, 0, 0, 1, 0, 0, 0, 1];
  const at = (n: number) => m[n] ?? Number.NaN;
  const direction: Direction = [at(0), at(3), at(6), at(1), at(4), at(7), at(2), at(5), at(8)];
  return {
    place: {
      spacingMm: three(numbersOf(field('ElementSpacing', 'ElementSize') ?? '1 1 1')),
      originMm: three(offset ? numbersOf(offset) : [0, 0, 0]),
      direction,
    },
    warnings: offset ? [] : ['The header does not say where the first voxel is; it is put at (0, 0, 0).'],
  };
}

const numbersOf = (text: string | undefined): number[] => (text ?? '').split(/\s+/).map(Number);
