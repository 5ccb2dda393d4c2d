import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { readWholeFile, unreadable, unsupported } from './file-bytes.ts';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const bytesPerPixel = 2;
const unpack = promisify(inflate);

/**
 * The values of a grey 16-bit PNG image of exactly this size, column fastest (ISO 15948). Any other kind or size is
 * refused before a pixel is unpacked, and unpacking ends where the image is full.
 */
export async function readPngSlice(path: string, columns: number, rows: number): Promise<Uint16Array> {
  const { header, packed } = chunksOf(path, await readWholeFile(path));
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const [depth, colour, interlace] = [header[8], header[9], header[12]];
  if (depth !== 16 || colour !== 0 || interlace !== 0) {
    throw unsupported(path, 'only grey PNG slices of 16 bits that are not interlaced are read.');
  }
  if (width !== columns || height !== rows) {
    throw unsupported(path, `the slice has ${width} x ${height} pixels; its scan has ${columns} x ${rows}.`);
  }
  const stride = columns * bytesPerPixel;
  let lines: Buffer;
  try {
    lines = await unpack(packed, { maxOutputLength: (stride + 1) * rows });
  } catch (error) {
    throw unreadable(path, 'the pixels of the PNG image do not decompress.', error);
  }
  if (lines.length !== (stride + 1) * rows) throw unreadable(path, 'the PNG image is cut short.');
  const out = unfiltered(lines, stride, rows);
  if (!out) throw unreadable(path, 'the PNG image is damaged: a line has an unknown filter.');
  return out;
}

function chunksOf(path: string, bytes: Buffer): { header: Buffer; packed: Buffer } {
  if (!bytes.subarray(0, 8).equals(signature)) throw unsupported(path, 'this is not a PNG image.');
  let header: Buffer | null = null;
  const parts: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (at + 12 + length > bytes.length) throw unreadable(path, 'the PNG image is cut short.');
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR' && length === 13) header = content;
    if (type === 'IDAT') parts.push(content);
    if (type === 'IEND') break;
    at += 12 + length;
  }
  if (!header || parts.length === 0) throw unreadable(path, 'the PNG image has no header or no pixels.');
  return { header, packed: Buffer.concat(parts) };
}

/** Undoes the filter of each line (clause 9) and joins the bytes, of which the higher comes first; null for no such filter. */
function unfiltered(lines: Buffer, stride: number, rows: number): Uint16Array | null {
  const width = stride / bytesPerPixel;
  const out = new Uint16Array(width * rows);
  let above: Uint8Array = new Uint8Array(stride);
  for (let row = 0; row < rows; row++) {
    const start = row * (stride + 1);
    const line = lines.subarray(start + 1, start + 1 + stride);
    const filter = lines[start] as number;
    if (filter > 4) return null;
    undo(filter, line, above);
    for (let n = 0; n < width; n++) {
      out[row * width + n] = ((line[2 * n] as number) << 8) | (line[2 * n + 1] as number);
    }
    above = line;
  }
  return out;
}

/** Adds to each byte of a line what its filter predicts from the bytes to the left, above, and above to the left. */
function undo(filter: number, line: Uint8Array, above: Uint8Array): void {
  const step = bytesPerPixel;
  if (filter === 0) return;
  if (filter === 1) {
    for (let n = step; n < line.length; n++) line[n] = (line[n] as number) + (line[n - step] as number);
  } else if (filter === 2) {
    for (let n = 0; n < line.length; n++) line[n] = (line[n] as number) + (above[n] as number);
  } else if (filter === 3) {
    for (let n = 0; n < line.length; n++) {
      const left = n < step ? 0 : (line[n - step] as number);
      line[n] = (line[n] as number) + ((left + (above[n] as number)) >> 1);
    }
  } else {
    for (let n = 0; n < line.length; n++) {
      const left = n < step ? 0 : (line[n - step] as number);
      const corner = n < step ? 0 : (above[n - step] as number);
      line[n] = (line[n] as number) + paeth(left, above[n] as number, corner);
    }
  }
}

/** Whichever of the three is nearest to left + up - corner; of equals the first. */
function paeth(left: number, up: number, corner: number): number {
  const estimate = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}
