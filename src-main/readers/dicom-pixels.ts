import type { FileHandle } from 'node:fs/promises';
import type { VoxelBox } from '#shared/imaging/geometry.ts';
import type { DicomHeader, DicomImage } from './dicom-header.ts';
import { readBytes, unreadable, unsupported } from './file-bytes.ts';

/** Implicit and explicit little endian: pixel values that can be read in place. */
const plainSyntaxes = new Set(['1.2.840.10008.1.2', '1.2.840.10008.1.2.1']);
const enhancedCt = '1.2.840.10008.5.1.4.1.1.2.1';

/** The image of a slice whose pixels can be read as HU; any other slice is refused, and the error says why. */
export function readableImage({ path, ...header }: DicomHeader): DicomImage {
  if (header.modality !== 'CT') {
    throw unsupported(path, `the modality is ${header.modality || 'not given'}; only CT is read.`);
  }
  const { image } = header;
  if (header.sopClassUid === enhancedCt || (image && image.frames > 1)) {
    throw unsupported(
      path,
      'several slices in one file (multi-frame or enhanced CT) are not read yet; export the series as single slices.',
    );
  }
  if (!plainSyntaxes.has(header.transferSyntaxUid)) {
    throw unsupported(
      path,
      `the pixels are compressed or big endian (transfer syntax ${header.transferSyntaxUid}); export the series as uncompressed little endian.`,
    );
  }
  if (!image) throw unsupported(path, 'there is no image in this file.');
  if (header.imageType.includes('LOCALIZER')) throw unsupported(path, 'this is a scout image, not a slice.');
  if (image.samplesPerPixel !== 1 || image.bitsAllocated !== 16 || image.bitsStored < 1 || image.bitsStored > 16) {
    throw unsupported(
      path,
      `${image.samplesPerPixel} x ${image.bitsAllocated} bit pixels; CT slices have one value of 16 bits.`,
    );
  }
  if (!['', 'HU', 'US'].includes(image.rescaleType.toUpperCase())) {
    throw unsupported(path, `the values are in ${image.rescaleType}, not in Hounsfield units.`);
  }
  const length = image.rows * image.columns * 2;
  if (image.pixelLength < length || image.pixelOffset + length > header.fileSize) {
    throw unreadable(path, 'the pixel data are cut short.');
  }
  return image;
}

/** The array type that holds every HU value that these slices can have. */
export function voxelArrayType(
  images: readonly DicomImage[],
): typeof Int16Array | typeof Int32Array | typeof Float32Array {
  let low = 0;
  let high = 0;
  for (const { slope, intercept, signed, bitsStored } of images) {
    if (!Number.isInteger(slope) || !Number.isInteger(intercept)) return Float32Array;
    const span = 2 ** bitsStored;
    for (const stored of signed ? [-span / 2, span / 2 - 1] : [0, span - 1]) {
      const hu = stored * slope + intercept;
      low = Math.min(low, hu);
      high = Math.max(high, hu);
    }
  }
  return low >= -32768 && high <= 32767 ? Int16Array : Int32Array;
}

/** Reads the rows of one slice that the box crosses and writes its HU values from `position` on. */
export async function readSliceRows(
  file: FileHandle,
  path: string,
  image: DicomImage,
  box: VoxelBox,
  out: Int16Array | Int32Array | Float32Array,
  position: number,
): Promise<void> {
  const [i0, j0] = box.start;
  const [width, height] = box.size;
  const { columns, slope, intercept, bitsStored, signed } = image;
  const bytes = await readBytes(file, path, image.pixelOffset + j0 * columns * 2, height * columns * 2);
  const unused = 32 - bitsStored;
  let n = position;
  for (let j = 0; j < height; j++) {
    let at = (j * columns + i0) * 2;
    for (let i = 0; i < width; i++, at += 2) {
      const raw = ((bytes[at] as number) | ((bytes[at + 1] as number) << 8)) << unused;
      out[n++] = (signed ? raw >> unused : raw >>> unused) * slope + intercept;
    }
  }
}
