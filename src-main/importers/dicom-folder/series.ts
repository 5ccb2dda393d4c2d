import { dirname, relative } from 'node:path';
import { splitAcquisitions } from '#main/readers/acquisitions.ts';
import type { DicomHeader } from '#main/readers/dicom-header.ts';
import { type DicomOptions, openDicomHeaders } from '#main/readers/open-dicom-series.ts';
import type { OpenScan } from '#main/readers/open-scan.ts';
import { AppError, toWireError, type WireError } from '#shared/errors.ts';
import { groupBy } from '../group-by.ts';

/** All files of one series UID, or of one of several acquisitions under it. */
export interface Series {
  readonly uid: string;
  readonly patientLabel: string;
  readonly modality: string;
  readonly description: string;
  readonly frameOfReferenceUid: string;
  readonly studyUid: string;
  readonly headers: readonly DicomHeader[];
  /** How reports name it: its folder below the imported one, and its number. */
  readonly name: string;
}

/** A structure set or segmentation. */
export interface RegionFile {
  readonly header: DicomHeader;
  readonly patientLabel: string;
  readonly roiNames: readonly string[];
}

export interface PatientFiles {
  readonly label: string;
  /** Names of the person in the headers, for de-identification. */
  readonly names: readonly string[];
  readonly series: readonly Series[];
  readonly regionFiles: readonly RegionFile[];
}

/** Groups headers by patient, then by series. A file without a patient ID counts by its study, so that strangers never merge. */
export function groupByPatient(folder: string, headers: readonly DicomHeader[]): PatientFiles[] {
  return [...groupBy(headers, patientLabelOf)].map(([label, own]) => {
    const regionFiles = own
      .filter(isRegionFile)
      .map((header) => ({ header, patientLabel: label, roiNames: roiNamesOf(header) }));
    const images = own.filter((header) => !isRegionFile(header));
    const series = [...groupBy(images, (header) => header.seriesUid)].flatMap(([uid, ofSeries]) =>
      splitAcquisitions(ofSeries).map((acquisition) => seriesOf(folder, label, uid, acquisition)),
    );
    const names = [...new Set(own.map(({ patientName }) => patientName).filter((name) => name !== ''))];
    return { label, names, series, regionFiles };
  });
}

const patientLabelOf = (header: DicomHeader): string => header.patientId.trim() || `study ${header.studyUid}`;

const isRegionFile = (header: DicomHeader): boolean => header.structureSet !== null || header.segmentation !== null;

function roiNamesOf({ structureSet, segmentation }: DicomHeader): string[] {
  const names = structureSet?.rois.map(({ name }) => name) ?? segmentation?.segments.map(({ label }) => label) ?? [];
  return [...new Set(names.filter((name) => name !== ''))];
}

function seriesOf(folder: string, patientLabel: string, uid: string, headers: readonly DicomHeader[]): Series {
  const first = headers[0] as DicomHeader;
  const place = relative(folder, dirname(first.path));
  const number = first.seriesNumber === '' ? '' : `series ${first.seriesNumber}`;
  return {
    uid,
    patientLabel,
    modality: first.modality,
    description: first.seriesDescription || first.studyDescription,
    frameOfReferenceUid: first.frameOfReferenceUid,
    studyUid: first.studyUid,
    headers,
    name: [place, number].filter((part) => part !== '').join(', ') || 'series',
  };
}

/** Opens a series without touching its files again, or says why it cannot be used. */
export async function openSeries(
  series: Series,
  options: DicomOptions = {},
): Promise<{ scan: OpenScan } | { refused: WireError }> {
  if (series.modality !== 'CT') {
    return {
      refused: {
        code: 'unsupported',
        message: `${series.modality || 'Without a modality'}: only CT series can be used.`,
      },
    };
  }
  try {
    return { scan: await openDicomHeaders(series.headers, options) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { refused: toWireError(error) };
  }
}
