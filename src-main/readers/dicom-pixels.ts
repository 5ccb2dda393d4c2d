import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import type { VoxelBox } from '#shared/imaging/geometry.ts';
import { parseMetaElements } from './dicom-elements.ts';
import { type FrameTable, frameTableOf, readPackedFrame } from './dicom-fragments.ts';
import type { DicomFrame } from './dicom-frames.ts';
import type { DicomHeader, DicomImage } from './dicom-header.ts';
import { type DicomSlice, frameBytesOf } from './dicom-slices.ts';
import { readBytes, readWholeFile, unreadable, withFile } from './file-bytes.ts';
import { decodeFrame } from './pixel-codecs/decode-frame.ts';
import { DamagedFrame, type StoredValues } from './pixel-codecs/frame-format.ts';

export type HuArray = Int16Array | Int32Array | Float32Array;

/** The array type that holds every HU value that these slices can have. */
export function voxelArrayType(
  slices: readonly DicomSlice[],
): typeof Int16Array | typeof Int32Array | typeof Float32Array {
  let low = 0;
  let high = 0;
  for (const { image, frame } of slices) {
    const { slope, intercept } = frame;
    if (!Number.isInteger(slope) || !Number.isInteger(intercept)) return Float32Array;
    const span = 2 ** image.bitsStored;
    for (const stored of image.signed ? [-span / 2, span / 2 - 1] : [0, span - 1]) {
      const hu = stored * slope + intercept;
      low = Math.min(low, hu);
      high = Math.max(high, hu);
    }
  }
  return low >= -32768 && high <= 32767 ? Int16Array : Int32Array;
}

/**
 * Reads slices of one series. Where the frames of a multi-frame file lie is looked up once, and the last deflated file
 * stays inflated, so that neither is done again for each frame.
 */
export class SliceReader {
  readonly #tables = new Map<string, Promise<FrameTable>>();
  #inflated: { readonly path: string; readonly bytes: Promise<Buffer> } | null = null;

  /**
   * Reads the rows of one slice that the box crosses and writes its HU values from `position` on. Values are what slope
   * and intercept make of the stored ones; padding outside the field of view is no exception.
   */
  async readRows(
    slice: DicomSlice,
    box: Pick<VoxelBox, 'start' | 'size'>,
    out: HuArray,
    position: number,
  ): Promise<void> {
    const { packing, deflated, bigEndian } = slice.syntax;
    if (packing !== 'plain') {
      writeRows(await this.#unpacked(slice), box.start[1], slice, box, out, position);
      return;
    }
    const { image, index } = slice;
    const rowBytes = frameBytesOf(image) / image.rows;
    const offset = image.pixelOffset + index * frameBytesOf(image) + box.start[1] * rowBytes;
    const length = box.size[1] * rowBytes;
    const bytes = deflated
      ? await this.#inflatedBytes(slice, offset, length)
      : await withFile(slice.path, (file) => readBytes(file, slice.path, offset, length));
    writeRows(wordsOf(bytes, image.bitsAllocated, bigEndian), 0, slice, box, out, position);
  }

  async #unpacked({ path, header, image, syntax, index }: DicomSlice): Promise<StoredValues> {
    let table = this.#tables.get(path);
    if (!table) {
      table = frameTableOf(header, image);
      this.#tables.set(path, table);
    }
    const packed = await readPackedFrame(path, await table, index);
    try {
      return await decodeFrame(syntax.packing, packed, image);
    } catch (error) {
      if (error instanceof DamagedFrame) throw unreadable(path, error.message, error);
      throw error;
    }
  }

  async #inflatedBytes({ path, header, image }: DicomSlice, offset: number, length: number): Promise<Buffer> {
    if (this.#inflated?.path !== path) {
      this.#inflated = { path, bytes: inflatedPixels(header, image) };
      this.#inflated.bytes.catch(() => undefined);
    }
    const bytes = (await this.#inflated.bytes).subarray(offset, offset + length);
    if (bytes.length < length) throw unreadable(path, 'the pixel data are cut short.');
    return bytes;
  }
}

const inflate = promisify(inflateRaw);

/** A deflated file as far as the end of its pixels, as long as it were without deflation. */
async function inflatedPixels({ path }: DicomHeader, image: DicomImage): Promise<Buffer> {
  const file = await readWholeFile(path);
  const { end } = parseMetaElements(file, 132);
  const needed = image.pixelOffset + frameBytesOf(image) * image.frameCount;
  // What follows the pixels (signatures, private elements) is small.
  const maxOutputLength = needed + 2 ** 20;
  try {
    const rest = await inflate(file.subarray(end), { maxOutputLength });
    return Buffer.concat([file.subarray(0, end), rest]);
  } catch (error) {
    throw unreadable(path, 'the deflated pixels are damaged or cut short.', error);
  }
}

/** Bytes as they lie in a file as values; copied only where they are not aligned. */
function wordsOf(bytes: Buffer, bitsAllocated: number, bigEndian: boolean): StoredValues {
  if (bitsAllocated === 8) return bytes;
  const own = bigEndian || bytes.byteOffset % 2 !== 0 ? Buffer.from(bytes) : bytes;
  if (bigEndian) own.swap16();
  const aligned = own.byteOffset % 2 === 0 ? own : new Uint8Array(own);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 1);
}

/** @param firstRow the row of the slice with which `stored` begins, counted from the first row of the box backwards. */
function writeRows(
  stored: StoredValues,
  firstRow: number,
  { image, frame }: DicomSlice,
  box: Pick<VoxelBox, 'start' | 'size'>,
  out: HuArray,
  position: number,
): void {
  const [width, height] = box.size;
  const { columns, bitsStored, highBit, signed } = image;
  const { slope, intercept }: DicomFrame = frame;
  const above = 31 - highBit;
  const unused = 32 - bitsStored;
  let n = position;
  for (let j = 0; j < height; j++) {
    let at = (firstRow + j) * columns + box.start[0];
    for (let i = 0; i < width; i++, at++) {
      const raw = (stored[at] as number) << above;
      out[n++] = (signed ? raw >> unused : raw >>> unused) * slope + intercept;
    }
  }
}
