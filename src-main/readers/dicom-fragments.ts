import type { FileHandle } from 'node:fs/promises';
import type { DicomHeader, DicomImage } from './dicom-header.ts';
import { readBytes, unreadable, withFile } from './file-bytes.ts';

interface Fragment {
  /** Of its first byte in the file. */
  readonly position: number;
  readonly length: number;
}

/** The fragments of each frame of a compressed file. */
export type FrameTable = readonly (readonly Fragment[])[];

const itemTag = 0xe000fffe;
const sequenceEndTag = 0xe0ddfffe;
const fragmentLimit = 200_000;
/** One compressed slice; four times what it takes without compression. */
const packedLimit = 2 ** 25;

/**
 * Where the frames of a compressed file lie (PS3.5, A.4): by the offset table if it is filled; else one fragment a
 * frame; else a new frame begins at each fragment that begins like an image.
 */
export const frameTableOf = (
  { path }: Pick<DicomHeader, 'path'>,
  { pixelOffset, frameCount }: Pick<DicomImage, 'pixelOffset' | 'frameCount'>,
): Promise<FrameTable> =>
  withFile(path, async (file, fileSize) => {
    const { offsets, fragments, starts } = await readFragments(file, path, pixelOffset, fileSize, frameCount > 1);
    const first = fragments[0];
    if (!first) throw unreadable(path, 'there are no compressed pixels.');
    if (frameCount === 1) return [fragments];
    if (fragments.length === frameCount) return fragments.map((fragment) => [fragment]);
    const isStart =
      offsets.length === frameCount
        ? (n: number) => offsets.includes((fragments[n] as Fragment).position - first.position)
        : (n: number) => starts[n] === true;
    const frames: Fragment[][] = [];
    fragments.forEach((fragment, n) => {
      if (n === 0 || isStart(n)) frames.push([]);
      frames.at(-1)?.push(fragment);
    });
    if (frames.length !== frameCount) {
      throw unreadable(path, `${frames.length} compressed frames were found where the header says ${frameCount}.`);
    }
    return frames;
  });

async function readFragments(
  file: FileHandle,
  path: string,
  pixelOffset: number,
  fileSize: number,
  lookInside: boolean,
): Promise<{ offsets: readonly number[]; fragments: Fragment[]; starts: boolean[] }> {
  const fragments: Fragment[] = [];
  const starts: boolean[] = [];
  let offsets: number[] | null = null;
  let at = pixelOffset;
  // Some writers leave the closing delimiter out.
  while (at + 8 <= fileSize) {
    const head = await readBytes(file, path, at, Math.min(lookInside ? 12 : 8, fileSize - at));
    const tag = head.readUInt32LE(0);
    const length = head.readUInt32LE(4);
    if (tag === sequenceEndTag) break;
    if (tag !== itemTag) throw unreadable(path, 'the compressed pixels are not in fragments.');
    at += 8;
    if (at + length > fileSize) throw unreadable(path, 'the compressed pixels are cut short.');
    if (offsets === null) {
      const table = await readBytes(file, path, at, Math.min(length & ~3, 4 * fragmentLimit));
      offsets = Array.from({ length: table.length / 4 }, (_, n) => table.readUInt32LE(4 * n));
    } else {
      if (fragments.length >= fragmentLimit) throw unreadable(path, 'there are more fragments than any image has.');
      fragments.push({ position: at, length });
      starts.push(lookInside && head.length >= 10 && beginsImage(head.readUInt16BE(8)));
    }
    at += length;
  }
  return { offsets: offsets ?? [], fragments, starts };
}

/** Start of a JPEG or JPEG-LS image, or of a JPEG 2000 codestream. */
const beginsImage = (mark: number): boolean => mark === 0xffd8 || mark === 0xff4f;

/** The bytes of one frame, its fragments put together. */
export const readPackedFrame = (path: string, table: FrameTable, index: number): Promise<Buffer> =>
  withFile(path, async (file) => {
    const fragments = table[index] ?? [];
    const length = fragments.reduce((sum, fragment) => sum + fragment.length, 0);
    if (length > packedLimit) throw unreadable(path, 'a compressed slice is larger than it could be.');
    const parts: Buffer[] = [];
    for (const fragment of fragments) parts.push(await readBytes(file, path, fragment.position, fragment.length));
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  });
