import { createHash } from 'node:crypto';
import { AppError } from '#shared/errors.ts';
import { type Region, type VoxelBox, voxelCount } from '#shared/imaging/geometry.ts';
import { type SlicePlane, stackSlices } from '#shared/imaging/slice-stack.ts';
import { type DicomHeader, type DicomImage, readDicomHeader } from './dicom-header.ts';
import { readableImage, readSliceRows, voxelArrayType } from './dicom-pixels.ts';
import { unsupported, withFile } from './file-bytes.ts';
import { mapInOrder } from './in-order.ts';
import type { OpenScan } from './open-scan.ts';
import { assertBoxInside } from './region-box.ts';

/** Files read at a time. */
const concurrency = 16;

export interface DicomOptions {
  /** Puts a tilted or unevenly spaced series on a regular grid, with a warning, instead of refusing it. */
  readonly repair?: boolean;
  readonly signal?: AbortSignal;
}

interface Slice {
  readonly path: string;
  readonly image: DicomImage;
}

/** Opens one CT series from all of its files, in any order. */
export async function openDicomSeries(files: readonly string[], options: DicomOptions = {}): Promise<OpenScan> {
  const headers = await mapInOrder(files, concurrency, (path) => {
    options.signal?.throwIfAborted();
    return readDicomHeader(path);
  });
  return openDicomHeaders(headers, options);
}

/** The same from headers that were read already. */
export async function openDicomHeaders(
  headers: readonly DicomHeader[],
  _options: DicomOptions = {},
): Promise<OpenScan> {
  const slices = headers.map((header) => ({ path: header.path, image: readableImage(header) }));
  assertOneSeries(headers);
  const stack = stackSlices(slices.map(planeOf));
  const ordered = stack.order.map((index) => slices[index] as Slice);
  const hash = createHash('sha256');
  for (const index of stack.order) hash.update(sliceIdentity(headers[index] as DicomHeader));
  return {
    geometry: stack.geometry,
    modality: 'CT',
    warnings: stack.warnings,
    headerHash: hash.digest('hex'),
    readRegion: (box) => readRegion(ordered, stack.geometry.size, box),
    close: async () => {},
  };
}

function assertOneSeries(headers: readonly DicomHeader[]): void {
  const series = new Set(headers.map((header) => header.seriesUid));
  if (series.size > 1)
    throw new AppError('unsupported', `The files belong to ${series.size} series; open one at a time.`);
}

function planeOf({ path, image }: Slice): SlicePlane {
  const { rows, columns, positionMm, orientation, pixelSpacingMm } = image;
  if (!positionMm || !orientation) throw unsupported(path, 'the position or direction of the slice is not given.');
  if (!pixelSpacingMm || pixelSpacingMm.some((mm) => mm <= 0))
    throw unsupported(path, 'the pixel spacing is not given.');
  return { rows, columns, positionMm, orientation, pixelSpacingMm };
}

const sliceIdentity = ({ sopInstanceUid, fileSize, image }: DicomHeader): string =>
  JSON.stringify([sopInstanceUid, fileSize, image]);

async function readRegion(
  slices: readonly Slice[],
  size: readonly [number, number, number],
  box: VoxelBox,
): Promise<Region> {
  assertBoxInside(box, size);
  const [width, height, depth] = box.size;
  const needed = slices.slice(box.start[2], box.start[2] + depth);
  const data = new (voxelArrayType(slices.map(({ image }) => image)))(voxelCount(box.size));
  await mapInOrder(needed, concurrency, ({ path, image }, k) =>
    withFile(path, (file) => readSliceRows(file, path, image, box, data, k * width * height)),
  );
  return { box, data };
}
