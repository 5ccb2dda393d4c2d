import type { DataSet } from 'dicom-parser';
import type { Contour } from '#shared/imaging/contours.ts';
import { type DicomFile, readDicomFile } from './dicom-file.ts';
import { structureSetSummary } from './dicom-header.ts';
import { decimalOf, itemsOf, textOf } from './dicom-values.ts';
import { unreadable, unsupported } from './file-bytes.ts';

/** The regions of interest of one RTSTRUCT. */
export interface StructureSet {
  readonly patientId: string;
  readonly frameOfReferenceUids: readonly string[];
  /** CT series that the contours were drawn on. */
  readonly seriesUids: readonly string[];
  readonly rois: readonly Roi[];
}

export interface Roi {
  readonly number: number;
  readonly name: string;
  /** Closed planar contours; empty for a region that was named but never drawn. */
  readonly contours: readonly Contour[];
  readonly warnings: string[];
}

export const readStructureSet = async (path: string): Promise<StructureSet> =>
  structureSetOf(path, await readDicomFile(path));

/** The regions of an RTSTRUCT that was read; any other object is `unsupported`. */
export function structureSetOf(path: string, { dataSet }: DicomFile): StructureSet {
  const modality = textOf(dataSet, 'x00080060');
  if (modality !== 'RTSTRUCT') throw unsupported(path, `the modality is ${modality || 'not given'}, not RTSTRUCT.`);
  const { rois, frameOfReferenceUids, seriesUids } = structureSetSummary(dataSet);
  const drawn = new Map(itemsOf(dataSet, 'x30060039').map((item) => [decimalOf(item, 'x30060084') ?? 0, item]));
  return {
    patientId: textOf(dataSet, 'x00100020'),
    frameOfReferenceUids,
    seriesUids,
    rois: rois.map(({ number, name }) => ({ number, name, ...contoursOf(path, drawn.get(number)) })),
  };
}

function contoursOf(path: string, item: DataSet | undefined): Pick<Roi, 'contours' | 'warnings'> {
  const contours: Contour[] = [];
  const skipped = new Map<string, number>();
  for (const contour of itemsOf(item, 'x30060040')) {
    const kind = textOf(contour, 'x30060042') || 'untyped';
    if (kind === 'CLOSED_PLANAR' || kind === 'CLOSEDPLANAR_XOR') contours.push(pointsOf(path, contour));
    else skipped.set(kind, (skipped.get(kind) ?? 0) + 1);
  }
  const warnings = [...skipped].map(
    ([kind, count]) => `${count} contours of type ${kind} are not areas and were left out.`,
  );
  return { contours, warnings };
}

function pointsOf(path: string, contour: DataSet): Contour {
  const parts = (contour.string('x30060050') ?? '').split('\\');
  if (parts.length % 3 !== 0) throw unreadable(path, 'a contour has an incomplete point.');
  const points = new Float64Array(parts.length);
  for (let n = 0; n < parts.length; n++) {
    const value = Number(parts[n]);
    if (!Number.isFinite(value) || parts[n] === '')
      throw unreadable(path, 'a contour has a coordinate that is not a number.');
    points[n] = value;
  }
  return points;
}
