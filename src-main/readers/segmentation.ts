import type { DataSet } from 'dicom-parser';
import { AppError } from '#shared/errors.ts';
import { type Geometry, type Vec3, voxelCount, worldToVoxel } from '#shared/imaging/geometry.ts';
import type { Mask } from '#shared/imaging/mask.ts';
import { type DicomFile, readDicomFile } from './dicom-file.ts';
import { segmentationSummary } from './dicom-header.ts';
import { decimalsOf, integerOf, itemsOf, pointOf, textOf } from './dicom-values.ts';
import { unreadable, unsupported } from './file-bytes.ts';

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
}

export interface SegmentFrame {
  readonly rows: number;
  readonly columns: number;
  readonly positionMm: Vec3;
  readonly orientation: readonly number[];
  readonly pixelSpacingMm: readonly number[];
  /** Unpacks the frame: 1 inside, column index fastest. */
  readonly pixels: () => Uint8Array;
}

/** A fractional segmentation counts a voxel from half of its full value on. */
const half = 0.5;

export const readSegmentation = async (path: string): Promise<Segmentation> =>
  segmentationOf(path, await readDicomFile(path));

/** The segments of a SEG that was read; any other object is `unsupported`. */
export function segmentationOf(path: string, { dataSet, bytes }: DicomFile): Segmentation {
  const modality = textOf(dataSet, 'x00080060');
  if (modality !== 'SEG') throw unsupported(path, `the modality is ${modality || 'not given'}, not SEG.`);
  const { segments, seriesUids } = segmentationSummary(dataSet);
  const readPixels = framePixels(path, dataSet, bytes);
  const shared = itemsOf(dataSet, 'x52009229')[0];
  const frames = itemsOf(dataSet, 'x52009230').map((item, index) => ({
    segment: segmentNumberOf(item, shared),
    frame: frameOf(path, dataSet, item, shared, () => readPixels(index)),
  }));
  return {
    patientId: textOf(dataSet, 'x00100020'),
    frameOfReferenceUid: textOf(dataSet, 'x00200052'),
    seriesUids,
    segments: segments.map(({ number, label }) => ({
      number,
      label,
      frames: frames.filter(({ segment }) => segment === number).map(({ frame }) => frame),
    })),
  };
}

function framePixels(path: string, dataSet: DataSet, bytes: Buffer): (frame: number) => Uint8Array {
  const element = dataSet.elements['x7fe00010'];
  const area = (integerOf(dataSet, 'x00280010') ?? 0) * (integerOf(dataSet, 'x00280011') ?? 0);
  const bits = integerOf(dataSet, 'x00280100');
  const count = itemsOf(dataSet, 'x52009230').length;
  if (!element || element.hadUndefinedLength || element.encapsulatedPixelData) {
    throw unsupported(path, 'the segmentation is compressed or has no pixels.');
  }
  if (area === 0 || (bits !== 1 && bits !== 8)) throw unsupported(path, `${bits ?? 0} bit segmentation pixels.`);
  if (element.length < Math.ceil((area * count * bits) / 8)) throw unreadable(path, 'the pixel data are cut short.');
  const threshold = half * (integerOf(dataSet, 'x0062000e') ?? 255);
  return (frame) => {
    const pixels = new Uint8Array(area);
    for (let n = 0, at = frame * area; n < area; n++, at++) {
      if (bits === 8) pixels[n] = (bytes[element.dataOffset + at] as number) >= threshold ? 1 : 0;
      else pixels[n] = ((bytes[element.dataOffset + (at >> 3)] as number) >> (at & 7)) & 1;
    }
    return pixels;
  };
}

/** Functional groups stand per frame, or once for all. */
const group = (item: DataSet, shared: DataSet | undefined, tag: string): DataSet | undefined =>
  itemsOf(item, tag)[0] ?? itemsOf(shared, tag)[0];

function segmentNumberOf(item: DataSet, shared: DataSet | undefined): number {
  const identification = group(item, shared, 'x0062000a');
  return identification ? (integerOf(identification, 'x0062000b') ?? 0) : 0;
}

