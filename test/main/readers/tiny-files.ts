import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { type Geometry, type Vec3, voxelToWorld } from '#shared/imaging/geometry.ts';

/** Writers of tiny image files, each by the letter of its format and independent of the readers. */

export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'seedpoint-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

type Value = string | number | Uint8Array | DicomElements[];
/** Tag `ggggeeee` -> value representation and value. */
export type DicomElements = Record<string, [vr: string, value: Value]>;

const longVrs = new Set(['OB', 'OV', 'OW', 'SQ', 'SV', 'UN', 'UT']);

function encodeValue(vr: string, value: Value, explicit: boolean): Buffer {
  if (Array.isArray(value)) {
    return Buffer.concat(
      value.map((item) => {
        const content = encodeElements(item, explicit);
        const head = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
        head.writeUInt32LE(content.length, 4);
        return Buffer.concat([head, content]);
      }),
    );
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(2);
    if (vr === 'SS') bytes.writeInt16LE(value);
    else bytes.writeUInt16LE(value);
    return bytes;
  }
  const bytes = typeof value === 'string' ? Buffer.from(value, 'latin1') : Buffer.from(value);
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.from(vr === 'UI' ? '\0' : ' ')]);
}

function encodeElements(elements: DicomElements, explicit: boolean): Buffer {
  const parts = Object.entries(elements)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([tag, [vr, value]]) => {
      const content = encodeValue(vr, value, explicit);
      const isLong = explicit && longVrs.has(vr);
      const head = Buffer.alloc(isLong ? 12 : 8);
      head.writeUInt16LE(Number.parseInt(tag.slice(0, 4), 16), 0);
      head.writeUInt16LE(Number.parseInt(tag.slice(4), 16), 2);
      if (explicit) head.write(vr, 4, 'latin1');
      if (isLong || !explicit) head.writeUInt32LE(content.length, isLong ? 8 : 4);
      else head.writeUInt16LE(content.length, 6);
      return Buffer.concat([head, content]);
    });
  return Buffer.concat(parts);
}

export function dicomBytes(elements: DicomElements, transferSyntax = '1.2.840.10008.1.2.1'): Buffer {
  const meta = encodeElements({ '00020010': ['UI', transferSyntax] }, true);
  const explicit = transferSyntax !== '1.2.840.10008.1.2';
  return Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), meta, encodeElements(elements, explicit)]);
}

export interface SliceOptions {
  readonly index: number;
  readonly geometry: Geometry;
  /** Stored values, column index fastest. */
  readonly stored: readonly number[];
  readonly signed?: boolean;
  readonly bitsStored?: number;
  readonly slope?: string;
  readonly intercept?: string;
  readonly transferSyntax?: string;
  readonly more?: DicomElements;
}

export function dicomSlice({ index, geometry, stored, transferSyntax, ...options }: SliceOptions): Buffer {
  const { direction: d, spacingMm: s, size } = geometry;
  const pixels = Buffer.alloc(stored.length * 2);
  stored.forEach((value, n) => pixels.writeUInt16LE(value & 0xffff, n * 2));
  const elements: DicomElements = {
    '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.2'],
    '00080018': ['UI', `1.2.3.4.${index}`],
    '00080060': ['CS', 'CT'],
    '00100020': ['LO', 'tiny'],
    '0020000e': ['UI', '1.2.3'],
    '00200032': ['DS', voxelToWorld(geometry, [0, 0, index]).join('\\')],
    '00200037': ['DS', [d[0], d[3], d[6], d[1], d[4], d[7]].join('\\')],
    '00200052': ['UI', '1.2.9'],
    '00280002': ['US', 1],
    '00280010': ['US', size[1]],
    '00280011': ['US', size[0]],
    '00280030': ['DS', `${s[1]}\\${s[0]}`],
    '00280100': ['US', 16],
    '00280101': ['US', options.bitsStored ?? 16],
    '00280103': ['US', options.signed ? 1 : 0],
    '00281052': ['DS', options.intercept ?? '-1024'],
    '00281053': ['DS', options.slope ?? '1'],
    '7fe00010': ['OW', pixels],
    ...options.more,
  };
  return dicomBytes(elements, transferSyntax);
}

