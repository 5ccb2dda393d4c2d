import { createHash } from 'node:crypto';
import { AppError } from '#shared/errors.ts';
import { type Geometry, type Region, type VoxelBox, voxelCount } from '#shared/imaging/geometry.ts';
import { addShifted, bracketOf, type SlicePixels } from '#shared/imaging/regular-grid.ts';
import { type SlicePlacement, type SlicePlane, stackSlices } from '#shared/imaging/slice-stack.ts';
import { type DicomHeader, readDicomHeader } from './dicom-header.ts';
import { SliceReader, voxelArrayType } from './dicom-pixels.ts';
import { type DicomSlice, readableSlices } from './dicom-slices.ts';
import { unsupported } from './file-bytes.ts';
import { mapInOrder } from './in-order.ts';
import type { OpenScan } from './open-scan.ts';
import { assertBoxInside } from './region-box.ts';

/** Files read at a time. */
const concurrency = 16;
/** Two slices nearer than this lie at one place. */
const samePlaceMm = 0.01;

export interface DicomOptions {
  /** Puts a tilted or unevenly spaced series on a regular grid, with a warning, instead of refusing it. */
  readonly repair?: boolean;
  readonly signal?: AbortSignal;
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
  { repair = false, signal }: DicomOptions = {},
): Promise<OpenScan> {
  assertOneSeries(headers);
  const identity = new Map(headers.map((header) => [header.path, sliceIdentity(header)]));
  const { slices, copies } = await withoutCopies(headers.flatMap(readableSlices));
  signal?.throwIfAborted();
  const stack = stackSlices(slices.map(planeOf), { repair });
  const ordered = stack.order.map((index) => slices[index] as DicomSlice);
  const hash = createHash('sha256');
  for (const { path, index } of ordered)
    hash.update(identity.get(path) ?? '').update(index > 0 ? `frame ${index}` : '');
  const { geometry, placement } = stack;
  const reader = new SliceReader();
  return {
    geometry,
    modality: 'CT',
    warnings: [
      ...(copies > 0
        ? [
            `${copies} ${copies === 1 ? 'slice is a copy of another and was' : 'slices are copies of others and were'} left out.`,
          ]
        : []),
      ...unsureUnits(slices),
      ...stack.warnings,
    ],
    headerHash: hash.digest('hex'),
    readRegion: (box) =>
      placement ? readPlaced(reader, ordered, placement, geometry, box) : readStacked(reader, ordered, geometry, box),
    close: async () => {},
  };
}

/** "US" stands for unspecified: perfusion and other maps in an enhanced CT say so, and some old scanners for HU. */
const unsureUnits = (slices: readonly DicomSlice[]): string[] =>
  slices.some(({ frame }) => frame.rescaleType.toUpperCase() === 'US')
    ? ['The unit of the values is given as unspecified: they may not be Hounsfield units.']
    : [];

function assertOneSeries(headers: readonly DicomHeader[]): void {
  const series = new Set(headers.map((header) => header.seriesUid));
  if (series.size > 1)
    throw new AppError('unsupported', `The files belong to ${series.size} series; open one at a time.`);
}

function planeOf({ path, image, frame }: DicomSlice): SlicePlane {
  const { rows, columns } = image;
  const { positionMm, orientation, pixelSpacingMm } = frame;
  if (!positionMm || !orientation) throw unsupported(path, 'the position or direction of the slice is not given.');
  if (!pixelSpacingMm || pixelSpacingMm.some((mm) => mm <= 0))
    throw unsupported(path, 'the pixel spacing is not given.');
  return { rows, columns, positionMm, orientation, pixelSpacingMm };
}

