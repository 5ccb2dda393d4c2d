import type { DataSet } from 'dicom-parser';
import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import { framePixels, type MaskFrame, maskOfFrames } from '#shared/imaging/mask-frames.ts';
import { type DicomFile, readDicomFile } from './dicom-file.ts';
import { segmentationSummary } from './dicom-header.ts';
import { decimalOf, decimalsOf, integerOf, itemsOf, pointOf, textOf } from './dicom-values.ts';
import { unreadable, unsupported } from './file-bytes.ts';
import { fractionalThreshold, type SegmentationPixels, segmentationPixels } from './segmentation-pixels.ts';

/** One DICOM SEG: its segments and, per segment, the frames that hold its voxels. */
export interface Segmentation {
  readonly patientId: string;
  readonly frameOfReferenceUid: string;
  readonly seriesUids: readonly string[];
  readonly segments: readonly Segment[];
}

export interface Segment {
  readonly number: number;
  readonly label: string;
  readonly frames: readonly SegmentFrame[];
  /** Between neighbouring frames as the file says, in mm; null where it does not. */
  readonly frameGapMm: number | null;
  readonly warnings: readonly string[];
}

export interface SegmentFrame extends Omit<MaskFrame, 'pixels'> {
  readonly rows: number;
  readonly columns: number;
  /** Unpacks the frame: 1 inside, column index fastest. */
  readonly pixels: () => Promise<Uint8Array>;
}

export const readSegmentation = async (path: string): Promise<Segmentation> =>
  segmentationOf(path, await readDicomFile(path));

/** The segments of a SEG that was read; any other object is `unsupported`. */
export function segmentationOf(path: string, file: DicomFile): Segmentation {
  const { dataSet } = file;
  const modality = textOf(dataSet, 'x00080060');
  if (modality !== 'SEG') throw unsupported(path, `the modality is ${modality || 'not given'}, not SEG.`);
  const { segments, seriesUids } = segmentationSummary(dataSet);
  const items = itemsOf(dataSet, 'x52009230');
  const pixels = segmentationPixels(path, file, items.length);
  const shared = itemsOf(dataSet, 'x52009229')[0];
  const frames = items.map((item) => ({
    segment: segmentNumberOf(item, shared),
    place: placeOf(path, dataSet, item, shared),
  }));
  const isLabelMap = pixels.kind === 'labelmap';
  return {
    patientId: textOf(dataSet, 'x00100020'),
    frameOfReferenceUid: textOf(dataSet, 'x00200052'),
    seriesUids,
    segments: segments
      .filter(({ number }) => !isLabelMap || number !== 0)
      .map(({ number, label }) => ({
        number,
        label,
        frames: frames.flatMap(({ segment, place }, index) =>
          isLabelMap || segment === number ? [{ ...place, pixels: () => pixels.read(index, number) }] : [],
        ),
        frameGapMm: gapOf(items[0], shared),
        warnings: kindWarning(pixels.kind),
      })),
  };
}

const kindWarning = (kind: SegmentationPixels['kind']): string[] =>
  kind === 'probability' || kind === 'occupancy'
    ? [`The segmentation is fractional (${kind}): pixels of ${fractionalThreshold * 100} % and more count as inside.`]
    : [];

/** Functional groups stand per frame, or once for all. */
const group = (item: DataSet | undefined, shared: DataSet | undefined, tag: string): DataSet | undefined =>
  itemsOf(item, tag)[0] ?? itemsOf(shared, tag)[0];

function segmentNumberOf(item: DataSet, shared: DataSet | undefined): number {
  const identification = group(item, shared, 'x0062000a');
  return identification ? (integerOf(identification, 'x0062000b') ?? 0) : 0;
}

/** Spacing Between Slices: empty frames may be left out, so the frames alone do not tell. */
function gapOf(item: DataSet | undefined, shared: DataSet | undefined): number | null {
  const measures = group(item, shared, 'x00289110');
  const gap = measures ? decimalOf(measures, 'x00180088') : null;
  return gap !== null && gap > 0 ? gap : null;
}

function placeOf(
  path: string,
  dataSet: DataSet,
  item: DataSet,
  shared: DataSet | undefined,
): Omit<SegmentFrame, 'pixels'> {
  const plane = group(item, shared, 'x00209113');
  const direction = group(item, shared, 'x00209116');
  const measures = group(item, shared, 'x00289110');
  const positionMm: Vec3 | null | undefined = plane && pointOf(plane, 'x00200032');
  const orientation = direction && decimalsOf(direction, 'x00200037', 6);
  const pixelSpacingMm = measures && decimalsOf(measures, 'x00280030', 2);
  if (!positionMm || !orientation || !pixelSpacingMm?.every((mm) => mm > 0)) {
    throw unreadable(path, 'the position, direction or spacing of a frame is missing.');
  }
  const rows = integerOf(dataSet, 'x00280010') ?? 0;
  const columns = integerOf(dataSet, 'x00280011') ?? 0;
  return { rows, columns, positionMm, orientation, pixelSpacingMm };
}

/**
 * The voxels of a segment on the grid of a scan. Frames drawn on that grid are copied voxel for voxel; others are sampled
 * (nearest pixel of the nearest frame), with a warning.
 */
export async function segmentMask(
  { frames, frameGapMm, warnings }: Segment,
  geometry: Geometry,
): Promise<Mask & { readonly warnings: readonly string[] }> {
  const unpacked: MaskFrame[] = [];
  for (const { pixels, rows, columns, ...place } of frames) {
    unpacked.push({ ...place, pixels: framePixels(await pixels(), columns, rows) });
  }
  const { isOnGrid, ...mask } = maskOfFrames(geometry, unpacked, frameGapMm);
  return { ...mask, warnings: isOnGrid ? warnings : [...warnings, otherGrid] };
}

const otherGrid = 'The segmentation was drawn on another grid than the scan; each voxel takes the nearest pixel of it.';
