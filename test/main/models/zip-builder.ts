export interface ZipPart {
  readonly name: string;
  readonly data: Uint8Array;
  readonly method?: number;
  /** Where the directory says the entry lies, if not where it lies. */
  readonly claimedStart?: number;
  readonly claimedSize?: number;
}

/** A zip file of stored entries, each padded as PyTorch does; `zip64` puts all sizes and offsets into 64-bit fields. */
export function buildZip(parts: readonly ZipPart[], options: { zip64?: boolean } = {}): Buffer {
  const pieces: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name);
    const padding = (64 - ((at + 30 + name.length) % 64)) % 64;
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(padding, 28);
    pieces.push(local, name, Buffer.alloc(padding), Buffer.from(part.data));
    directory.push(directoryHeader(part, name, part.claimedStart ?? at, options.zip64 ?? false));
    at += 30 + name.length + padding + part.data.length;
  }
  const listing = Buffer.concat(directory);
  return Buffer.concat([...pieces, listing, endRecords(parts.length, listing.length, at, options.zip64 ?? false)]);
}

function directoryHeader(part: ZipPart, name: Buffer, start: number, zip64: boolean): Buffer {
  const size = part.claimedSize ?? part.data.length;
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(part.method ?? 0, 10);
  header.writeUInt32LE(zip64 ? 0xffffffff : size, 20);
  header.writeUInt32LE(zip64 ? 0xffffffff : size, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt32LE(zip64 ? 0xffffffff : start, 42);
  if (!zip64) return Buffer.concat([header, name]);
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(size), 12);
  extra.writeBigUInt64LE(BigInt(start), 20);
  header.writeUInt16LE(extra.length, 30);
  return Buffer.concat([header, name, extra]);
}

function endRecords(count: number, size: number, start: number, zip64: boolean): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(zip64 ? 0xffff : count, 10);
  end.writeUInt32LE(zip64 ? 0xffffffff : size, 12);
  end.writeUInt32LE(zip64 ? 0xffffffff : start, 16);
  if (!zip64) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(start), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(start + size), 8);
  return Buffer.concat([record, locator, end]);
}
