import dicomParser, { type ByteArrayParser, type DataSet, type Element } from 'dicom-parser';

export interface Encoding {
  readonly explicit: boolean;
  readonly bigEndian: boolean;
}

export interface ParsedElements {
  readonly dataSet: DataSet;
  /** False where the bytes end inside an element; that element is not in the data set. */
  readonly isWhole: boolean;
}

/** Thrown for bytes that no writer of DICOM makes; more of the file would not help. */
export class MalformedDicom extends Error {}

/** Values of these representations have a length of 32 bits. */
const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const undefinedLength = 0xffffffff;
export const pixelDataTag = 'x7fe00010';
const itemTag = 0xfffee000;
const itemEndTag = 0xfffee00d;
const sequenceEndTag = 0xfffee0dd;
/** Deeper than any report or plan; what nests deeper is made to exhaust the stack. */
const depthLimit = 48;
/** An enhanced CT of 4000 frames has half as many. */
const elementLimit = 250_000;
/** Of one data set or item; the whole dictionary of the standard has half as many. */
const elementsOfOneSetLimit = 10_000;

const newDataSet = (
  dicomParser as unknown as {
    DataSet: new (parser: ByteArrayParser, bytes: Uint8Array, elements: Record<string, Element>) => DataSet;
  }
).DataSet;

const tagNames = new Map<number, string>();
function tagName(tag: number): string {
  let name = tagNames.get(tag);
  if (name === undefined) {
    name = `x${tag.toString(16).padStart(8, '0')}`;
    if (tagNames.size < 5000) tagNames.set(tag, name);
  }
  return name;
}

/** Signals that the bytes end inside an element. */
const endOfBytes = Symbol('end of bytes');

/**
 * Reads the elements of a data set into the data set class of dicom-parser. Unlike its own parser it knows the
 * representations of 2015 and later (OV, SV, UV), says where the bytes ended too early, and bounds depth and number.
 * @param untilPixels stops at the pixel data and leaves their length as it stands.
 */
export function parseElements(
  bytes: Buffer,
  position: number,
  encoding: Encoding,
  untilPixels: boolean,
): ParsedElements {
  const cursor = new Cursor(bytes, position, untilPixels);
  const elements: Record<string, Element> = {};
  let isWhole = true;
  try {
    cursor.readElements(elements, bytes.length, encoding, 0);
  } catch (error) {
    if (error !== endOfBytes) throw error;
    isWhole = false;
  }
  return { dataSet: new newDataSet(parserOf(encoding), bytes, elements), isWhole };
}

const parserOf = ({ bigEndian }: Encoding): ByteArrayParser =>
  bigEndian ? dicomParser.bigEndianByteArrayParser : dicomParser.littleEndianByteArrayParser;

/** The elements of group 2, which are always explicit little endian, and where they end. */
export function parseMetaElements(bytes: Buffer, position: number): { elements: Record<string, Element>; end: number } {
  const elements: Record<string, Element> = {};
  const cursor = new Cursor(bytes, position, false);
  const encoding = { explicit: true, bigEndian: false };
  while (cursor.position + 8 <= bytes.length && bytes.readUInt16LE(cursor.position) === 2) {
    const element = cursor.readElement(encoding, 0);
    element.parser = dicomParser.littleEndianByteArrayParser;
    elements[element.tag] = element;
  }
  return { elements, end: cursor.position };
}

class Cursor {
  readonly bytes: Buffer;
  readonly untilPixels: boolean;
  position: number;
  count = 0;

  constructor(bytes: Buffer, position: number, untilPixels: boolean) {
    this.bytes = bytes;
    this.position = position;
    this.untilPixels = untilPixels;
  }

  /** @returns true where it stopped at the pixel data. */
  readElements(elements: Record<string, Element>, end: number, encoding: Encoding, depth: number): boolean {
    for (let count = 0; this.position < end; count++) {
      if (count > elementsOfOneSetLimit) throw new MalformedDicom('more elements side by side than the standard has');
      if (depth > 0 && this.peekTag(encoding) === itemEndTag) {
        this.position += 8;
        return false;
      }
      const element = this.readElement(encoding, depth);
      elements[element.tag] = element;
      if (depth === 0 && this.untilPixels && element.tag === pixelDataTag) return true;
    }
    return false;
  }

