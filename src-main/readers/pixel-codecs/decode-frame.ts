import type { PixelPacking } from '../dicom-syntax.ts';
import { DamagedFrame, type FrameFormat, type StoredValues } from './frame-format.ts';
import { decodeJpeg } from './jpeg.ts';
import { decodeRle } from './rle.ts';
import { decodeWasm } from './wasm-decoders.ts';

/**
 * The stored values of one compressed frame. Throws `DamagedFrame` for one that does not decode, or that says another
 * size than the header: that is looked at before anything is unpacked.
 */
export async function decodeFrame(
  packing: PixelPacking,
  bytes: Uint8Array,
  format: FrameFormat,
): Promise<StoredValues> {
  switch (packing) {
    case 'plain':
      throw new DamagedFrame('the pixels are not compressed.');
    case 'rle':
      return decodeRle(bytes, format);
    case 'jpeg':
    case 'jpeg-lossless':
      return decodeJpeg(bytes, format);
    default:
      return decodeWasm(packing, bytes, format);
  }
}
