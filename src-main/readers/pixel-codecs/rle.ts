import { DamagedFrame, type FrameFormat, type StoredValues } from './frame-format.ts';

/**
 * One frame of DICOM's RLE (PS3.5, annex G): a header of 64 bytes with the number of segments and their offsets, then
 * one segment of PackBits for each byte of a value, the highest byte first.
 */
export function decodeRle(bytes: Uint8Array, { rows, columns, bitsAllocated }: FrameFormat): StoredValues {
  const count = bitsAllocated / 8;
  const area = rows * columns;
  if (bytes.length < 64) throw new DamagedFrame('the run-length header is cut short.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== count) {
    throw new DamagedFrame(`${view.getUint32(0, true)} run-length segments where ${count} belong.`);
  }
  const starts = Array.from({ length: count }, (_, n) => view.getUint32(4 + 4 * n, true));
  const planes = starts.map((start, n) => unpackBits(bytes, start, starts[n + 1] ?? bytes.length, area));
  const [high, low] = planes;
  if (!high) throw new DamagedFrame('there is no run-length segment.');
  if (!low) return high;
  const values = new Uint16Array(area);
  for (let n = 0; n < area; n++) values[n] = ((high[n] as number) << 8) | (low[n] as number);
  return values;
}

function unpackBits(bytes: Uint8Array, start: number, end: number, length: number): Uint8Array {
  if (start < 64 || end > bytes.length || start > end) throw new DamagedFrame('a run-length segment lies outside.');
  const out = new Uint8Array(length);
  let [at, n] = [start, 0];
  while (n < length && at < end) {
    const code = bytes[at++] as number;
    if (code === 128) continue;
    const run = code < 128 ? code + 1 : 257 - code;
    const stop = Math.min(n + run, length);
    if (code < 128) {
      if (at + run > end) break;
      for (let from = at; n < stop; ) out[n++] = bytes[from++] as number;
      at += run;
    } else {
      if (at >= end) break;
      out.fill(bytes[at++] as number, n, stop);
      n = stop;
    }
  }
  if (n < length) throw new DamagedFrame('a run-length segment ends too early.');
  return out;
}
