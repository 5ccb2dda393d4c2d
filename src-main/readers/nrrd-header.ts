import { AppError } from '#shared/errors.ts';
import { type Direction, identityDirection, type Vec3 } from '#shared/imaging/geometry.ts';
import type { VolumeHeader, VoxelEncoding } from './volume-header.ts';
import type { VoxelType } from './voxel-types.ts';

const types = new Map<string, VoxelType>();
const names: [VoxelType, string][] = [
  ['int8', 'signed char|int8|int8_t'],
  ['uint8', 'uchar|unsigned char|uint8|uint8_t'],
  ['int16', 'short|short int|signed short|signed short int|int16|int16_t'],
  ['uint16', 'ushort|unsigned short|unsigned short int|uint16|uint16_t'],
  ['int32', 'int|signed int|int32|int32_t'],
  ['uint32', 'uint|unsigned int|uint32|uint32_t'],
  ['int64', 'longlong|long long|long long int|signed long long|signed long long int|int64|int64_t'],
  ['uint64', 'ulonglong|unsigned long long|unsigned long long int|uint64|uint64_t'],
  ['float32', 'float'],
  ['float64', 'double'],
];
for (const [type, list] of names) for (const name of list.split('|')) types.set(name, type);

const encodings: Readonly<Record<string, VoxelEncoding>> = {
  raw: 'raw',
  gzip: 'deflate',
  gz: 'deflate',
  text: 'text',
  txt: 'text',
  ascii: 'text',
};

/** Signs that turn the axes of a named space into LPS. */
const spaces: Readonly<Record<string, Vec3>> = {
  'left-posterior-superior': [1, 1, 1],
  lps: [1, 1, 1],
  'right-anterior-superior': [-1, -1, 1],
  ras: [-1, -1, 1],
  'left-anterior-superior': [1, -1, 1],
  las: [1, -1, 1],
};

type Place = Pick<VolumeHeader, 'place' | 'warnings'>;

export const isNrrd = (head: Buffer): boolean => /^NRRD000\d/.test(head.toString('latin1', 0, 8));

/** The fields of an attached (.nrrd) or detached (.nhdr) header. */
export function nrrdHeader(head: Buffer): VolumeHeader {
  const text = head.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  const fields = fieldsOf(text.slice(0, end?.index ?? text.length));
  const dataFile = fields.get('data file') ?? fields.get('datafile') ?? null;
  if (!end && dataFile === null) throw new AppError('unreadable-file', 'the header has no end.');
  const type = types.get((fields.get('type') ?? '').toLowerCase());
  if (!type) throw new AppError('unsupported', 'only images with one number per voxel are read.');
  const encodingName = (fields.get('encoding') ?? '').toLowerCase();
  const encoding = encodings[encodingName];
  if (!encoding) {
    throw new AppError(
      'unsupported',
      `voxels in the encoding "${encodingName.slice(0, 20)}" are not read; save them raw or gzipped.`,
    );
  }
  if (Number(fields.get('line skip') ?? fields.get('lineskip') ?? 0) !== 0) {
    throw new AppError('unsupported', 'lines before the voxels (line skip) are not read.');
  }
  const skip = Number(fields.get('byte skip') ?? fields.get('byteskip') ?? 0);
  if (!Number.isSafeInteger(skip) || skip < -1 || (skip !== 0 && encoding !== 'raw')) {
    throw new AppError('unsupported', 'the bytes before the voxels (byte skip) cannot be told.');
  }
  const start = dataFile === null && end ? end.index + end[0].length : 0;
  return {
    size: (fields.get('sizes') ?? '').split(/\s+/).map(Number),
    type,
    isBigEndian: (fields.get('endian') ?? 'little').toLowerCase() === 'big',
    ...placeOf(fields),
    slope: 1,
    intercept: 0,
    dataFile,
    dataOffset: skip === -1 ? null : start + skip,
    isOffsetInflated: false,
    encoding,
  };
}

function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split(/\r?\n/).slice(1)) {
    const field = /^([^#:][^:]*):(?!=)\s*(.*)$/.exec(line);
    if (field) fields.set((field[1] as string).toLowerCase(), (field[2] as string).trim());
  }
  return fields;
}

function placeOf(fields: ReadonlyMap<string, string>): Place {
  const vectors = [...(fields.get('space directions') ?? '').matchAll(/\(([^()]*)\)/g)].map(vectorOf);
  if (vectors.length === 0) return unplaced(fields);
  const name = (fields.get('space') ?? '').toLowerCase();
  const sign = spaces[name];
  if (vectors.length !== 3 || (name !== '' && !sign)) {
    throw new AppError(
      'unsupported',
      `the space "${name.slice(0, 40) || 'not named'}" does not place the voxels in the patient.`,
    );
  }
  const [sx, sy, sz] = sign ?? [1, 1, 1];
  const turned = vectors.map(([x, y, z]): Vec3 => [x * sx, y * sy, z * sz]) as [Vec3, Vec3, Vec3];
  const spacingMm = turned.map((vector) => Math.hypot(...vector)) as unknown as Vec3;
  const unit = (row: 0 | 1 | 2, column: 0 | 1 | 2) => turned[column][row] / spacingMm[column] + 0;
  const direction: Direction = [
    unit(0, 0),
    unit(0, 1),
    unit(0, 2),
    unit(1, 0),
    unit(1, 1),
    unit(1, 2),
    unit(2, 0),
    unit(2, 1),
    unit(2, 2),
  ];
  const originField = /\(([^()]*)\)/.exec(fields.get('space origin') ?? '');
  const origin = originField ? vectorOf(originField) : ([0, 0, 0] as Vec3);
  return {
    place: { spacingMm, originMm: [origin[0] * sx + 0, origin[1] * sy + 0, origin[2] * sz + 0], direction },
    warnings: [
      ...(sign ? [] : ['The header does not name its space; it is taken for left, posterior, superior.']),
      ...(originField ? [] : ['The header does not say where the first voxel is; it is put at (0, 0, 0).']),
    ],
  };
}

/** A file with spacings alone. */
function unplaced(fields: ReadonlyMap<string, string>): Place {
  const spacing = (fields.get('spacings') ?? '').split(/\s+/).map(Number);
  const [i, j, k] = spacing;
  return {
    place: {
      spacingMm: [i ?? Number.NaN, j ?? Number.NaN, k ?? Number.NaN],
      originMm: [0, 0, 0],
      direction: identityDirection,
    },
    warnings: ['The header does not say how the patient lies; the axes are taken for left, posterior and superior.'],
  };
}

function vectorOf(match: RegExpMatchArray): Vec3 {
  const [x, y, z] = (match[1] ?? '').split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return [x ?? Number.NaN, y ?? Number.NaN, z ?? Number.NaN];
}
