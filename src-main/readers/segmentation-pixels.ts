import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { DataSet } from 'dicom-parser';
import type { DicomFile } from './dicom-file.ts';
import { type FrameTable, frameTableOf, readPackedFrame } from './dicom-fragments.ts';
import { transferSyntaxOf } from './dicom-syntax.ts';
import { integerOf, textOf } from './dicom-values.ts';
import { unreadable, unsupported } from './file-bytes.ts';
import { decodeFrame } from './pixel-codecs/decode-frame.ts';
import { DamagedFrame, type StoredValues } from './pixel-codecs/frame-format.ts';

/** What the pixels of a SEG mean. `labelmap`: a pixel is the number of its segment (DICOM supplement 243). */
export type SegmentationKind = 'binary' | 'probability' | 'occupancy' | 'labelmap';

export interface SegmentationPixels {
  readonly kind: SegmentationKind;
  /** The pixels of one segment in a frame: 1 inside, column index fastest. */
  read(frame: number, segment: number): Promise<Uint8Array>;
}

/** A fractional segmentation counts a pixel from half of its full value on. */
export const fractionalThreshold = 0.5;
/** Each frame is a stream of DEFLATE of its own (PS3.5, A.4.13). */
const deflatedFrames = '1.2.840.10008.1.2.8.1';
/** More pixels a frame than any image has. */
const areaLimit = 2 ** 26;

export function segmentationPixels(path: string, file: DicomFile, frameCount: number): SegmentationPixels {
  const { dataSet } = file;
  const kind = kindOf(path, dataSet);
  const rows = integerOf(dataSet, 'x00280010') ?? 0;
  const columns = integerOf(dataSet, 'x00280011') ?? 0;
  const bits = integerOf(dataSet, 'x00280100') ?? 0;
  const area = rows * columns;
  if (area === 0 || area > areaLimit || !(bits === 1 || bits === 8 || (bits === 16 && kind === 'labelmap'))) {
    throw unsupported(path, `${columns} x ${rows} pixels of ${bits} bits are not a segmentation.`);
  }
  const stored = storedValues(path, file, { rows, columns, bits, frameCount });
  const full = integerOf(dataSet, 'x0062000e') ?? 255;
  const isInside = insideOf(kind, bits, full);
  return {
    kind,
    read: async (frame, segment) => {
      const values = await stored(frame);
      const pixels = new Uint8Array(area);
      for (let n = 0; n < area; n++) if (isInside(values[n] as number, segment)) pixels[n] = 1;
      return pixels;
    },
  };
}

function kindOf(path: string, dataSet: DataSet): SegmentationKind {
  const type = textOf(dataSet, 'x00620001');
  if (type === 'LABELMAP') return 'labelmap';
  if (type === 'BINARY' || (type === '' && integerOf(dataSet, 'x00280100') === 1)) return 'binary';
  if (type === 'FRACTIONAL' || type === '') {
    return textOf(dataSet, 'x00620010') === 'OCCUPANCY' ? 'occupancy' : 'probability';
  }
  throw unsupported(path, `segmentations of type ${type.slice(0, 16)} are not read.`);
}

function insideOf(kind: SegmentationKind, bits: number, full: number): (value: number, segment: number) => boolean {
  if (kind === 'labelmap') return (value, segment) => value === segment;
  if (kind === 'binary' || bits === 1) return (value) => value !== 0;
  return (value) => value >= fractionalThreshold * full;
}

interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly bits: number;
  readonly frameCount: number;
}

/** Reads the stored values of a frame, one per pixel. */
function storedValues(
  path: string,
  { dataSet, bytes, transferSyntaxUid }: DicomFile,
  { rows, columns, bits, frameCount }: Shape,
): (frame: number) => Promise<StoredValues> {
  const element = dataSet.elements['x7fe00010'];
  if (!element) throw unsupported(path, 'the segmentation has no pixels.');
  const area = rows * columns;
  const syntax = transferSyntaxOf(transferSyntaxUid);
  if (element.encapsulatedPixelData || element.hadUndefinedLength) {
    let table: Promise<FrameTable> | null = null;
    return async (frame) => {
      table ??= frameTableOf({ path }, { pixelOffset: element.dataOffset, frameCount });
      const packed = await readPackedFrame(path, await table, frame);
      if (transferSyntaxUid === deflatedFrames)
        return unpacked(await inflatedFrame(path, packed, area, bits), 0, area, bits);
      if (!syntax || syntax.packing === 'plain' || bits === 1) {
        throw unsupported(path, `the segmentation is compressed in a way that is not read (${transferSyntaxUid}).`);
      }
      try {
        return await decodeFrame(syntax.packing, packed, { rows, columns, bitsAllocated: bits });
      } catch (error) {
        if (error instanceof DamagedFrame) throw unreadable(path, error.message, error);
        throw error;
      }
    };
  }
  if (syntax?.bigEndian && bits !== 8) throw unsupported(path, 'big endian segmentations are not read.');
  if (element.length < Math.ceil((area * frameCount * bits) / 8))
    throw unreadable(path, 'the pixel data are cut short.');
  const pixels = bytes.subarray(element.dataOffset, element.dataOffset + element.length);
  return async (frame) => unpacked(pixels, frame * area, area, bits);
}

/** Bits run on from frame to frame, the lowest of a byte first. */
function unpacked(bytes: Uint8Array, first: number, area: number, bits: number): StoredValues {
  if (bits === 8) return bytes.subarray(first, first + area);
  const values = bits === 16 ? new Uint16Array(area) : new Uint8Array(area);
  for (let n = 0, at = first; n < area; n++, at++) {
    values[n] =
      bits === 16
        ? (bytes[2 * at] as number) | ((bytes[2 * at + 1] as number) << 8)
        : ((bytes[at >> 3] as number) >> (at & 7)) & 1;
  }
  return values;
}

const inflate = promisify(inflateRaw);

async function inflatedFrame(path: string, packed: Uint8Array, area: number, bits: number): Promise<Uint8Array> {
  const length = Math.ceil((area * bits) / 8);
  try {
    // A frame of an odd number of bytes is padded to an even one.
    const frame = await inflate(packed, { maxOutputLength: length + 1 });
    if (frame.length < length) throw new Error('short');
    return frame;
  } catch (error) {
    throw unreadable(path, 'a frame of the segmentation is damaged or cut short.', error);
  }
}
