import { createHash } from 'node:crypto';
import dcmjs from 'dcmjs';
import type { Geometry } from '#shared/imaging/geometry.ts';
import { voxelToWorld } from '#shared/imaging/geometry.ts';
import type { PlanarContour } from './mask-contours.ts';

/** What all objects of one phantom patient share. */
export interface PhantomStudy {
  /** Patient name and ID. */
  readonly label: string;
  readonly sex: 'M' | 'F';
  readonly age: number;
  readonly kernel: string;
  readonly geometry: Geometry;
}

const ctImage = '1.2.840.10008.5.1.4.1.1.2';
const structureSet = '1.2.840.10008.5.1.4.1.1.481.3';
const explicitLittleEndian = '1.2.840.10008.1.2.1';
/** Every phantom was "scanned" on the same day: nothing here depends on the clock. */
const date = '20250101';

/** A UID below 2.25 (a number of 128 bits), always the same for the same names. */
export function uidOf(...names: (string | number)[]): string {
  const digest = createHash('sha256')
    .update(['seedpoint phantom', ...names].join('/'))
    .digest('hex');
  return `2.25.${BigInt(`0x${digest.slice(0, 32)}`)}`;
}

/** The CT series, one file per slice: int16 with slope 1 and intercept -1024, uncompressed explicit little endian. */
export function ctSlices(study: PhantomStudy, hu: Int16Array): Uint8Array[] {
  const { label, geometry, kernel } = study;
  const [columns, rows, slices] = geometry.size;
  const d = geometry.direction;
  const common = {
    ...patientAndStudy(study),
    SOPClassUID: ctImage,
    Modality: 'CT',
    ImageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
    SeriesInstanceUID: uidOf(label, 'ct'),
    SeriesNumber: '2',
    SeriesDescription: `Phantom chest ${kernel.toLowerCase()}`,
    FrameOfReferenceUID: uidOf(label, 'frame'),
    PositionReferenceIndicator: '',
    PatientPosition: 'HFS',
    ConvolutionKernel: kernel,
    KVP: '120',
    SliceThickness: decimal(geometry.spacingMm[2]),
    PixelSpacing: [decimal(geometry.spacingMm[1]), decimal(geometry.spacingMm[0])],
    ImageOrientationPatient: [d[0], d[3], d[6], d[1], d[4], d[7]].map(decimal),
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: rows,
    Columns: columns,
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 1,
    RescaleSlope: '1',
    RescaleIntercept: '-1024',
    RescaleType: 'HU',
    WindowCenter: '-600',
    WindowWidth: '1500',
  };
  return Array.from({ length: slices }, (_, k) => {
    const stored = hu.slice(k * columns * rows, (k + 1) * columns * rows).map((value) => value + 1024);
    return dicomFile({
      ...common,
      SOPInstanceUID: uidOf(label, 'slice', k),
      InstanceNumber: String(k + 1),
      ImagePositionPatient: voxelToWorld(geometry, [0, 0, k]).map(decimal),
      PixelData: [stored.buffer],
      _vrMap: { PixelData: 'OW' },
    });
  });
}

/** A structure set with one region of interest, drawn on the series of `ctSlices`. */
export function rtStructureSet(study: PhantomStudy, roiName: string, contours: readonly PlanarContour[]): Uint8Array {
  const { label, geometry } = study;
  const frame = uidOf(label, 'frame');
  const imageOf = (contour: PlanarContour) => {
    const k = Math.round(((contour[2] ?? 0) - geometry.originMm[2]) / geometry.spacingMm[2]);
    return { ReferencedSOPClassUID: ctImage, ReferencedSOPInstanceUID: uidOf(label, 'slice', k) };
  };
  return dicomFile({
    ...patientAndStudy(study),
    SOPClassUID: structureSet,
    SOPInstanceUID: uidOf(label, 'rtstruct'),
    Modality: 'RTSTRUCT',
    SeriesInstanceUID: uidOf(label, 'rtstruct series'),
    SeriesNumber: '3',
    SeriesDescription: 'Phantom nodule',
    StructureSetLabel: 'PHANTOM',
    StructureSetDate: date,
    StructureSetTime: '120000',
    ReferencedFrameOfReferenceSequence: [
      {
        FrameOfReferenceUID: frame,
        RTReferencedStudySequence: [
          {
            ReferencedSOPClassUID: '1.2.840.10008.3.1.2.3.1',
            ReferencedSOPInstanceUID: uidOf(label, 'study'),
            RTReferencedSeriesSequence: [
              { SeriesInstanceUID: uidOf(label, 'ct'), ContourImageSequence: uniqueImages(contours.map(imageOf)) },
            ],
          },
        ],
      },
    ],
    StructureSetROISequence: [
      { ROINumber: '1', ReferencedFrameOfReferenceUID: frame, ROIName: roiName, ROIGenerationAlgorithm: 'AUTOMATIC' },
    ],
    ROIContourSequence: [
      {
        ROIDisplayColor: ['255', '140', '0'],
        ReferencedROINumber: '1',
        ContourSequence: contours.map((contour, n) => ({
          ContourImageSequence: [imageOf(contour)],
          ContourGeometricType: 'CLOSED_PLANAR',
          NumberOfContourPoints: String(contour.length / 3),
          ContourNumber: String(n + 1),
          ContourData: contour.map(decimal),
        })),
      },
    ],
    RTROIObservationsSequence: [
      { ObservationNumber: '1', ReferencedROINumber: '1', RTROIInterpretedType: 'GTV', ROIInterpreter: '' },
    ],
  });
}

const uniqueImages = <T extends { ReferencedSOPInstanceUID: string }>(images: readonly T[]): T[] => [
  ...new Map(images.map((image) => [image.ReferencedSOPInstanceUID, image])).values(),
];

const patientAndStudy = ({ label, sex, age }: PhantomStudy) => ({
  PatientName: label,
  PatientID: label,
  PatientSex: sex,
  PatientAge: `${String(age).padStart(3, '0')}Y`,
  PatientBirthDate: '',
  PatientComments: 'Generated phantom: no patient is shown.',
  StudyInstanceUID: uidOf(label, 'study'),
  StudyID: '1',
  StudyDate: date,
  StudyTime: '120000',
  StudyDescription: 'Phantom, not a patient',
  AccessionNumber: '',
  ReferringPhysicianName: '',
  Manufacturer: 'Seedpoint phantom generator',
});

/** A decimal string of at most 16 characters. */
const decimal = (value: number): string => String(Math.round(value * 10_000) / 10_000);

function dicomFile(dataset: Record<string, unknown> & { SOPClassUID: string; SOPInstanceUID: string }): Uint8Array {
  const { DicomDict, DicomMetaDictionary } = dcmjs.data;
  const file = new DicomDict(
    DicomMetaDictionary.denaturalizeDataset({
      FileMetaInformationVersion: [new Uint8Array([0, 1]).buffer],
      MediaStorageSOPClassUID: dataset.SOPClassUID,
      MediaStorageSOPInstanceUID: dataset.SOPInstanceUID,
      TransferSyntaxUID: explicitLittleEndian,
      ImplementationClassUID: uidOf('implementation'),
      ImplementationVersionName: 'SEEDPOINT',
      _vrMap: { FileMetaInformationVersion: 'OB' },
    }),
  );
  file.dict = DicomMetaDictionary.denaturalizeDataset(dataset);
  return new Uint8Array(file.write());
}