/** What the hash of a scan says of one object. The order of the members is part of it. */
function sliceIdentity({ sopInstanceUid, fileSize, image }: DicomHeader): string {
  if (!image) return JSON.stringify([sopInstanceUid, fileSize, null]);
  const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, signed, pixelOffset, pixelLength } = image;
  const { pixelSpacingMm, positionMm, orientation, slope, intercept, rescaleType } = image.frames[0] ?? {};
  const format = { rows, columns, frames: image.frameCount, samplesPerPixel, bitsAllocated, bitsStored, signed };
  const place = { pixelSpacingMm, positionMm, orientation, slope, intercept, rescaleType, pixelOffset, pixelLength };
  return JSON.stringify([sopInstanceUid, fileSize, { ...format, ...place }]);
}

/**
 * Leaves out slices that lie where another one does and have the same pixels. The first that differs ends the
 * comparisons: the stack then refuses the series.
 */
async function withoutCopies(slices: readonly DicomSlice[]): Promise<{ slices: DicomSlice[]; copies: number }> {
  const kept = new Map<string, DicomSlice>();
  const reader = new SliceReader();
  for (const [n, slice] of slices.entries()) {
    const place = slice.frame.positionMm?.map((mm) => Math.round(mm / samePlaceMm)).join(' ') ?? `${n}`;
    const there = kept.get(place);
    if (there && !(await haveSamePixels(reader, slice, there))) return { slices: [...slices], copies: 0 };
    if (!there) kept.set(place, slice);
  }
  return { slices: [...kept.values()], copies: slices.length - kept.size };
}

async function haveSamePixels(reader: SliceReader, a: DicomSlice, b: DicomSlice): Promise<boolean> {
  if (a.image.rows !== b.image.rows || a.image.columns !== b.image.columns) return false;
  const read = async (slice: DicomSlice): Promise<Buffer> => {
    const { hu } = await readPixels(reader, slice);
    return Buffer.from(hu.buffer, hu.byteOffset, hu.byteLength);
  };
  return (await read(a)).equals(await read(b));
}

async function readPixels(reader: SliceReader, slice: DicomSlice): Promise<SlicePixels & { hu: Float32Array }> {
  const { columns, rows } = slice.image;
  const hu = new Float32Array(columns * rows);
  await reader.readRows(slice, { start: [0, 0, 0], size: [columns, rows, 1] }, hu, 0);
  return { columns, rows, hu };
}

async function readStacked(
  reader: SliceReader,
  slices: readonly DicomSlice[],
  { size }: Geometry,
  box: VoxelBox,
): Promise<Region> {
  assertBoxInside(box, size);
  const [width, height, depth] = box.size;
  const needed = slices.slice(box.start[2], box.start[2] + depth);
  const data = new (voxelArrayType(slices))(voxelCount(box.size));
  await mapInOrder(needed, concurrency, (slice, k) => reader.readRows(slice, box, data, k * width * height));
  return { box, data };
}

/** Planes of the regular grid between slices at their true places: linear along the normal, bilinear within a slice. */
async function readPlaced(
  reader: SliceReader,
  slices: readonly DicomSlice[],
  placement: readonly SlicePlacement[],
  { size, spacingMm }: Geometry,
  box: VoxelBox,
): Promise<Region> {
  assertBoxInside(box, size);
  const [width, height, depth] = box.size;
  const data = new Float32Array(voxelCount(box.size));
  const plane = { start: [box.start[0], box.start[1]], size: [width, height] } as const;
  const shares = new Map<number, { k: number; weight: number }[]>();
  for (let k = 0; k < depth; k++) {
    const { lower, upper, share } = bracketOf(placement, (box.start[2] + k) * spacingMm[2]);
    shares.set(lower, [...(shares.get(lower) ?? []), { k, weight: 1 - share }]);
    if (upper !== lower) shares.set(upper, [...(shares.get(upper) ?? []), { k, weight: share }]);
  }
  await mapInOrder([...shares], concurrency, async ([index, planes]) => {
    const pixels = await readPixels(reader, slices[index] as DicomSlice);
    const { shift } = placement[index] as SlicePlacement;
    for (const { k, weight } of planes) addShifted(pixels, shift, plane, weight, data, k * width * height);
  });
  return { box, data };
}
