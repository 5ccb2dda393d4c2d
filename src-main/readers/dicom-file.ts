import { constants, inflateRawSync } from 'node:zlib';
import type { DataSet, Element } from 'dicom-parser';
import {
  type Encoding,
  MalformedDicom,
  type ParsedElements,
  parseElements,
  parseMetaElements,
  pixelDataTag,
} from './dicom-elements.ts';
import { transferSyntaxOf } from './dicom-syntax.ts';
import { readBytes, readWholeFile, unreadable, withFile } from './file-bytes.ts';

export interface DicomFile {
  readonly dataSet: DataSet;
  /** The bytes that `dataSet` points into: all of the file or its beginning, inflated where the file is deflated. */
  readonly bytes: Buffer;
  readonly fileSize: number;
  readonly transferSyntaxUid: string;
}

/** How much of a file is tried in turn; a header beyond the last is refused. */
const headSizes = [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 26];
/** What a deflated header may grow to. */
const inflatedHeadLimit = 2 ** 26;
/** What a deflated object may grow to: a structure set or segmentation larger than any in use. */
const inflatedFileLimit = 2 ** 27;
const implicitLittle = '1.2.840.10008.1.2';
const explicitLittle = '1.2.840.10008.1.2.1';
const deflated = '1.2.840.10008.1.2.1.99';

/**
 * Parses a DICOM file up to its pixel data, reading only as much of its beginning as that takes: 16 KiB for nearly all
 * CT slices. `isEnough` ends the reading earlier for objects without pixels (all the elements it can see are complete).
 */
export const readDicomHead = (path: string, isEnough: (head: DataSet) => boolean): Promise<DicomFile> =>
  withFile(path, async (file, fileSize) => {
    for (const headSize of headSizes) {
      const isAll = fileSize <= headSize;
      const head = await readBytes(file, path, 0, Math.min(headSize, fileSize));
      const found = parseFile(path, head, true, inflatedHeadLimit);
      const { dataSet, isWhole, bytes, transferSyntaxUid } = found;
      const result = { dataSet, bytes, fileSize, transferSyntaxUid };
      if (dataSet.elements[pixelDataTag] || (isAll && isWhole)) return result;
      if (isAll) throw unreadable(path, 'the DICOM header is damaged or cut short.');
      if (isEnough(dataSet)) return result;
    }
    throw unreadable(path, `the DICOM header goes on beyond ${(headSizes.at(-1) ?? 0) / 2 ** 20} MiB.`);
  });

/** Parses a whole DICOM file: structure sets and segmentations. */
export async function readDicomFile(path: string): Promise<DicomFile> {
  const file = await readWholeFile(path);
  const { dataSet, isWhole, bytes, transferSyntaxUid } = parseFile(path, file, false, inflatedFileLimit);
  if (!isWhole) throw unreadable(path, 'the DICOM file is damaged or cut short.');
  return { dataSet, bytes, fileSize: file.length, transferSyntaxUid };
}

interface Start {
  readonly uid: string;
  readonly meta: Record<string, Element>;
  readonly position: number;
}

/**
 * Where the data set of a file starts and how it is encoded; null for what is not DICOM. Old files lack the preamble
 * and the mark, some the file meta information too; these are told by their first element.
 */
function startOf(head: Buffer): Start | null {
  const metaAt = hasMark(head) ? 132 : hasElementAt(head, 0, 2) ? 0 : -1;
  if (metaAt < 0) {
    if (!hasElementAt(head, 0, 8)) return null;
    const explicit = /^[A-Z]{2}$/.test(head.toString('latin1', 4, 6));
    return { uid: explicit ? explicitLittle : implicitLittle, meta: {}, position: 0 };
  }
  const { elements, end } = parseMetaElements(head, metaAt);
  const named = elements['x00020010'];
  const text = named && head.toString('latin1', named.dataOffset, named.dataOffset + named.length);
  const uid = text?.replace(/[\0 ]+$/, '');
  return uid ? { uid, meta: elements, position: end } : null;
}

const hasMark = (head: Buffer): boolean => head.length >= 132 && head.toString('latin1', 128, 132) === 'DICM';

/** Bytes that look like the first element of this group, little endian: a low element number and a short value. */
function hasElementAt(head: Buffer, at: number, group: number): boolean {
  if (head.length < at + 12 || head.readUInt16LE(at) !== group || head.readUInt16LE(at + 2) > 0x18) return false;
  const isExplicit = /^(AE|CS|DA|DT|LO|OB|PN|SH|TM|UI|UL|US)$/.test(head.toString('latin1', at + 4, at + 6));
  return isExplicit || (group !== 2 && head.readUInt32LE(at + 4) <= 256);
}

/** True for the first bytes (132 or more) of a file that claims to be DICOM, whether or not it can be read. */
export const looksLikeDicom = (head: Buffer): boolean =>
  hasMark(head) || hasElementAt(head, 0, 2) || hasElementAt(head, 0, 8);

function parseFile(
  path: string,
  file: Buffer,
  untilPixels: boolean,
  inflatedLimit: number,
): ParsedElements & { bytes: Buffer; transferSyntaxUid: string } {
  try {
    const start = startOf(file);
    if (!start) {
      throw unreadable(
        path,
        looksLikeDicom(file) ? 'the DICOM header is damaged or cut short.' : 'this is not a DICOM file.',
      );
    }
    const bytes = start.uid === deflated ? inflated(path, file, start.position, untilPixels, inflatedLimit) : file;
    const parsed = parseElements(bytes, start.position, encodingOf(start.uid), untilPixels);
    Object.assign(parsed.dataSet.elements, start.meta);
    return { ...parsed, bytes, transferSyntaxUid: start.uid };
  } catch (error) {
    if (error instanceof MalformedDicom || typeof error === 'symbol') {
      throw unreadable(path, 'the DICOM header is damaged or cut short.', error);
    }
    throw error;
  }
}

/** Unknown syntaxes are explicit little endian by the rules of the standard. */
const encodingOf = (uid: string): Encoding => transferSyntaxOf(uid) ?? { explicit: true, bigEndian: false };

/** The file with what follows its meta information inflated; as far as it goes where only the beginning is here. */
function inflated(path: string, file: Buffer, position: number, isBeginning: boolean, limit: number): Buffer {
  try {
    const rest = inflateRawSync(file.subarray(position), {
      maxOutputLength: limit,
      ...(isBeginning ? { finishFlush: constants.Z_SYNC_FLUSH } : {}),
    });
    return Buffer.concat([file.subarray(0, position), rest]);
  } catch (error) {
    throw unreadable(path, 'the deflated data are damaged, or grow beyond all measure.', error);
  }
}