function frameOf(
  path: string,
  dataSet: DataSet,
  item: DataSet,
  shared: DataSet | undefined,
  pixels: () => Uint8Array,
): SegmentFrame {
  const plane = group(item, shared, 'x00209113');
  const direction = group(item, shared, 'x00209116');
  const measures = group(item, shared, 'x00289110');
  const positionMm = plane && pointOf(plane, 'x00200032');
  const orientation = direction && decimalsOf(direction, 'x00200037', 6);
  const pixelSpacingMm = measures && decimalsOf(measures, 'x00280030', 2);
  if (!positionMm || !orientation || !pixelSpacingMm) {
    throw unreadable(path, 'the position, direction or spacing of a frame is missing.');
  }
  const rows = integerOf(dataSet, 'x00280010') ?? 0;
  const columns = integerOf(dataSet, 'x00280011') ?? 0;
  return { rows, columns, positionMm, orientation, pixelSpacingMm, pixels };
}

/**
 * The voxels of a segment on the grid of a scan. The segmentation must have been drawn on that grid: each frame lies on
 * a plane of voxels and its pixels on voxels, to within a tenth of a voxel; the axes may be permuted or turned around.
 */
export function segmentMask(segment: Segment, geometry: Geometry): Mask {
  const box = { start: [0, 0, 0] as Vec3, size: geometry.size };
  const data = new Uint8Array(voxelCount(geometry.size));
  const [ni, nj, nk] = geometry.size;
  for (const frame of segment.frames) {
    const { origin, alongColumn, alongRow } = frameAxes(frame, geometry);
    const pixels = frame.pixels();
    for (let row = 0, n = 0; row < frame.rows; row++) {
      for (let column = 0; column < frame.columns; column++, n++) {
        if (!pixels[n]) continue;
        const i = origin[0] + column * alongColumn[0] + row * alongRow[0];
        const j = origin[1] + column * alongColumn[1] + row * alongRow[1];
        const k = origin[2] + column * alongColumn[2] + row * alongRow[2];
        if (i >= 0 && i < ni && j >= 0 && j < nj && k >= 0 && k < nk) data[(k * nj + j) * ni + i] = 1;
      }
    }
  }
  return { box, data };
}

function frameAxes(frame: SegmentFrame, geometry: Geometry): { origin: Vec3; alongColumn: Vec3; alongRow: Vec3 } {
  const [xr, yr, zr, xd, yd, zd] = frame.orientation as [number, number, number, number, number, number];
  const [betweenRows, betweenColumns] = frame.pixelSpacingMm as [number, number];
  const [x, y, z] = frame.positionMm;
  const corner = (columns: number, rows: number): Vec3 => {
    const c = columns * betweenColumns;
    const r = rows * betweenRows;
    return worldToVoxel(geometry, [x + xr * c + xd * r, y + yr * c + yd * r, z + zr * c + zd * r]);
  };
  const origin = corner(0, 0);
  const lastColumn = corner(frame.columns - 1, 0);
  const lastRow = corner(0, frame.rows - 1);
  const whole = (value: Vec3): Vec3 => [Math.round(value[0]), Math.round(value[1]), Math.round(value[2])];
  const offGrid = [...origin, ...lastColumn, ...lastRow].some((value) => Math.abs(value - Math.round(value)) > 0.1);
  const perStep = (end: Vec3, steps: number): Vec3 => {
    const [a, b, c] = whole(end);
    const [oa, ob, oc] = whole(origin);
    return steps === 0 ? [0, 0, 0] : [(a - oa) / steps, (b - ob) / steps, (c - oc) / steps];
  };
  const alongColumn = perStep(lastColumn, frame.columns - 1);
  const alongRow = perStep(lastRow, frame.rows - 1);
  const isUnit = (step: Vec3) =>
    step.every(Number.isInteger) && Math.abs(step[0]) + Math.abs(step[1]) + Math.abs(step[2]) <= 1;
  if (offGrid || !isUnit(alongColumn) || !isUnit(alongRow)) {
    throw new AppError('unsupported', 'The segmentation was not drawn on the grid of this scan.');
  }
  return { origin: whole(origin), alongColumn, alongRow };
}
