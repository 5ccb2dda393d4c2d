import { assertJpeg2000, assertJpegLs } from './codestream-header.ts';
import { DamagedFrame, type FrameFormat, type StoredValues } from './frame-format.ts';

type Packing = 'jpeg-ls' | 'jpeg-2000' | 'htj2k';
type Load = () => Promise<new () => WasmDecoder>;

/** Becomes the module itself, so each needs its own. The decoders would tell the console what they do. */
const silent = () => ({ print: () => undefined, printErr: () => undefined });

/** The WebAssembly builds by name: the packages' main files are asm.js, ten times slower. */
const loaders: Record<Packing, Load> = {
  'jpeg-ls': async () =>
    (await (await import('@cornerstonejs/codec-charls/decodewasmjs')).default(silent())).JpegLSDecoder,
  'jpeg-2000': async () =>
    (await (await import('@cornerstonejs/codec-openjpeg/decodewasmjs')).default(silent())).J2KDecoder,
  htj2k: async () => (await (await import('@cornerstonejs/codec-openjph/wasmjs')).default(silent())).HTJ2KDecoder,
};
const loaded = new Map<Packing, ReturnType<Load>>();

/** One frame of JPEG-LS, JPEG 2000 or HTJ2K as stored values. */
export async function decodeWasm(packing: Packing, bytes: Uint8Array, format: FrameFormat): Promise<StoredValues> {
  if (packing === 'jpeg-ls') assertJpegLs(bytes, format);
  else assertJpeg2000(bytes, format);
  const loading = loaded.get(packing) ?? loaders[packing]();
  loaded.set(packing, loading);
  const Decoder = await loading;
  try {
    return decodeWith(new Decoder(), bytes, format);
  } catch (error) {
    // After a fault inside, the state of a WebAssembly module is unknown: the next frame gets a fresh one.
    loaded.delete(packing);
    throw error instanceof DamagedFrame
      ? error
      : new DamagedFrame('the compressed image is damaged.', { cause: error });
  }
}

function decodeWith(decoder: WasmDecoder, bytes: Uint8Array, { rows, columns }: FrameFormat): StoredValues {
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decoder.decode();
    const { width, height, bitsPerSample, componentCount } = decoder.getFrameInfo();
    const decoded = decoder.getDecodedBuffer();
    const isWide = bitsPerSample > 8;
    const length = rows * columns * (isWide ? 2 : 1);
    if (width !== columns || height !== rows || componentCount !== 1 || decoded.length < length) {
      throw new DamagedFrame('the compressed image unpacks to another size than the header says.');
    }
    // A copy: the next frame overwrites the memory of the module.
    const own = decoded.slice(0, length);
    return isWide ? new Uint16Array(own.buffer) : own;
  } finally {
    decoder.delete();
  }
}
