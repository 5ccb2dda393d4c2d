import { DamagedFrame } from './frame-format.ts';
import type { JpegScan } from './jpeg.ts';
import type { BitReader, HuffmanTable } from './jpeg-bits.ts';

/** 64 coefficients a block, in zigzag order, blocks row by row. */
export const coefficientsOf = ({ rows, columns }: JpegScan): Int16Array =>
  new Int16Array(Math.ceil(rows / 8) * Math.ceil(columns / 8) * 64);

/** What goes on from block to block of a scan. */
interface ScanState {
  dc: number;
  /** Blocks still to come without any coefficient (end-of-band run). */
  run: number;
}

/** Adds one scan, sequential or progressive (ITU-T T.81, annexes F and G), to the coefficients. */
export function decodeDctScan(scan: JpegScan, reader: BitReader, coefficients: Int16Array): void {
  const decodeBlock = blockDecoderOf(scan);
  const state: ScanState = { dc: 0, run: 0 };
  const blocks = coefficients.length / 64;
  for (let block = 0; block < blocks; block++) {
    if (scan.restartInterval > 0 && block > 0 && block % scan.restartInterval === 0) {
      reader.restart();
      state.dc = 0;
      state.run = 0;
    }
    decodeBlock(reader, coefficients, block * 64, state);
  }
}

type BlockDecoder = (reader: BitReader, out: Int16Array, at: number, state: ScanState) => void;

function blockDecoderOf(scan: JpegScan): BlockDecoder {
  const { progressive, spectralStart: first, spectralEnd: last, high, low } = scan;
  if (!progressive) {
    const [dc, ac] = [given(scan.dcTable), given(scan.acTable)];
    return (reader, out, at, state) => {
      decodeDc(reader, dc, out, at, state, 0);
      decodeAc(reader, ac, out, at, 1, 63);
    };
  }
  if (first > last || last > 63 || low > 13 || (first === 0 && last !== 0)) {
    throw new DamagedFrame('a progressive scan names coefficients that do not exist.');
  }
  if (first === 0) {
    if (high !== 0) return refineDc(1 << low);
    const dc = given(scan.dcTable);
    return (reader, out, at, state) => decodeDc(reader, dc, out, at, state, low);
  }
  const ac = given(scan.acTable);
  return high === 0 ? firstAc(ac, first, last, low) : refineAc(ac, first, last, 1 << low);
}

function given(table: HuffmanTable | null): HuffmanTable {
  if (!table) throw new DamagedFrame('a scan of the image uses a table that was not given.');
  return table;
}

function decodeDc(
  reader: BitReader,
  table: HuffmanTable,
  out: Int16Array,
  at: number,
  state: ScanState,
  shift: number,
): void {
  const bits = reader.decode(table);
  if (bits > 16) throw new DamagedFrame('a coefficient of the image is too long.');
  state.dc += reader.readSigned(bits);
  out[at] = state.dc << shift;
}

const refineDc =
  (bit: number): BlockDecoder =>
  (reader, out, at) => {
    if (reader.read(1)) out[at] = (out[at] as number) | bit;
  };

function decodeAc(
  reader: BitReader,
  table: HuffmanTable,
  out: Int16Array,
  at: number,
  first: number,
  last: number,
): void {
  for (let k = first; k <= last; k++) {
    const symbol = reader.decode(table);
    const bits = symbol & 15;
    const zeros = symbol >> 4;
    if (bits === 0) {
      if (zeros < 15) return;
      k += 15;
      continue;
    }
    k += zeros;
    if (k > last) throw new DamagedFrame('a block of the image has too many coefficients.');
    out[at + k] = reader.readSigned(bits);
  }
}

const firstAc =
  (table: HuffmanTable, first: number, last: number, shift: number): BlockDecoder =>
  (reader, out, at, state) => {
    if (state.run > 0) {
      state.run--;
      return;
    }
    for (let k = first; k <= last; k++) {
      const symbol = reader.decode(table);
      const bits = symbol & 15;
      const zeros = symbol >> 4;
      if (bits === 0) {
        if (zeros < 15) {
          state.run = (1 << zeros) - 1 + reader.read(zeros);
          return;
        }
        k += 15;
        continue;
      }
      k += zeros;
      if (k > last) throw new DamagedFrame('a block of the image has too many coefficients.');
      out[at + k] = reader.readSigned(bits) << shift;
    }
  };

/** One more bit of the coefficients that are not 0, and new ones between them. */
const refineAc =
  (table: HuffmanTable, first: number, last: number, bit: number): BlockDecoder =>
  (reader, out, at, state) => {
    let k = first;
    if (state.run === 0) {
      for (; k <= last; k++) {
        const symbol = reader.decode(table);
        let zeros = symbol >> 4;
        let value = 0;
        if ((symbol & 15) !== 0) {
          value = reader.read(1) ? bit : -bit;
        } else if (zeros < 15) {
          state.run = (1 << zeros) + reader.read(zeros);
          break;
        }
        k = refineUpTo(reader, out, at, k, last, bit, () => zeros-- === 0);
        if (value !== 0 && k <= last) out[at + k] = value;
      }
    }
    if (state.run > 0) {
      refineUpTo(reader, out, at, k, last, bit, () => false);
      state.run--;
    }
  };

/** Refines from `k` on until `isHere` accepts a coefficient that is 0; where none is left, one after `last`. */
function refineUpTo(
  reader: BitReader,
  out: Int16Array,
  at: number,
  from: number,
  last: number,
  bit: number,
  isHere: () => boolean,
): number {
  let k = from;
  for (; k <= last; k++) {
    const known = out[at + k] as number;
    if (known === 0) {
      if (isHere()) break;
    } else if (reader.read(1) && (known & bit) === 0) {
      out[at + k] = known + (known > 0 ? bit : -bit);
    }
  }
  return k;
}
