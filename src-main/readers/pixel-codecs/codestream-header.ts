import { assertFormat, DamagedFrame, type FrameFormat } from './frame-format.ts';

/** A CT slice is one tile; what has thousands is made to exhaust the memory. */
const tileLimit = 1024;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Looks at the first marker segment of a JPEG 2000 codestream (ISO 15444-1, A.5.1) before a decoder does. */
export function assertJpeg2000(bytes: Uint8Array, format: FrameFormat): void {
  const view = viewOf(bytes);
  if (bytes.length < 43 || view.getUint32(0) !== 0xff4fff51)
    throw new DamagedFrame('the compressed image is no JPEG 2000.');
  const size = { across: view.getUint32(8), down: view.getUint32(12) };
  const origin = { across: view.getUint32(16), down: view.getUint32(20) };
  const tile = { across: view.getUint32(24), down: view.getUint32(28) };
  assertFormat(format, {
    columns: size.across - origin.across,
    rows: size.down - origin.down,
    components: view.getUint16(40),
    precision: ((bytes[42] as number) & 0x7f) + 1,
  });
  const tiles = Math.ceil(size.across / tile.across) * Math.ceil(size.down / tile.down);
  if (!(tiles <= tileLimit)) throw new DamagedFrame('the compressed image is cut into too many tiles.');
}

/** Looks at the frame header of a JPEG-LS image (ITU-T T.87, C.2.2) before a decoder does. */
export function assertJpegLs(bytes: Uint8Array, format: FrameFormat): void {
  const view = viewOf(bytes);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) throw new DamagedFrame('the compressed image is no JPEG-LS.');
  for (let at = 2; at + 10 <= bytes.length; at += 2 + view.getUint16(at + 2)) {
    if (bytes[at] !== 0xff) break;
    if (bytes[at + 1] !== 0xf7) continue;
    assertFormat(format, {
      precision: bytes[at + 4] as number,
      rows: view.getUint16(at + 5),
      columns: view.getUint16(at + 7),
      components: bytes[at + 9] as number,
    });
    return;
  }
  throw new DamagedFrame('the compressed image has no frame header.');
}
