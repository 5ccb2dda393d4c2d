import type { DataSet } from 'dicom-parser';
import { type DicomFile, readDicomHead } from './dicom-file.ts';
import { type DicomFrame, framesOf } from './dicom-frames.ts';
import { dateOf, decimalOf, integerOf, itemsOf, textOf } from './dicom-values.ts';

/** What the beginning of a DICOM file says. UIDs and texts are '' where absent. */
export interface DicomHeader {
  readonly path: string;
  readonly fileSize: number;
  readonly transferSyntaxUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly modality: string;
  readonly patientId: string;
  readonly patientName: string;
  readonly studyUid: string;
  readonly studyDescription: string;
  readonly seriesUid: string;
  readonly seriesNumber: string;
  readonly seriesDescription: string;
  readonly frameOfReferenceUid: string;
  /** Day of the acquisition, else of the series, else of the study, as `2026-01-31`; null where none is given. */
  readonly acquiredOn: string | null;
  readonly kernel: string;
  readonly sliceThicknessMm: number | null;
  readonly imageType: readonly string[];
  /** What may tell several acquisitions in one series apart, the surest first. */
  readonly acquisition: AcquisitionMarks;
  /** null for objects without pixels (structure sets, reports). */
  readonly image: DicomImage | null;
  /** null unless this is an RTSTRUCT. */
  readonly structureSet: StructureSetSummary | null;
  /** null unless this is a DICOM SEG. */
  readonly segmentation: SegmentationSummary | null;
}

export interface AcquisitionMarks {
  readonly number: string;
  readonly temporalPosition: string;
  readonly time: string;
}

export interface DicomImage {
  readonly rows: number;
  readonly columns: number;
  /** As the header says; `frames` holds those that are described. */
  readonly frameCount: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  /** Index of the highest bit of a value in its word. */
  readonly highBit: number;
  readonly signed: boolean;
  readonly photometric: string;
  /** True where stored values become HU by a table instead of a slope. */
  readonly hasLookupTable: boolean;
  /** Plane and scale of each frame, in the order of the pixels; empty for several frames that are not described. */
  readonly frames: readonly DicomFrame[];
  /**
   * Where the pixel values start, and their length in bytes; a length below 0 is "undefined" (compressed). In a deflated
   * file the place is that in the inflated data.
   */
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

export function dicomHeader(path: string, { dataSet, fileSize, transferSyntaxUid }: DicomFile): DicomHeader {
  const text = (tag: string) => textOf(dataSet, tag);
  return {
    path,
    fileSize,
    transferSyntaxUid,
    sopClassUid: text('x00080016') || text('x00020002'),
    sopInstanceUid: text('x00080018'),
    modality: text('x00080060'),
    patientId: text('x00100020'),
    patientName: text('x00100010'),
    studyUid: text('x0020000d'),
    studyDescription: text('x00081030'),
    seriesUid: text('x0020000e'),
    seriesNumber: text('x00200011'),
    seriesDescription: text('x0008103e'),
    frameOfReferenceUid: text('x00200052'),
    acquiredOn:
      dateOf(text('x00080022')) ?? dateOf(text('x0008002a')) ?? dateOf(text('x00080021')) ?? dateOf(text('x00080020')),
    kernel: text('x00181210'),
    sliceThicknessMm: decimalOf(dataSet, 'x00180050'),
    imageType: text('x00080008').split('\\'),
    acquisition: { number: text('x00200012'), temporalPosition: text('x00200100'), time: text('x00080032') },
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
  const bitsStored = integerOf(dataSet, 'x00280101') ?? 0;
  const frameCount = decimalOf(dataSet, 'x00280008') ?? 1;
  return {
    rows,
    columns,
    frameCount,
    samplesPerPixel: integerOf(dataSet, 'x00280002') ?? 1,
    bitsAllocated: integerOf(dataSet, 'x00280100') ?? 0,
    bitsStored,
    highBit: integerOf(dataSet, 'x00280102') ?? bitsStored - 1,
    signed: integerOf(dataSet, 'x00280103') === 1,
    photometric: textOf(dataSet, 'x00280004'),
    hasLookupTable: 'x00283000' in dataSet.elements,
    frames: framesOf(dataSet, frameCount),
    pixelOffset: pixels.dataOffset,
    pixelLength: pixels.hadUndefinedLength ? -1 : pixels.length,
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
