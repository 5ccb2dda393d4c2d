import type { DicomFrame } from './dicom-frames.ts';
import type { DicomHeader, DicomImage } from './dicom-header.ts';
import { type TransferSyntax, transferSyntaxOf } from './dicom-syntax.ts';
import { unreadable, unsupported } from './file-bytes.ts';

/** One slice whose pixels can be read as HU: a file, or a frame of a file. */
export interface DicomSlice {
  readonly path: string;
  readonly header: DicomHeader;
  readonly image: DicomImage;
  readonly syntax: TransferSyntax;
  readonly frame: DicomFrame;
  /** Which frame of its file it is, from 0. */
  readonly index: number;
}

/** The largest detectors make slices of 2048 x 2048. */
const pixelLimit = 2 ** 22;

/** The slices of an object; one that cannot be read as HU is refused, and the error says why. */
export function readableSlices(header: DicomHeader): DicomSlice[] {
  const { path, modality, image } = header;
  if (modality !== 'CT') throw unsupported(path, `the modality is ${modality || 'not given'}; only CT is read.`);
  if (!image) throw unsupported(path, 'there is no image in this file.');
  const syntax = transferSyntaxOf(header.transferSyntaxUid);
  if (!syntax) {
    throw unsupported(
      path,
      `the transfer syntax ${header.transferSyntaxUid || '(none given)'} is not read; export the series as uncompressed little endian.`,
    );
  }
  if (header.imageType.includes('LOCALIZER')) throw unsupported(path, 'this is a scout image, not a slice.');
  assertPixelFormat(path, image);
  if (image.frames.length !== image.frameCount || image.frames.length === 0) {
    throw unsupported(path, `the file holds ${image.frameCount} frames and does not say where each of them lies.`);
  }
  if (syntax.packing === 'plain') assertWhole(header, image, syntax);
  else if (image.pixelLength >= 0) throw unreadable(path, 'the compressed pixels are not in fragments.');
  return image.frames.map((frame, index) => {
    assertHounsfield(path, image, frame);
    return { path, header, image, syntax, frame, index };
  });
}

function assertPixelFormat(path: string, image: DicomImage): void {
  const { samplesPerPixel, bitsAllocated, bitsStored, highBit, rows, columns } = image;
  if (
    samplesPerPixel !== 1 ||
    (bitsAllocated !== 16 && bitsAllocated !== 8) ||
    bitsStored < 1 ||
    highBit >= bitsAllocated ||
    highBit < bitsStored - 1
  ) {
    throw unsupported(
      path,
      `${samplesPerPixel} x ${bitsAllocated} bit pixels; CT slices have one value of 8 or 16 bits.`,
    );
  }
  if (!['', 'MONOCHROME1', 'MONOCHROME2'].includes(image.photometric)) {
    throw unsupported(path, `the colours are ${image.photometric}; CT slices are grey.`);
  }
  if (rows * columns > pixelLimit) throw unsupported(path, `${columns} x ${rows} pixels are too many for a slice.`);
}

function assertHounsfield(path: string, image: DicomImage, { rescaleType, slope, intercept }: DicomFrame): void {
  if (image.hasLookupTable) {
    throw unsupported(path, 'the values become Hounsfield units by a table of the vendor, which is not read.');
  }
  if (!['', 'HU', 'US'].includes(rescaleType.toUpperCase())) {
    throw unsupported(path, `the values are in ${rescaleType}, not in Hounsfield units.`);
  }
  if (slope === 0 || Math.abs(slope) > 1e6 || Math.abs(intercept) > 1e9) {
    throw unreadable(path, 'the rescale slope or intercept is not usable.');
  }
}

/** Bytes of one frame without compression. */
export const frameBytesOf = ({
  rows,
  columns,
  bitsAllocated,
}: Pick<DicomImage, 'rows' | 'columns' | 'bitsAllocated'>) => (rows * columns * bitsAllocated) / 8;

/** A deflated file shrinks to a thousandth at most; what claims more is damaged. */
const deflateRatio = 1032;
/** A deflated file is inflated as a whole: 400 slices of 512 x 512. */
const inflatedLimit = 2 ** 28;

function assertWhole({ path, fileSize }: DicomHeader, image: DicomImage, { deflated }: TransferSyntax): void {
  const length = frameBytesOf(image) * image.frameCount;
  const end = image.pixelOffset + length;
  if (
    image.pixelLength < length ||
    (deflated ? end > fileSize * deflateRatio || end > inflatedLimit : end > fileSize)
  ) {
    throw unreadable(path, 'the pixel data are cut short.');
  }
}
