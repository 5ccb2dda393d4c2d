import { DamagedFrame } from './frame-format.ts';

const lookupBits = 10;

/** A Huffman table of JPEG (ITU-T T.81, annex C): short codes by look-up, long ones by their range. */
export class HuffmanTable {
  /** For the next bits: length of the code in the high byte and its symbol in the low one; 0 where it is longer. */
  readonly lookup = new Uint16Array(1 << lookupBits);
  /** Per length: the code after the last one, moved to 16 bits, and what takes a code to the index of its symbol. */
  readonly limits = new Int32Array(18);
  readonly offsets = new Int32Array(18);
  readonly symbols: Uint8Array;

  constructor(counts: Uint8Array, symbols: Uint8Array) {
    this.symbols = symbols;
    let [code, index] = [0, 0];
    for (let length = 1; length <= 16; length++) {
      const count = counts[length - 1] as number;
      this.offsets[length] = index - code;
      for (let n = 0; n < count; n++, code++, index++) {
        if (code >= 1 << length) throw new DamagedFrame('a Huffman table has more codes than fit.');
        if (length > lookupBits) continue;
        const first = code << (lookupBits - length);
        this.lookup.fill((length << 8) | (symbols[index] as number), first, first + (1 << (lookupBits - length)));
      }
      this.limits[length] = code << (16 - length);
      code <<= 1;
    }
    this.limits[17] = 0x7fffffff;
  }
}

/** Reads the bits of a scan, from the highest of each byte on, without the stuffed zeros. */
export class BitReader {
  readonly bytes: Uint8Array;
  position: number;
  #buffer = 0;
  #count = 0;
  /** Bits in the buffer that stand behind the end of the scan. */
  #missing = 0;

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  #fill(): void {
    while (this.#count <= 16) {
      let byte = this.bytes[this.position];
      if (byte === undefined || (byte === 0xff && this.bytes[this.position + 1] !== 0)) {
        byte = 0;
        this.#missing += 8;
      } else {
        this.position += byte === 0xff ? 2 : 1;
      }
      this.#buffer = ((this.#buffer << 8) | byte) & 0xffffff;
      this.#count += 8;
    }
  }

  #drop(bits: number): void {
    this.#count -= bits;
    if (this.#count < this.#missing) throw new DamagedFrame('the compressed image ends too early.');
  }

  /** @param bits 0 to 16. */
  read(bits: number): number {
    if (bits === 0) return 0;
    this.#fill();
    const value = (this.#buffer >>> (this.#count - bits)) & ((1 << bits) - 1);
    this.#drop(bits);
    return value;
  }

  /** The next symbol. */
  decode(table: HuffmanTable): number {
    this.#fill();
    const next = (this.#buffer >>> (this.#count - 16)) & 0xffff;
    const entry = table.lookup[next >>> (16 - lookupBits)] as number;
    if (entry !== 0) {
      this.#drop(entry >>> 8);
      return entry & 0xff;
    }
    let length = lookupBits + 1;
    while (next >= (table.limits[length] as number)) length++;
    if (length > 16) throw new DamagedFrame('the compressed image holds a code that is in no table.');
    this.#drop(length);
    return table.symbols[(next >>> (16 - length)) + (table.offsets[length] as number)] ?? 0;
  }

  /** A number of so many bits whose first half stands for negative values (T.81, F.2.2.1). */
  readSigned(bits: number): number {
    if (bits === 0) return 0;
    const value = this.read(bits);
    return value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;
  }

  /** Goes on after the restart marker that must stand here. */
  restart(): void {
    this.#buffer = 0;
    this.#count = 0;
    this.#missing = 0;
    while (this.bytes[this.position] === 0xff && this.bytes[this.position + 1] === 0xff) this.position++;
    const marker = this.bytes[this.position + 1] ?? 0;
    if (this.bytes[this.position] !== 0xff || marker < 0xd0 || marker > 0xd7) {
      throw new DamagedFrame('a restart marker is missing in the compressed image.');
    }
    this.position += 2;
  }
}