/** Writes one file per slice; `hu` are the values of the volume, i fastest. */
export function writeDicomSeries(folder: string, geometry: Geometry, hu: Int16Array): string[] {
  const area = geometry.size[0] * geometry.size[1];
  return Array.from({ length: geometry.size[2] }, (_, index) => {
    const stored = [...hu.subarray(index * area, (index + 1) * area)].map((value) => value + 1024);
    const path = join(folder, `slice-${(index * 7) % geometry.size[2]}-${index}.dcm`);
    writeFileSync(path, dicomSlice({ index, geometry, stored }));
    return path;
  });
}

const bytesOf = (data: Int16Array) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** NIfTI-1 with an sform, which is in RAS. */
export function niftiBytes(geometry: Geometry, hu: Int16Array): Buffer {
  const header = Buffer.alloc(352);
  header.writeInt32LE(348, 0);
  [3, ...geometry.size, 1, 1, 1, 1].forEach((value, n) => header.writeInt16LE(value, 40 + n * 2));
  header.writeInt16LE(4, 70);
  header.writeInt16LE(16, 72);
  [1, ...geometry.spacingMm].forEach((value, n) => header.writeFloatLE(value, 76 + n * 4));
  header.writeFloatLE(352, 108);
  header.writeFloatLE(1, 112);
  header.writeInt16LE(1, 254);
  const { direction: d, spacingMm: s, originMm: o } = geometry;
  for (const row of [0, 1, 2] as const) {
    const sign = row === 2 ? 1 : -1;
    [0, 1, 2].forEach((axis) => header.writeFloatLE(sign * d[row * 3 + axis]! * s[axis]!, 280 + row * 16 + axis * 4));
    header.writeFloatLE(sign * o[row], 280 + row * 16 + 12);
  }
  header.write('n+1\0', 344, 'latin1');
  return Buffer.concat([header, bytesOf(hu)]);
}

const columns = ({ direction: d, spacingMm: s }: Geometry): Vec3[] =>
  ([0, 1, 2] as const).map((axis) => [d[axis] * s[axis], d[(axis + 3) as 3] * s[axis], d[(axis + 6) as 6] * s[axis]]);

export function nrrdBytes(geometry: Geometry, hu: Int16Array, encoding: 'raw' | 'gzip' = 'raw'): Buffer {
  const vector = (values: readonly number[]) => `(${values.join(',')})`;
  const header = `NRRD0004
type: short
dimension: 3
space: left-posterior-superior
sizes: ${geometry.size.join(' ')}
space directions: ${columns(geometry).map(vector).join(' ')}
kinds: domain domain domain
endian: little
encoding: ${encoding}
space origin: ${vector(geometry.originMm)}

`;
  return Buffer.concat([Buffer.from(header), encoding === 'raw' ? bytesOf(hu) : gzipSync(bytesOf(hu))]);
}

/** MetaImage; its TransformMatrix lists the axes one after the other. */
export function metaBytes(geometry: Geometry, hu: Int16Array, dataFile = 'LOCAL', compressed = false): Buffer {
  const voxels = compressed ? deflateSync(bytesOf(hu)) : bytesOf(hu);
  const d = geometry.direction;
  const header = `ObjectType = Image
NDims = 3
BinaryData = True
BinaryDataByteOrderMSB = False
CompressedData = ${compressed ? `True\nCompressedDataSize = ${voxels.length}` : 'False'}
TransformMatrix = ${[d[0], d[3], d[6], d[1], d[4], d[7], d[2], d[5], d[8]].join(' ')}
Offset = ${geometry.originMm.join(' ')}
ElementSpacing = ${geometry.spacingMm.join(' ')}
DimSize = ${geometry.size.join(' ')}
ElementType = MET_SHORT
ElementDataFile = ${dataFile}
`;
  return Buffer.concat([Buffer.from(header), dataFile === 'LOCAL' ? voxels : Buffer.alloc(0)]);
}
