import type { FeatureProfile, SeedSource } from '../domain/entities.ts';
import { counted, significant } from '../statistics/wording.ts';
import { listed, stopped, unique } from './sections.ts';
import type { EncoderRecord, ImagesRecord, Range, StudyRecord } from './study-record.ts';

const formatNames: Record<ImagesRecord['formats'][number]['format'], string> = {
  dicom: 'DICOM series',
  'png-slices': '16-bit PNG slices',
  none: 'no file (only features or values of the lesions came in)',
  volume: 'NIfTI, NRRD or MetaImage volumes',
  array: 'NumPy arrays without geometry (taken as voxels of 1 mm)',
};

const seedTexts: Record<SeedSource, string> = {
  table: 'coordinates given in a table',
  rtstruct: 'the centroid of a contoured region in a DICOM structure set (RTSTRUCT)',
  seg: 'the centroid of a region in a DICOM segmentation (SEG)',
  labelmap: 'the centroid of a region in a label map',
  click: 'a point placed by a reader in the viewer',
  centre: 'the centre of an image that had been cropped about the lesion',
};

const profileTexts: Record<FeatureProfile, string> = {
  'exact-v1':
    'A cube of 50 × 50 × 50 voxels of 1 mm, centred on the seed point and aligned with the axes of the patient, was sampled from the scan by trilinear interpolation; what lay outside the scan was set to −1024 HU (profile exact-v1).',
  'fmcib-pip-1':
    'Scans were resampled to voxels of 1 mm by linear interpolation, turned to LPS orientation, cropped to 50 × 50 × 50 voxels about the seed point and padded evenly where the crop left the scan, as the published Python package of the foundation model does, including its shift of the resampling grid (profile fmcib-pip-1).',
  outside:
    'Some features were computed elsewhere and came in with a table: how their patches were cut is not known to the software (profile outside).',
  'fmcib-loader-1':
    'Scans were resampled to voxels of 1 mm by linear interpolation on their own axes, cropped to 50 × 50 × 50 voxels about the seed point and turned to LPS orientation, as the published training loader of the foundation model does (profile fmcib-loader-1).',
};

const scalingText =
  'Intensities entered the encoder as (HU + 1024) / 3072, without clipping and without discretisation.';

/** Formats, spacing, seed points, the cube and its intensities. */
export function imageParagraphs({ images, seeds, encoders }: StudyRecord): string[] {
  const read = images.formats.map(({ format, scans }) => `${formatNames[format]} (${counted(scans, 'scan')})`);
  const stated = images.modalities.filter(({ modality }) => modality !== 'unknown');
  const modalities = stated.map(({ modality, scans }) => `${modality} in ${counted(scans, 'scan')}`);
  const silent = images.modalities.find(({ modality }) => modality === 'unknown')?.scans ?? 0;
  const spacing = [
    ...(images.inPlaneSpacingMm ? [`The in-plane voxel spacing was ${spanText(images.inPlaneSpacingMm)} mm`] : []),
    ...(images.sliceSpacingMm ? [`the distance between slices was ${spanText(images.sliceSpacingMm)} mm`] : []),
  ];
  const warned = [
    ...(images.scansWithWarnings > 0 ? [`${counted(images.scansWithWarnings, 'scan')} at import`] : []),
    ...(images.lesionsWithWarnings > 0 ? [`${counted(images.lesionsWithWarnings, 'lesion')} at import`] : []),
    ...patchWarnings(encoders),
  ];
  return [
    [
      read.length > 0 ? `Images were read from ${listed(read)}.` : 'No image was imported.',
      modalities.length > 0 ? `The modality was ${listed(modalities)}.` : '',
      silent > 0 ? `The files of ${counted(silent, 'scan')} do not state a modality.` : '',
      spacing.length > 0 ? `${spacing.join(' and ')}.` : '',
    ]
      .filter((text) => text !== '')
      .join(' '),
    [
      seedSentence(seeds),
      ...unique(encoders.map(({ profile }) => profileTexts[profile])),
      encoders.length > 0 ? scalingText : '',
    ]
      .filter((text) => text !== '')
      .join(' '),
    warned.length > 0
      ? `The software gave warnings about ${listed(warned)}; they were kept in the analysis unless a reader excluded them.`
      : '',
  ];
}

/** In a sentence. */
const spanText = (range: Range): string =>
  significant(range.low) === significant(range.high)
    ? rangeText(range)
    : `between ${significant(range.low)} and ${significant(range.high)}`;

export const rangeText = ({ low, high }: Range): string =>
  significant(low) === significant(high) ? significant(low) : `${significant(low)} to ${significant(high)}`;

function seedSentence(seeds: StudyRecord['seeds']): string {
  if (seeds.length === 0) return '';
  const sources = seeds.map(({ source, lesions }) => `${seedTexts[source]} (${counted(lesions, 'lesion')})`);
  return `Each lesion was represented by one seed point: ${listed(sources)}. Only this point entered the computation; no contour did.`;
}

/** The same patches are cut for every encoder of a profile. */
const patchWarnings = (encoders: readonly EncoderRecord[]): string[] => {
  const most = Math.max(0, ...encoders.map(({ patchesWithWarnings }) => patchesWithWarnings));
  return most > 0 ? [`the cubes of ${counted(most, 'lesion')}`] : [];
};

/** What each encoder was. Random weights are said plainly. */
export const featureParagraphs = ({ encoders }: StudyRecord): string[] =>
  encoders.length === 0
    ? ['No features were extracted.']
    : [
        ...encoders.map(encoderText),
        'Encoders were used as they were, without further training, and all of their features were used; none was selected.',
      ];

function encoderText(encoder: EncoderRecord): string {
  const { name, architecture, parameterCount, featureCount, sha256, engine, lesions, trained } = encoder;
  const about = [
    trained ? architecture : `untrained, ${architecture}`,
    `${parameterCount.toLocaleString('en-GB')} parameters`,
    `SHA-256 of the weights ${sha256}`,
  ];
  const told = [
    ...(encoder.licence === '' ? [] : [`Licence: ${stopped(encoder.licence)}`]),
    ...(encoder.provenance === '' ? [] : [`Provenance: ${stopped(encoder.provenance)}`]),
  ];
  return [
    `The encoder “${name}” (${about.join('; ')}) gave ${counted(featureCount, 'feature')} for each of ${counted(lesions, 'lesion')}${engine === '' ? '' : `, computed on the engine ${engine}`}.`,
    ...told,
    trained
      ? ''
      : 'Its weights are random: it was trained on no data, and results obtained with it show the procedure, not the value of a foundation model.',
  ]
    .filter((text) => text !== '')
    .join(' ');
}
