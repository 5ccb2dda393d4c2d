import dicomParser, { type DataSet } from 'dicom-parser';
import { AppError } from '#shared/errors.ts';
import { readBytes, readWholeFile, unreadable, unsupported, withFile } from './file-bytes.ts';

export interface DicomFile {
  readonly dataSet: DataSet;
  /** The bytes that `dataSet` points into: all of the file, or its beginning. */
  readonly bytes: Buffer;
  readonly fileSize: number;
}

const pixelData = 'x7fe00010';
/** How much of a file is tried in turn; a header beyond the last is refused. */
const headSizes = [2 ** 14, 2 ** 17, 2 ** 20, 2 ** 23, 2 ** 26];

/**
 * Parses a DICOM file up to its pixel data, reading only as much of its beginning as that takes: 16 KiB for nearly all
 * CT slices. `isEnough` ends the reading earlier for objects without pixels (all the elements it can see are complete).
 */
export const readDicomHead = (path: string, isEnough: (head: DataSet) => boolean): Promise<DicomFile> =>
  withFile(path, async (file, fileSize) => {
    for (const headSize of headSizes) {
      const isWhole = fileSize <= headSize;
      const bytes = await readBytes(file, path, 0, Math.min(headSize, fileSize));
      assertDicom(path, bytes);
      const { dataSet, error } = parse(path, bytes, pixelData);
      if (dataSet?.elements[pixelData]) return { dataSet, bytes, fileSize };
      if (isWhole) {
        if (!dataSet || error) throw unreadable(path, 'the DICOM header is damaged or cut short.', error);
        return { dataSet, bytes, fileSize };
      }
      if (dataSet) {
        dropUnfinished(dataSet, bytes.length);
        if (isEnough(dataSet)) return { dataSet, bytes, fileSize };
      }
    }
    throw unreadable(path, `the DICOM header goes on beyond ${(headSizes.at(-1) ?? 0) / 2 ** 20} MiB.`);
  });

/** Parses a whole DICOM file: structure sets and segmentations. */
export async function readDicomFile(path: string): Promise<DicomFile> {
  const bytes = await readWholeFile(path);
  assertDicom(path, bytes);
  const { dataSet, error } = parse(path, bytes, undefined);
  if (!dataSet || error) throw unreadable(path, 'the DICOM file is damaged or cut short.', error);
  return { dataSet, bytes, fileSize: bytes.length };
}

function assertDicom(path: string, bytes: Buffer): void {
  if (bytes.length < 132 || bytes.toString('latin1', 128, 132) !== 'DICM') {
    throw unreadable(path, 'this is not a DICOM file (the DICM mark is missing).');
  }
}

/** The parser throws strings, errors, and objects that carry what it had read so far. */
function parse(path: string, bytes: Buffer, untilTag: string | undefined): { dataSet: DataSet | null; error: unknown } {
  const inflater = () => {
    throw unsupported(path, 'the file is deflated; export it as uncompressed little endian.');
  };
  try {
    return { dataSet: dicomParser.parseDicom(bytes, untilTag ? { untilTag, inflater } : { inflater }), error: null };
  } catch (error) {
    if (error instanceof AppError) throw error;
    const partial = typeof error === 'object' && error !== null && 'dataSet' in error ? error.dataSet : null;
    return { dataSet: partial as DataSet | null, error };
  }
}

/** At the end of a partial buffer the parser takes a sequence that was cut for a finished one. */
function dropUnfinished(dataSet: DataSet, length: number): void {
  for (const [tag, element] of Object.entries(dataSet.elements)) {
    if (element.dataOffset + element.length > length - 8) delete dataSet.elements[tag];
  }
}
