import { AppError } from '#shared/errors.ts';
import type { VolumeHeader } from './volume-header.ts';

const bytesByType: Record<string, number> = {};
const names: [number, string][] = [
  [1, 'signed char|int8|int8_t|uchar|unsigned char|uint8|uint8_t'],
  [
    2,
    'short|short int|signed short|signed short int|int16|int16_t|ushort|unsigned short|unsigned short int|uint16|uint16_t',
  ],
  [4, 'int|signed int|int32|int32_t|uint|unsigned int|uint32|uint32_t|float'],
  [
    8,
    'longlong|long long|long long int|signed long long|signed long long int|int64|int64_t|ulonglong|unsigned long long|unsigned long long int|uint64|uint64_t|double',
  ],
];
for (const [bytes, list] of names) for (const name of list.split('|')) bytesByType[name] = bytes;

export const isNrrd = (head: Buffer): boolean => /^NRRD000\d/.test(head.toString('latin1', 0, 8));

/** The fields of an attached (.nrrd) or detached (.nhdr) header. */
export function nrrdHeader(head: Buffer): VolumeHeader {
  const text = head.toString('latin1');
  const end = /\r?\n\r?\n/.exec(text);
  const fields = new Map<string, string>();
  for (const line of text
    .slice(0, end?.index ?? text.length)
    .split(/\r?\n/)
    .slice(1)) {
    const field = /^([^#:][^:]*):\s+(.*)$/.exec(line);
    if (field) fields.set((field[1] as string).toLowerCase(), (field[2] as string).trim());
  }
  const dataFile = fields.get('data file') ?? fields.get('datafile') ?? null;
  if (!end && dataFile === null) throw new AppError('unreadable-file', 'the header has no end.');
  const bytesPerVoxel = bytesByType[(fields.get('type') ?? '').toLowerCase()];
  if (!bytesPerVoxel) throw new AppError('unsupported', 'only images with one number per voxel are read.');
  return {
    size: (fields.get('sizes') ?? '').split(/\s+/).map(Number),
    bytesPerVoxel,
    dataFile,
    dataOffset: end ? end.index + end[0].length : 0,
    compression: compressionOf((fields.get('encoding') ?? '').toLowerCase()),
  };
}

function compressionOf(encoding: string): VolumeHeader['compression'] {
  if (encoding === 'raw') return 'none';
  return encoding === 'gzip' || encoding === 'gz' ? 'deflate' : 'other';
}
