import type { TableMapping } from '#shared/contract/imports.ts';
import { sensitiveKind } from '../deidentify/sensitive-columns.ts';
import type { ColumnSniffer } from './cell-values.ts';
import { type FeatureColumns, guessFeatures } from './guess-features.ts';
import { alignDurations, guessValues } from './guess-values.ts';

const patientNames = [
  'patientid',
  'patient',
  'subjectid',
  'subject',
  'caseid',
  'case',
  'participantid',
  'participant',
  'pid',
  'mrn',
  'id',
  'patientname',
];
const imageNames = [
  'imagepath',
  'image',
  'imagefile',
  'scanpath',
  'scan',
  'ctpath',
  'filepath',
  'filename',
  'file',
  'path',
  'volumepath',
  'nifti',
  'nrrd',
];
const maskNames = [
  'maskpath',
  'mask',
  'maskfile',
  'segmentation',
  'segmentationpath',
  'segpath',
  'seg',
  'labelmap',
  'label',
];
const lesionNames = [
  'lesionid',
  'lesion',
  'lesionnumber',
  'noduleid',
  'nodule',
  'tumorid',
  'tumourid',
  'tumor',
  'tumour',
  'roi',
];
const readerNames = ['reader', 'readerid', 'rater', 'raterid', 'observer', 'annotator', 'radiologist'];
const seedNames = [
  ['coordx', 'coordy', 'coordz', 'LPS'],
  ['seedx', 'seedy', 'seedz', 'LPS'],
  ['seedxmm', 'seedymm', 'seedzmm', 'LPS'],
  ['lpsx', 'lpsy', 'lpsz', 'LPS'],
  ['rasx', 'rasy', 'rasz', 'RAS'],
  ['voxelx', 'voxely', 'voxelz', 'voxel'],
  ['indexx', 'indexy', 'indexz', 'voxel'],
  ['i', 'j', 'k', 'voxel'],
  ['x', 'y', 'z', 'LPS'],
] as const;
const pathLike = /[\\/][^\\/]*[A-Za-z][^\\/]*[\\/]|\.(nii|nii\.gz|nrrd|nhdr|mha|mhd|npy|npz|dcm|png|jpe?g)$/i;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** The column of the first of the names that exists, compared without case and punctuation. */
function named(columns: readonly string[], names: readonly string[]): string | null {
  for (const name of names) {
    const found = columns.find((column) => plain(column) === name);
    if (found !== undefined) return found;
  }
  return null;
}

export const guessPatientColumn = (columns: readonly string[]): string | null => named(columns, patientNames);
export const guessImageColumn = (columns: readonly string[]): string | null => named(columns, imageNames);

export interface SniffedColumn {
  readonly name: string;
  readonly sniffer: ColumnSniffer;
  /** True where rows of one patient were seen to disagree too often for a value of the patient. */
  readonly varies: boolean;
}

export interface GuessedMapping {
  readonly mapping: Omit<TableMapping, 'array' | 'imageFolder'>;
  readonly warnings: string[];
  /** Warnings of single columns. */
  readonly columnWarnings: { item: string; message: string }[];
}

/** Proposes what each column is for. The reference package's `image_path, coordX, coordY, coordZ` are known by name. */
export function guessMapping(columns: readonly SniffedColumn[]): GuessedMapping {
  const names = columns.map((column) => column.name);
  const roles = guessRoles(columns);
  const features = guessFeatures(names);
  const warnings = [...roleWarnings(names, roles), ...featureWarnings(features)];
  const { patient, image, seed, mask, lesion, reader } = roles;
  const taken = new Set([patient, image, mask, lesion, reader, seed?.x, seed?.y, seed?.z]);
  const hasLesions = image !== null || features.mapped !== null;
  const open = columns.filter(
    ({ name, sniffer }) =>
      !taken.has(name) &&
      !features.all.has(name) &&
      sniffer.present > 0 &&
      !name.startsWith('Unnamed: ') &&
      !sniffer.samples.some((sample) => pathLike.test(sample)),
  );
  const varying = open.filter(({ varies }) => varies).map(({ name }) => name);
  if (varying.length > 0) warnings.push(varyingWarning(varying, hasLesions));
  const columnWarnings: GuessedMapping['columnWarnings'] = [];
  const proposed = open.flatMap(({ name, sniffer, varies }): TableMapping['clinical'] => {
    const kind = sensitiveKind(name);
    if ((kind !== null && kind !== 'date') || (varies && !hasLesions)) return [];
    const { note, ...values } = guessValues(name, sniffer);
    if (note !== null) columnWarnings.push({ item: name, message: note });
    return [{ column: name, name, level: varies ? 'lesion' : 'patient', ...values }];
  });
  const { entries, notes } = alignDurations(proposed);
  return {
    mapping: {
      patient,
      image: image === null ? null : { column: image },
      seed,
      seedSpace: roles.seedSpace,
      mask: mask === null ? null : { path: { column: mask }, label: null },
      lesion,
      reader,
      features: features.mapped,
      clinical: entries,
    },
    warnings,
    columnWarnings: [...columnWarnings, ...notes],
  };
}