  readElement(encoding: Encoding, depth: number): Element {
    if (++this.count > elementLimit) throw new MalformedDicom('more elements than any image has');
    const tag = this.peekTag(encoding);
    this.position += 4;
    const { vr, length } = this.readLength(encoding);
    const element: Element = { tag: tagName(tag), length, dataOffset: this.position };
    if (vr !== undefined) element.vr = vr;
    if (length === undefinedLength) element.hadUndefinedLength = true;
    if (depth === 0 && this.untilPixels && element.tag === pixelDataTag) return element;
    if (vr === 'OB' || vr === 'OW' || (vr === undefined && element.tag === pixelDataTag)) {
      if (length === undefinedLength) this.readFragments(element, encoding);
      else this.skip(length);
    } else if (vr === 'SQ' || length === undefinedLength || (vr === undefined && this.startsItem(length, encoding))) {
      // An UN of undefined length is a sequence that was copied without being understood: implicit little endian.
      this.readItems(element, vr === 'UN' ? { explicit: false, bigEndian: false } : encoding, depth + 1);
    } else {
      this.skip(length);
    }
    return element;
  }

  private readLength(encoding: Encoding): { vr: string | undefined; length: number } {
    if (encoding.explicit) {
      this.need(4);
      const vr = this.bytes.toString('latin1', this.position, this.position + 2);
      // Some writers slip implicit elements into explicit files; the length then stands where the letters should.
      if (/^[A-Z]{2}$/.test(vr)) {
        if (!longVrs.has(vr)) {
          const length = this.uint16(this.position + 2, encoding);
          this.position += 4;
          return { vr, length };
        }
        this.need(8);
        const length = this.uint32(this.position + 4, encoding);
        this.position += 8;
        return { vr, length };
      }
    }
    this.need(4);
    const length = this.uint32(this.position, encoding);
    this.position += 4;
    return { vr: undefined, length };
  }

  private readItems(element: Element, encoding: Encoding, depth: number): void {
    if (depth > depthLimit) throw new MalformedDicom('sequences inside sequences without end');
    const items: Element[] = [];
    const end = element.length === undefinedLength ? Number.POSITIVE_INFINITY : element.dataOffset + element.length;
    while (this.position < end) {
      const tag = this.peekTag(encoding);
      this.need(8);
      const length = this.uint32(this.position + 4, encoding);
      this.position += 8;
      if (tag === sequenceEndTag) break;
      if (tag !== itemTag) throw new MalformedDicom('a sequence holds something that is no item');
      const elements: Record<string, Element> = {};
      const dataOffset = this.position;
      if (++this.count > elementLimit) throw new MalformedDicom('more items than any image has');
      if (length === undefinedLength) this.readElements(elements, Number.POSITIVE_INFINITY, encoding, depth);
      else {
        this.need(length);
        this.readElements(elements, dataOffset + length, encoding, depth);
        if (this.position > dataOffset + length) throw new MalformedDicom('an item is longer than it says');
      }
      const dataSet = new newDataSet(parserOf(encoding), this.bytes, elements);
      items.push({ tag: 'xfffee000', length: this.position - dataOffset, dataOffset, dataSet });
    }
    if (this.position > end) throw new MalformedDicom('a sequence is longer than it says');
    element.items = items;
    element.length = this.position - element.dataOffset;
  }

  /** Compressed pixels: an offset table, fragments, and a delimiter. */
  private readFragments(element: Element, encoding: Encoding): void {
    const fragments: NonNullable<Element['fragments']> = [];
    let first = 0;
    while (true) {
      const tag = this.peekTag(encoding);
      this.need(8);
      const length = this.uint32(this.position + 4, encoding);
      this.position += 8;
      if (tag === sequenceEndTag) break;
      if (tag !== itemTag) throw new MalformedDicom('the compressed pixels are not in fragments');
      if (++this.count > elementLimit) throw new MalformedDicom('more fragments than any image has');
      if (element.basicOffsetTable === undefined) {
        this.need(length);
        element.basicOffsetTable = Array.from({ length: length >> 2 }, (_, n) =>
          this.uint32(this.position + 4 * n, encoding),
        );
        first = this.position + length;
      } else {
        fragments.push({ offset: this.position - 8 - first, position: this.position, length });
      }
      this.skip(length);
    }
    element.encapsulatedPixelData = true;
    element.fragments = fragments;
    element.length = this.position - element.dataOffset;
  }

  private startsItem(length: number, encoding: Encoding): boolean {
    if (length < 8 || this.position + 4 > this.bytes.length) return false;
    return this.peekTag(encoding) === itemTag;
  }

  private peekTag(encoding: Encoding): number {
    this.need(4);
    return this.uint16(this.position, encoding) * 0x10000 + this.uint16(this.position + 2, encoding);
  }

  private skip(length: number): void {
    this.need(length);
    this.position += length;
  }

  private need(length: number): void {
    if (this.position + length > this.bytes.length) throw endOfBytes;
  }

  private uint16(at: number, { bigEndian }: Encoding): number {
    return bigEndian ? this.bytes.readUInt16BE(at) : this.bytes.readUInt16LE(at);
  }

  private uint32(at: number, { bigEndian }: Encoding): number {
    return bigEndian ? this.bytes.readUInt32BE(at) : this.bytes.readUInt32LE(at);
  }
}
