import { AppError } from '#shared/errors.ts';
import type { VolumeHeader } from './volume-header.ts';

const bytesByType: Record<string, number> = {
  MET_CHAR: 1,
  MET_UCHAR: 1,
  MET_SHORT: 2,
  MET_USHORT: 2,
  MET_INT: 4,
  MET_UINT: 4,
  MET_LONG: 4,
  MET_ULONG: 4,
  MET_LONG_LONG: 8,
  MET_ULONG_LONG: 8,
  MET_FLOAT: 4,
  MET_DOUBLE: 8,
};

export const isMetaImage = (head: Buffer): boolean =>
  /^\s*(ObjectType|NDims|Comment)\s*=/.test(head.toString('latin1', 0, 256));

/** The fields of a MetaImage header: .mha with the voxels after it, or .mhd beside them. */
export function metaHeader(head: Buffer): VolumeHeader {
  const text = head.toString('latin1');
  const end = /^ElementDataFile\s*=\s*([^\r\n]*)\r?\n?/m.exec(text);
  if (!end) throw new AppError('unreadable-file', 'the header has no end (ElementDataFile).');
  const fields = new Map<string, string>();
  for (const line of text.slice(0, end.index).split(/\r?\n/)) {
    const at = line.indexOf('=');
    if (at > 0) fields.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  const bytesPerVoxel = bytesByType[fields.get('ElementType') ?? ''];
  if (!bytesPerVoxel || Number(fields.get('ElementNumberOfChannels') ?? 1) !== 1) {
    throw new AppError('unsupported', 'only images with one number per voxel are read.');
  }
  const dataFile = (end[1] as string).trim();
  return {
    size: (fields.get('DimSize') ?? '').split(/\s+/).map(Number),
    bytesPerVoxel,
    dataFile: dataFile.toUpperCase() === 'LOCAL' ? null : dataFile,
    dataOffset: end.index + end[0].length,
    compression: (fields.get('CompressedData') ?? 'False').toLowerCase() === 'true' ? 'deflate' : 'none',
  };
}
