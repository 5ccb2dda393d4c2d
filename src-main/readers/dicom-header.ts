import type { DataSet } from 'dicom-parser';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { type DicomFile, readDicomHead } from './dicom-file.ts';
import { decimalOf, decimalsOf, integerOf, itemsOf, pointOf, textOf } from './dicom-values.ts';

/** What the beginning of a DICOM file says. UIDs and texts are '' where absent. */
export interface DicomHeader {
  readonly path: string;
  readonly fileSize: number;
  readonly transferSyntaxUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly modality: string;
  readonly patientId: string;
  readonly studyUid: string;
  readonly studyDescription: string;
  readonly seriesUid: string;
  readonly seriesNumber: string;
  readonly seriesDescription: string;
  readonly frameOfReferenceUid: string;
  readonly imageType: readonly string[];
  /** null for objects without pixels (structure sets, reports). */
  readonly image: DicomImage | null;
  /** null unless this is an RTSTRUCT. */
  readonly structureSet: StructureSetSummary | null;
  /** null unless this is a DICOM SEG. */
  readonly segmentation: SegmentationSummary | null;
}

export interface DicomImage {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly signed: boolean;
  /** Between rows, between columns. */
  readonly pixelSpacingMm: readonly [number, number] | null;
  readonly positionMm: Vec3 | null;
  readonly orientation: readonly [number, number, number, number, number, number] | null;
  readonly slope: number;
  readonly intercept: number;
  /** e.g. `HU`; '' where absent. */
  readonly rescaleType: string;
  /** Where the pixel values start in the file, and their length in bytes; a length below 0 is "undefined" (compressed). */
  readonly pixelOffset: number;
  readonly pixelLength: number;
}

export interface StructureSetSummary {
  readonly rois: readonly { number: number; name: string }[];
  readonly frameOfReferenceUids: readonly string[];
  readonly seriesUids: readonly string[];
}

export interface SegmentationSummary {
  readonly segments: readonly { number: number; label: string }[];
  readonly seriesUids: readonly string[];
}

/** Reads the first kilobytes of a DICOM file. Refuses what is not DICOM, or is damaged, with `unreadable-file`. */
export async function readDicomHeader(path: string): Promise<DicomHeader> {
  return dicomHeader(path, await readDicomHead(path, hasStructureSetSummary));
}

const hasStructureSetSummary = (head: DataSet): boolean =>
  textOf(head, 'x00080060') === 'RTSTRUCT' && 'x30060010' in head.elements && 'x30060020' in head.elements;

function dicomHeader(path: string, { dataSet, fileSize }: DicomFile): DicomHeader {
  const text = (tag: string) => textOf(dataSet, tag);
  return {
    path,
    fileSize,
    transferSyntaxUid: text('x00020010'),
    sopClassUid: text('x00080016') || text('x00020002'),
    sopInstanceUid: text('x00080018'),
    modality: text('x00080060'),
    patientId: text('x00100020'),
    studyUid: text('x0020000d'),
    studyDescription: text('x00081030'),
    seriesUid: text('x0020000e'),
    seriesNumber: text('x00200011'),
    seriesDescription: text('x0008103e'),
    frameOfReferenceUid: text('x00200052'),
    imageType: text('x00080008').split('\\'),
    image: imageOf(dataSet),
    structureSet: text('x00080060') === 'RTSTRUCT' ? structureSetSummary(dataSet) : null,
    segmentation: text('x00080060') === 'SEG' ? segmentationSummary(dataSet) : null,
  };
}

function imageOf(dataSet: DataSet): DicomImage | null {
  const pixels = dataSet.elements['x7fe00010'];
  const rows = integerOf(dataSet, 'x00280010');
  const columns = integerOf(dataSet, 'x00280011');
  if (!pixels || !rows || !columns) return null;
  return {
    rows,
    columns,
    frames: decimalOf(dataSet, 'x00280008') ?? 1,
    samplesPerPixel: integerOf(dataSet, 'x00280002') ?? 1,
    bitsAllocated: integerOf(dataSet, 'x00280100') ?? 0,
    bitsStored: integerOf(dataSet, 'x00280101') ?? 0,
    signed: integerOf(dataSet, 'x00280103') === 1,
    pixelSpacingMm: decimalsOf(dataSet, 'x00280030', 2) as [number, number] | null,
    positionMm: pointOf(dataSet, 'x00200032'),
    orientation: decimalsOf(dataSet, 'x00200037', 6) as DicomImage['orientation'],
    slope: decimalOf(dataSet, 'x00281053') ?? 1,
    intercept: decimalOf(dataSet, 'x00281052') ?? 0,
    rescaleType: textOf(dataSet, 'x00281054'),
    pixelOffset: pixels.dataOffset,
    pixelLength: pixels.hadUndefinedLength || pixels.length === 0xffffffff ? -1 : pixels.length,
  };
}

export function structureSetSummary(dataSet: DataSet): StructureSetSummary {
  const frames = itemsOf(dataSet, 'x30060010');
  const series = frames.flatMap((frame) =>
    itemsOf(frame, 'x30060012').flatMap((study) =>
      itemsOf(study, 'x30060014').map((item) => textOf(item, 'x0020000e')),
    ),
  );
  const rois = itemsOf(dataSet, 'x30060020').map((item) => ({
    number: decimalOf(item, 'x30060022') ?? 0,
    name: textOf(item, 'x30060026', dataSet),
    frame: textOf(item, 'x30060024'),
  }));
  return {
    rois: rois.map(({ number, name }) => ({ number, name })),
    frameOfReferenceUids: distinct([
      ...frames.map((item) => textOf(item, 'x00200052')),
      ...rois.map((roi) => roi.frame),
    ]),
    seriesUids: distinct(series),
  };
}

export function segmentationSummary(dataSet: DataSet): SegmentationSummary {
  return {
    segments: itemsOf(dataSet, 'x00620002').map((item) => ({
      number: integerOf(item, 'x00620004') ?? 0,
      label: textOf(item, 'x00620005', dataSet),
    })),
    seriesUids: distinct(itemsOf(dataSet, 'x00081115').map((item) => textOf(item, 'x0020000e'))),
  };
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].filter((value) => value !== '');
