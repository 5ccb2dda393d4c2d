import { assertFormat, DamagedFrame, type FrameFormat } from './frame-format.ts';
import { BitReader, HuffmanTable } from './jpeg-bits.ts';
import { coefficientsOf, decodeDctScan } from './jpeg-dct.ts';
import { decodeLosslessScan } from './jpeg-lossless.ts';
import { inverseTransform } from './jpeg-transform.ts';

/** What a scan needs of the image it belongs to. One value a pixel: the images are grey. */
export interface JpegScan {
  readonly rows: number;
  readonly columns: number;
  readonly precision: number;
  readonly progressive: boolean;
  /** By destination; null for tables that were not given. */
  readonly dcTable: HuffmanTable | null;
  readonly acTable: HuffmanTable | null;
  /** Units (blocks, or pixels) between restart markers; 0: none. */
  readonly restartInterval: number;
  /** Spectral selection; in lossless images `spectralStart` is the predictor. */
  readonly spectralStart: number;
  readonly spectralEnd: number;
  /** Successive approximation; in lossless images `low` is the point transform. */
  readonly high: number;
  readonly low: number;
}

/** More than any encoder writes: 64 coefficients of 12 bits each, one bit at a time, would be 832. */
const scanLimit = 832;

/**
 * A JPEG of one component (ITU-T T.81) as stored values of up to 16 bits: baseline, extended and progressive with
 * Huffman coding (processes 1, 2, 4, 6, 8, 10, 12) at 8 or 12 bits, and lossless (process 14) with any predictor.
 */
export function decodeJpeg(bytes: Uint8Array, format: FrameFormat): Uint16Array {
  const decoder = new JpegDecoder(bytes, format);
  return decoder.decode();
}

class JpegDecoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #format: FrameFormat;
  readonly #quantisation: (Uint16Array | null)[] = [null, null, null, null];
  readonly #dcTables: (HuffmanTable | null)[] = [null, null, null, null];
  readonly #acTables: (HuffmanTable | null)[] = [null, null, null, null];
  #restartInterval = 0;
  #frame: { kind: 'dct' | 'progressive' | 'lossless'; precision: number; quantisation: number } | null = null;
  #coefficients: Int16Array | null = null;
  #values: Uint16Array | null = null;

  constructor(bytes: Uint8Array, format: FrameFormat) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#format = format;
  }

  decode(): Uint16Array {
    let at = this.#segmentAfter(0, 0xd8);
    let scans = 0;
    while (at < this.#bytes.length) {
      const marker = this.#markerAt(at);
      if (marker === 0xd9) break;
      at += 2;
      const length = this.#uint16(at);
      if (length < 2 || at + length > this.#bytes.length) throw cutShort();
      const segment = this.#bytes.subarray(at + 2, at + length);
      at += length;
      if (marker !== 0xda) {
        this.#readSegment(marker, segment);
        continue;
      }
      if (++scans > scanLimit) throw new DamagedFrame('the compressed image has scans without end.');
      at = this.#skipScan(this.#readScan(segment, at));
      if (this.#values) return this.#values;
    }
    return this.#transformed();
  }

  #segmentAfter(at: number, marker: number): number {
    if (this.#markerAt(at) !== marker) throw new DamagedFrame('the compressed image is no JPEG.');
    return at + 2;
  }

  #markerAt(at: number): number {
    let position = at;
    while (this.#bytes[position] === 0xff && this.#bytes[position + 1] === 0xff) position++;
    if (this.#bytes[position] !== 0xff || position !== at) {
      if (this.#bytes[position] !== 0xff) throw new DamagedFrame('the compressed image is damaged between its parts.');
    }
    return this.#bytes[position + 1] ?? 0xd9;
  }

  #uint16(at: number): number {
    if (at + 2 > this.#bytes.length) throw cutShort();
    return this.#view.getUint16(at);
  }

  #readSegment(marker: number, segment: Uint8Array): void {
    if (marker === 0xdb) this.#readQuantisation(segment);
    else if (marker === 0xc4) this.#readHuffman(segment);
    else if (marker === 0xdd) this.#restartInterval = ((segment[0] ?? 0) << 8) | (segment[1] ?? 0);
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8) this.#readFrame(marker, segment);
  }

  #readFrame(marker: number, segment: Uint8Array): void {
    const kinds: Record<number, 'dct' | 'progressive' | 'lossless'> = {
      0xc0: 'dct',
      0xc1: 'dct',
      0xc2: 'progressive',
      0xc3: 'lossless',
    };
    const kind = kinds[marker];
    if (!kind)
      throw new DamagedFrame('the compressed image uses arithmetic or hierarchical coding, which is not read.');
    if (this.#frame || segment.length < 9) throw new DamagedFrame('the compressed image has no single frame header.');
    const [precision = 0, rowsHigh = 0, rowsLow = 0, columnsHigh = 0, columnsLow = 0, components = 0] = segment;
    const [rows, columns] = [(rowsHigh << 8) | rowsLow, (columnsHigh << 8) | columnsLow];
    assertFormat(this.#format, { rows, columns, components, precision });
    if (kind !== 'lossless' && precision !== 8 && precision !== 12) {
      throw new DamagedFrame(`the compressed image has ${precision} bits a value.`);
    }
    this.#frame = { kind, precision, quantisation: (segment[8] ?? 0) & 3 };
  }

  #readQuantisation(segment: Uint8Array): void {
    for (let at = 0; at < segment.length; ) {
      const head = segment[at++] as number;
      const wide = head >> 4 !== 0;
      if (at + (wide ? 128 : 64) > segment.length) throw cutShort();
      const table = new Uint16Array(64);
      for (let n = 0; n < 64; n++) {
        table[n] = wide ? ((segment[at++] as number) << 8) | (segment[at++] as number) : (segment[at++] as number);
      }
      this.#quantisation[head & 3] = table;
    }
  }

  #readHuffman(segment: Uint8Array): void {
    for (let at = 0; at < segment.length; ) {
      const head = segment[at++] as number;
      const counts = segment.subarray(at, at + 16);
      at += 16;
      const total = counts.reduce((sum, count) => sum + count, 0);
      if (counts.length < 16 || at + total > segment.length) throw cutShort();
      const table = new HuffmanTable(counts, segment.subarray(at, at + total));
      (head >> 4 === 0 ? this.#dcTables : this.#acTables)[head & 3] = table;
      at += total;
    }
  }

  /** @returns where the bits of the scan end. */
  #readScan(segment: Uint8Array, at: number): number {
    const frame = this.#frame;
    if (!frame || segment[0] !== 1 || segment.length < 6) throw new DamagedFrame('a scan of the image is damaged.');
    const tables = segment[2] as number;
    const scan: JpegScan = {
      rows: this.#format.rows,
      columns: this.#format.columns,
      precision: frame.precision,
      progressive: frame.kind === 'progressive',
      dcTable: this.#dcTables[(tables >> 4) & 3] ?? null,
      acTable: this.#acTables[tables & 3] ?? null,
      restartInterval: this.#restartInterval,
      spectralStart: segment[3] as number,
      spectralEnd: segment[4] as number,
      high: (segment[5] as number) >> 4,
      low: (segment[5] as number) & 15,
    };
    const reader = new BitReader(this.#bytes, at);
    if (frame.kind === 'lossless') {
      this.#values = decodeLosslessScan(scan, reader);
    } else {
      this.#coefficients ??= coefficientsOf(scan);
      decodeDctScan(scan, reader, this.#coefficients);
    }
    return reader.position;
  }

  /** To the next marker that is none of the scan's own. */
  #skipScan(from: number): number {
    let at = from;
    for (; at + 1 < this.#bytes.length; at++) {
      const next = this.#bytes[at + 1] as number;
      if (this.#bytes[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
    }
    return this.#bytes.length;
  }

  #transformed(): Uint16Array {
    const frame = this.#frame;
    const quantisation = frame && this.#quantisation[frame.quantisation];
    if (!frame || !this.#coefficients || !quantisation) throw cutShort();
    const { rows, columns } = this.#format;
    return inverseTransform(this.#coefficients, quantisation, { rows, columns, precision: frame.precision });
  }
}

const cutShort = (): DamagedFrame => new DamagedFrame('the compressed image is cut short.');
