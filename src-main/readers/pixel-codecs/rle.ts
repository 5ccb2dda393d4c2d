import { AppError } from '#shared/errors.ts';

const headerBytes = 64;
const damaged = (): AppError => new AppError('unreadable-file', 'The run lengths of the pixels are damaged.');

/**
 * DICOM RLE (PS3.5, annex G): one segment per byte of the pixel value, the most significant first, each packed by runs.
 * @returns `pixelCount` values of `bytesPerPixel` bytes, little endian.
 */
export function decodeRle(frame: Uint8Array, pixelCount: number, bytesPerPixel: number): Uint8Array {
  if (frame.length < headerBytes) throw damaged();
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  if (view.getUint32(0, true) !== bytesPerPixel) throw damaged();
  const out = new Uint8Array(pixelCount * bytesPerPixel);
  for (let segment = 0; segment < bytesPerPixel; segment++) {
    const start = view.getUint32(4 + 4 * segment, true);
    const next = segment + 1 < bytesPerPixel ? view.getUint32(8 + 4 * segment, true) : frame.length;
    if (start < headerBytes || start > next || next > frame.length) throw damaged();
    unpackSegment(frame, start, next, out, bytesPerPixel - 1 - segment, bytesPerPixel);
  }
  return out;
}

function unpackSegment(
  frame: Uint8Array,
  start: number,
  end: number,
  out: Uint8Array,
  first: number,
  step: number,
): void {
  let at = start;
  let to = first;
  while (to < out.length) {
    if (at >= end) throw damaged();
    const head = frame[at++] as number;
    if (head === 128) continue;
    const count = head < 128 ? head + 1 : 257 - head;
    if (head < 128) {
      if (at + count > end) throw damaged();
      for (let n = 0; n < count && to < out.length; n++, to += step) out[to] = frame[at + n] as number;
      at += count;
    } else {
      if (at >= end) throw damaged();
      const value = frame[at++] as number;
      for (let n = 0; n < count && to < out.length; n++, to += step) out[to] = value;
    }
  }
}
