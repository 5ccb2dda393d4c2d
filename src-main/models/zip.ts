import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { AppError } from '#shared/errors.ts';

/**
 * Random access to the stored (uncompressed) entries of a zip or zip64 file, which is what PyTorch writes.
 * The central directory is the truth; local headers are only read for where the data begin (PyTorch pads them so that
 * tensors are aligned). Compressed entries, overlaps, duplicate names and anything outside the file are refused, so
 * no entry can be larger than its share of the file. Checksums are not compared: PyTorch can write files without.
 * Format: PKWARE APPNOTE 6.3.10, sections 4.3 and 4.5.3.
 */
export interface ZipFile {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** Bytes of an entry, from `offset` within it. */
  read(entry: ZipEntry, offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

export interface ZipEntry {
  readonly name: string;
  /** Where the bytes of the entry begin in the file. */
  readonly start: number;
  readonly size: number;
}

const maxDirectoryBytes = 64 * 1024 * 1024;
const maxEntries = 100_000;
const endRecordBytes = 22;
const absent32 = 0xffffffff;

export async function openZip(path: string): Promise<ZipFile> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const entries = await readEntries(file, size, basename(path));
    return {
      entries,
      read: (entry, offset, length) => {
        if (offset < 0 || length < 0 || offset + length > entry.size) {
          throw damaged(basename(path), `a read outside of entry "${entry.name}"`);
        }
        return readExactly(file, entry.start + offset, length, basename(path));
      },
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

const damaged = (name: string, what: string): AppError =>
  new AppError('unreadable-file', `${name} is damaged or not complete: ${what}. Fetch the file again.`);

async function readExactly(file: FileHandle, position: number, length: number, name: string): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw damaged(name, 'it ends too early');
    filled += bytesRead;
  }
  return buffer;
}

async function readEntries(file: FileHandle, fileSize: number, name: string): Promise<Map<string, ZipEntry>> {
  const directory = await findDirectory(file, fileSize, name);
  if (directory.size > maxDirectoryBytes || directory.count > maxEntries) {
    throw new AppError('unsupported', `${name} has ${directory.count} parts; a model file has a few hundred.`);
  }
  const bytes = await readExactly(file, directory.start, directory.size, name);
  const headers = parseDirectory(bytes, directory.count, name);
  const entries = new Map<string, ZipEntry>();
  for (const header of headers) {
    const local = await readExactly(file, header.localStart, 30, name);
    if (local.readUInt32LE(0) !== 0x04034b50) throw damaged(name, `entry "${header.name}" has no header`);
    const start = header.localStart + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
    if (start + header.size > directory.start) throw damaged(name, `entry "${header.name}" reaches past its place`);
    if (entries.has(header.name)) throw damaged(name, `entry "${header.name}" is there twice`);
    entries.set(header.name, { name: header.name, start, size: header.size });
  }
  refuseOverlaps(headers, entries, name);
  return entries;
}

/** The directory's place: from the end record, or from the zip64 end record where the fields of the former are full. */
async function findDirectory(file: FileHandle, fileSize: number, name: string) {
  const tailBytes = Math.min(fileSize, endRecordBytes + 0xffff);
  const tail = await readExactly(file, fileSize - tailBytes, tailBytes, name);
  let end = tail.length - endRecordBytes;
  while (
    end >= 0 &&
    !(tail.readUInt32LE(end) === 0x06054b50 && tail.readUInt16LE(end + 20) <= tail.length - end - 22)
  ) {
    end -= 1;
  }
  if (end < 0) throw damaged(name, 'the table of contents at its end is missing');
  let count = tail.readUInt16LE(end + 10);
  let size = tail.readUInt32LE(end + 12);
  let start = tail.readUInt32LE(end + 16);
  const locator = end - 20;
  if (locator >= 0 && tail.readUInt32LE(locator) === 0x07064b50) {
    const record = await readExactly(file, toNumber(tail.readBigUInt64LE(locator + 8), name), 56, name);
    if (record.readUInt32LE(0) !== 0x06064b50) throw damaged(name, 'its zip64 end record is missing');
    count = toNumber(record.readBigUInt64LE(32), name);
    size = toNumber(record.readBigUInt64LE(40), name);
    start = toNumber(record.readBigUInt64LE(48), name);
  }
  if (start + size > fileSize) throw damaged(name, 'the table of contents reaches past its end');
  return { start, size, count };
}

interface DirectoryHeader {
  readonly name: string;
  readonly size: number;
  readonly localStart: number;
}

function parseDirectory(bytes: Buffer, count: number, name: string): DirectoryHeader[] {
  const headers: DirectoryHeader[] = [];
  let at = 0;
  while (headers.length < count) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) {
      throw damaged(name, 'its table of contents breaks off');
    }
    const nameBytes = bytes.readUInt16LE(at + 28);
    const extraStart = at + 46 + nameBytes;
    const next = extraStart + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (next > bytes.length) throw damaged(name, 'its table of contents breaks off');
    const entryName = bytes.toString('utf8', at + 46, extraStart);
    if (bytes.readUInt16LE(at + 10) !== 0 || (bytes.readUInt16LE(at + 8) & 1) !== 0) {
      throw new AppError(
        'unsupported',
        `${name} holds a compressed or encrypted part ("${entryName}"). PyTorch never writes such files; save the model again by torch.save.`,
      );
    }
    const extra = bytes.subarray(extraStart, extraStart + bytes.readUInt16LE(at + 30));
    const wide = zip64Fields(extra, name, [
      bytes.readUInt32LE(at + 24),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt32LE(at + 42),
    ]);
    const [size, stored, localStart] = wide;
    if (size !== stored) throw damaged(name, `entry "${entryName}" has two sizes`);
    headers.push({ name: entryName, size, localStart });
    at = next;
  }
  return headers;
}

/** Size, stored size and local offset: those that are full (0xffffffff) stand, in this order, in extra field 1. */
function zip64Fields(extra: Buffer, name: string, fields: [number, number, number]): [number, number, number] {
  if (!fields.includes(absent32)) return fields;
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const body = extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2));
    let position = 0;
    return fields.map((value) => {
      if (value !== absent32) return value;
      if (position + 8 > body.length) throw damaged(name, 'a zip64 field is missing');
      position += 8;
      return toNumber(body.readBigUInt64LE(position - 8), name);
    }) as [number, number, number];
  }
  throw damaged(name, 'a zip64 field is missing');
}

function toNumber(value: bigint, name: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw damaged(name, 'an offset is beyond any file');
  return Number(value);
}

function refuseOverlaps(headers: DirectoryHeader[], entries: Map<string, ZipEntry>, name: string): void {
  const ordered = headers.toSorted((a, b) => a.localStart - b.localStart);
  let reached = 0;
  for (const header of ordered) {
    const entry = entries.get(header.name);
    if (!entry) continue;
    if (header.localStart < reached) throw damaged(name, `entry "${header.name}" overlaps another`);
    reached = entry.start + entry.size;
  }
}