interface Roles extends Pick<TableMapping, 'patient' | 'seed' | 'seedSpace' | 'lesion' | 'reader'> {
  readonly image: string | null;
  readonly mask: string | null;
}

function guessRoles(columns: readonly SniffedColumn[]): Roles {
  const names = columns.map(({ name }) => name);
  const numbers = columns.filter(({ sniffer }) => sniffer.type === 'number').map(({ name }) => name);
  const paths = columns
    .filter(
      ({ name, sniffer }) => plain(name) === 'imagepath' || sniffer.samples.some((sample) => pathLike.test(sample)),
    )
    .map(({ name }) => name);
  const image = guessImageColumn(paths);
  const reader = image === null ? null : named(names, readerNames);
  const lesion = image === null ? null : named(names, lesionNames);
  return {
    patient: guessPatientColumn(names) ?? image ?? names[0] ?? '',
    image,
    mask: image === null ? null : named(paths, maskNames),
    lesion,
    reader,
    ...guessSeed(numbers),
  };
}

function guessSeed(numbers: readonly string[]): Pick<TableMapping, 'seed' | 'seedSpace'> {
  for (const [xName, yName, zName, seedSpace] of seedNames) {
    const x = named(numbers, [xName]);
    const y = named(numbers, [yName]);
    const z = named(numbers, [zName]);
    if (x !== null && y !== null && z !== null) return { seed: { x, y, z }, seedSpace };
  }
  return { seed: null, seedSpace: 'LPS' };
}

function roleWarnings(names: readonly string[], { patient, image, seed, mask }: Roles): string[] {
  const warnings: string[] = [];
  if (guessPatientColumn(names) === null) {
    warnings.push(
      image === null
        ? `No column is named like a patient identifier; "${patient}" is proposed.`
        : 'No column is named like a patient identifier: each image counts as a patient of its own. If patients have several images, name their column, or the same patient may land in training and in test.',
    );
  }
  if (image !== null && seed === null && mask === null) {
    warnings.push(
      'No columns are named like a seed (coordX, coordY, coordZ): the centre of each image is taken for the lesion, as in patches cut about it.',
    );
  }
  if (image !== null && seed === null && mask !== null)
    warnings.push(`The seed is the centroid of the mask in "${mask}".`);
  return warnings;
}

function featureWarnings({ all, mapped }: FeatureColumns): string[] {
  const [first] = all;
  if (first === undefined) return [];
  if (mapped === null)
    return [`${all.size} numbered columns, such as "${first}", look like features and are left out.`];
  const others = all.size - mapped.count;
  return [
    `${mapped.count} numbered columns, such as "${mapped.prefix}1", are taken as features.${others > 0 ? ` ${others} further ones are left out.` : ''}`,
  ];
}

function varyingWarning(varying: readonly string[], hasLesions: boolean): string {
  const differ = varying.length === 1 ? 'A column differs' : `${varying.length} columns differ`;
  const them = varying.length === 1 ? 'is' : 'are';
  return hasLesions
    ? `${differ} between rows of the same patient and ${them} proposed as values of the lesion: ${listed(varying)}.`
    : `${differ} between rows of the same patient and ${them} left out, since a value of the patient is one: ${listed(varying)}.`;
}

const listed = (names: readonly string[]): string =>
  names.length <= 6 ? names.join(', ') : `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`;
