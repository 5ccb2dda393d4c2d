import { Decoder as LosslessDecoder } from 'jpeg-lossless-decoder-js';
import { AppError } from '#shared/errors.ts';
import type { PixelEncoding } from './pixel-encoding.ts';
import { decodeRle } from './rle.ts';

export interface FrameShape {
  readonly rows: number;
  readonly columns: number;
  /** As the header says: 1 or 2. */
  readonly bytesPerPixel: number;
}

type Load = () => Promise<new () => WasmDecoder>;
type WasmEncoding = Extract<PixelEncoding, 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'htj2k'>;

/** The decoders tell the console what they do. */
const silent = { print: () => undefined, printErr: () => undefined };

/** The WebAssembly builds by name: the packages' main files are asm.js, ten times slower. */
const loaders: Record<WasmEncoding, Load> = {
  jpeg: async () =>
    (await (await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs')).default(silent)).JPEGDecoder,
  'jpeg-ls': async () =>
    (await (await import('@cornerstonejs/codec-charls/decodewasmjs')).default(silent)).JpegLSDecoder,
  'jpeg-2000': async () =>
    (await (await import('@cornerstonejs/codec-openjpeg/decodewasmjs')).default(silent)).J2KDecoder,
  htj2k: async () => (await (await import('@cornerstonejs/codec-openjph/wasmjs')).default(silent)).HTJ2KDecoder,
};
const loaded = new Map<WasmEncoding, ReturnType<Load>>();

const damaged = (cause?: unknown): AppError =>
  new AppError('unreadable-file', 'The compressed pixels are damaged or cut short.', { cause });

/**
 * The stored values of one compressed frame, `bytesPerPixel` bytes each, little endian. Refuses with `unreadable-file` a
 * frame that does not decode, or decodes to another size than the header says. JPEG of 12 bits is not decoded here.
 */
export async function decodeFrame(
  encoding: PixelEncoding,
  frame: Uint8Array,
  { rows, columns, bytesPerPixel }: FrameShape,
): Promise<Uint8Array> {
  const pixelCount = rows * columns;
  if (encoding === 'rle') return decodeRle(frame, pixelCount, bytesPerPixel);
  const decoded =
    encoding === 'jpeg-lossless'
      ? decodeLossless(frame, bytesPerPixel)
      : await decodeWasm(encoding as WasmEncoding, frame, rows, columns);
  return widened(decoded, pixelCount, bytesPerPixel);
}

async function decodeWasm(
  encoding: WasmEncoding,
  frame: Uint8Array,
  rows: number,
  columns: number,
): Promise<Uint8Array> {
  const loading = loaded.get(encoding) ?? loaders[encoding]();
  loaded.set(encoding, loading);
  const decoder = new (await loading)();
  try {
    decoder.getEncodedBuffer(frame.length).set(frame);
    // Before anything is unpacked, a frame that claims another size than the header is turned away.
    if (encoding === 'jpeg-2000' || encoding === 'htj2k') assertCodestreamSize(frame, rows, columns);
    decoder.decode();
    assertShape(decoder, rows, columns);
    return decoder.getDecodedBuffer().slice();
  } catch (error) {
    // After a fault inside, the state of a WebAssembly module is unknown: the next frame gets a fresh one.
    loaded.delete(encoding);
    throw error instanceof AppError ? error : damaged(error);
  } finally {
    decoder.delete();
  }
}

const otherSize = (): AppError =>
  new AppError('unreadable-file', 'The compressed image has another size than the header says.');

/** The image size that a JPEG 2000 codestream declares in its first marker segment (ISO 15444-1, A.5.1). */
function assertCodestreamSize(frame: Uint8Array, rows: number, columns: number): void {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (frame.length < 24 || view.getUint32(0) !== 0xff4fff51) throw damaged();
  const width = view.getUint32(8) - view.getUint32(16);
  const height = view.getUint32(12) - view.getUint32(20);
  if (width !== columns || height !== rows) throw otherSize();
}

function assertShape(decoder: WasmDecoder, rows: number, columns: number): void {
  const { width, height, componentCount } = decoder.getFrameInfo();
  if (width !== columns || height !== rows || componentCount !== 1) {
    throw otherSize();
  }
}

/** The decoder loses the last pixel when the end mark follows the data at once; zeros before it do no harm. */
const endPadding = 64;

function decodeLossless(frame: Uint8Array, bytesPerPixel: number): Uint8Array {
  let end = frame.length;
  while (end > 2 && !(frame[end - 2] === 0xff && frame[end - 1] === 0xd9)) end--;
  if (end <= 2) throw damaged();
  const padded = new Uint8Array(end + endPadding);
  padded.set(frame.subarray(0, end - 2));
  padded.set([0xff, 0xd9], end + endPadding - 2);
  try {
    return new Uint8Array(new LosslessDecoder().decompress(padded.buffer, 0, padded.length, bytesPerPixel));
  } catch (error) {
    throw damaged(error);
  }
}

/** Brings 8-bit output to the width of the header. */
function widened(decoded: Uint8Array, pixelCount: number, bytesPerPixel: number): Uint8Array {
  if (decoded.length === pixelCount * bytesPerPixel) return decoded;
  if (decoded.length !== pixelCount || bytesPerPixel !== 2) throw damaged();
  const wide = new Uint8Array(pixelCount * 2);
  for (let n = 0; n < pixelCount; n++) wide[2 * n] = decoded[n] as number;
  return wide;
}

/** Bits of a sample in a JPEG stream, from its frame header; null where there is none. */
export function jpegPrecision(frame: Uint8Array): number | null {
  let at = 2;
  while (at + 4 < frame.length) {
    if (frame[at] !== 0xff) return null;
    const marker = frame[at + 1] as number;
    const isFrameHeader = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrameHeader) return frame[at + 4] as number;
    at += 2 + (((frame[at + 2] as number) << 8) | (frame[at + 3] as number));
  }
  return null;
}
