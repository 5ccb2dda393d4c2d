import { crc32, inflateRawSync } from 'node:zlib';
import { AppError } from '#shared/errors.ts';

export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly crc: number;
  /** Of the local header. */
  readonly offset: number;
}

const endMark = 0x06054b50;
const end64Mark = 0x06064b50;
const end64Locator = 0x07064b50;
const directoryMark = 0x02014b50;
const localMark = 0x04034b50;
/** DEFLATE cannot expand further than this, so an entry that claims to is a bomb or damaged. */
const largestRatio = 1032;

const damaged = (what: string): AppError => new AppError('unreadable-file', `The zip container is damaged: ${what}.`);

/** The entries of a zip file (zip64 included), from its central directory. */
export function zipEntries(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { count, offset } = findDirectory(view);
  const entries: ZipEntry[] = [];
  let at = offset;
  for (let n = 0; n < count; n++) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== directoryMark)
      throw damaged('its directory is cut short');
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
    if (next > view.byteLength) throw damaged('its directory is cut short');
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      ...sizes(view, at, at + 46 + nameLength, extraLength),
    });
    at = next;
  }
  return entries;
}

/** The bytes of one entry, checked against its size and checksum; never more than it claims, nor than `limit`. */
export function readZipEntry(bytes: Uint8Array, entry: ZipEntry, limit: number): Uint8Array {
  if (entry.size > limit) throw damaged(`an entry claims ${entry.size} bytes, more than ${limit}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (entry.offset + 30 > view.byteLength || view.getUint32(entry.offset, true) !== localMark)
    throw damaged('an entry is missing');
  const start = entry.offset + 30 + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  if (start + entry.compressedSize > view.byteLength) throw damaged('an entry is cut short');
  const packed = bytes.subarray(start, start + entry.compressedSize);
  const data = unpack(packed, entry);
  if (data.length !== entry.size || crc32(data) !== entry.crc) throw damaged('the checksum of an entry is wrong');
  return data;
}

function unpack(packed: Uint8Array, entry: ZipEntry): Uint8Array {
  if (entry.method === 0) return packed;
  if (entry.method !== 8) throw new AppError('unsupported', `Zip compression method ${entry.method} is not read.`);
  if (entry.size > packed.length * largestRatio) throw damaged('an entry claims an impossible size');
  if (entry.size === 0) return new Uint8Array(0);
  try {
    return inflateRawSync(packed, { maxOutputLength: entry.size });
  } catch (error) {
    throw new AppError('unreadable-file', 'The zip container is damaged: an entry does not decompress.', {
      cause: error,
    });
  }
}

function findDirectory(view: DataView): { count: number; offset: number } {
  const lowest = Math.max(view.byteLength - 22 - 0xffff, 0);
  for (let at = view.byteLength - 22; at >= lowest; at--) {
    if (view.getUint32(at, true) !== endMark) continue;
    const count = view.getUint16(at + 10, true);
    const offset = view.getUint32(at + 16, true);
    if (count !== 0xffff && offset !== 0xffffffff) return { count, offset };
    return findDirectory64(view, at - 20);
  }
  throw damaged('this is not a zip file, or its end is missing');
}

function findDirectory64(view: DataView, locator: number): { count: number; offset: number } {
  if (locator < 0 || view.getUint32(locator, true) !== end64Locator) throw damaged('its zip64 directory is missing');
  const at = Number(view.getBigUint64(locator + 8, true));
  if (at + 56 > view.byteLength || view.getUint32(at, true) !== end64Mark)
    throw damaged('its zip64 directory is missing');
  return { count: Number(view.getBigUint64(at + 32, true)), offset: Number(view.getBigUint64(at + 48, true)) };
}

function sizes(
  view: DataView,
  at: number,
  extra: number,
  extraLength: number,
): Pick<ZipEntry, 'compressedSize' | 'size' | 'offset'> {
  const fields = {
    size: view.getUint32(at + 24, true),
    compressedSize: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  };
  for (let field = extra; field + 4 <= extra + extraLength; ) {
    const length = view.getUint16(field + 2, true);
    if (view.getUint16(field, true) === 1) {
      let value = field + 4;
      for (const name of ['size', 'compressedSize', 'offset'] as const) {
        if (fields[name] !== 0xffffffff) continue;
        if (value + 8 > field + 4 + length) throw damaged('a zip64 entry is cut short');
        fields[name] = Number(view.getBigUint64(value, true));
        value += 8;
      }
    }
    field += 4 + length;
  }
  return fields;
}
