import { inflateSync } from 'node:zlib';
import { AppError } from '#shared/errors.ts';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const bytesPerPixel = 2;
const damaged = (what: string, cause?: unknown): AppError =>
  new AppError('unreadable-file', `the PNG image is damaged: ${what}.`, { cause });

/**
 * The values of a grey 16-bit PNG image of exactly this size, column fastest (ISO 15948). Any other kind or size is
 * refused before a pixel is unpacked, and unpacking ends where the image is full.
 */
export function decodePngSlice(bytes: Buffer, columns: number, rows: number): Uint16Array {
  const { header, packed } = chunksOf(bytes);
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colour, interlace] = [header[8], header[9], header[12]];
  if (depth !== 16 || colour !== 0 || interlace !== 0) {
    throw new AppError('unsupported', 'only grey PNG slices of 16 bits that are not interlaced are read.');
  }
  if (width !== columns || height !== rows) {
    throw new AppError('unsupported', `the slice has ${width} x ${height} pixels; its scan has ${columns} x ${rows}.`);
  }
  const stride = columns * bytesPerPixel;
  let lines: Buffer;
  try {
    lines = inflateSync(packed, { maxOutputLength: (stride + 1) * rows });
  } catch (error) {
    throw damaged('its pixels do not decompress', error);
  }
  if (lines.length !== (stride + 1) * rows) throw damaged('it is cut short');
  return unfiltered(lines, stride, rows);
}

function chunksOf(bytes: Buffer): { header: Buffer; packed: Buffer } {
  if (!bytes.subarray(0, 8).equals(signature)) throw new AppError('unsupported', 'this is not a PNG image.');
  let header: Buffer | null = null;
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > bytes.length) throw damaged('it is cut short');
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR' && length === 13) header = content;
    if (type === 'IDAT') parts.push(content);
    if (type === 'IEND') break;
    at += 12 + length;
  }
  if (!header || parts.length === 0) throw damaged('it has no header or no pixels');
  return { header, packed: Buffer.concat(parts) };
}

/** Undoes the filter of each line (clause 9) and joins the bytes, of which the higher comes first. */
function unfiltered(lines: Buffer, stride: number, rows: number): Uint16Array {
  const out = new Uint16Array((stride / bytesPerPixel) * rows);
  let above = new Uint8Array(stride);
  let line = new Uint8Array(stride);
  for (let row = 0, at = 0; row < rows; row++) {
    const filter = lines[at++] as number;
    if (filter > 4) throw damaged('a line has an unknown filter');
    for (let n = 0; n < stride; n++, at++) {
      const left = n < bytesPerPixel ? 0 : (line[n - bytesPerPixel] as number);
      const up = above[n] as number;
      const corner = n < bytesPerPixel ? 0 : (above[n - bytesPerPixel] as number);
      line[n] = (lines[at] as number) + predicted(filter, left, up, corner);
    }
    const first = (row * stride) / bytesPerPixel;
    for (let n = 0; n < stride / bytesPerPixel; n++) {
      out[first + n] = ((line[2 * n] as number) << 8) | (line[2 * n + 1] as number);
    }
    [above, line] = [line, above];
  }
  return out;
}

function predicted(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const estimate = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
