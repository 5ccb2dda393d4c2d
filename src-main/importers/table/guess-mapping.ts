import type { TableMapping } from '#shared/contract/imports.ts';
import type { ColumnSniffer } from './cell-values.ts';
import { guessUnit } from './guess-unit.ts';

const patientNames = [
  'patientid',
  'patient',
  'patientname',
  'subjectid',
  'subject',
  'caseid',
  'case',
  'participantid',
  'participant',
  'pid',
  'mrn',
  'id',
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
const seedNames = [
  ['coordx', 'coordy', 'coordz'],
  ['seedx', 'seedy', 'seedz'],
  ['seedxmm', 'seedymm', 'seedzmm'],
  ['x', 'y', 'z'],
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
}

/** Proposes what each column is for. The reference package's `image_path, coordX, coordY, coordZ` are known by name. */
export function guessMapping(columns: readonly SniffedColumn[]): GuessedMapping {
  const warnings: string[] = [];
  const names = columns.map((column) => column.name);
  const numbers = columns.filter(({ sniffer }) => sniffer.type === 'number').map(({ name }) => name);
  const holdsPaths = ({ name, sniffer }: SniffedColumn): boolean =>
    plain(name) === 'imagepath' || sniffer.samples.some((sample) => pathLike.test(sample));
  const imageColumn = guessImageColumn(columns.filter(holdsPaths).map(({ name }) => name));
  const seed = guessSeed(numbers);
  const patient = guessPatientColumn(names) ?? imageColumn ?? names[0] ?? '';
  if (guessPatientColumn(names) === null) {
    warnings.push(
      imageColumn === null
        ? `No column is named like a patient identifier; "${patient}" is proposed.`
        : 'No column is named like a patient identifier: each image counts as a patient of its own. If patients have several images, name their column, or the same patient may land in training and in test.',
    );
  }
  if (imageColumn !== null && seed === null) {
    warnings.push(
      'No columns are named like a seed (coordX, coordY, coordZ): the centre of each image is taken for the lesion, as in patches cut about it.',
    );
  }
  const taken = new Set([patient, imageColumn, seed?.x, seed?.y, seed?.z]);
  const series = numberedSeries(names);
  if (series.size > 0)
    warnings.push(`${series.size} numbered columns, such as "${[...series][0]}", look like features and are left out.`);
  const varying = columns.filter(({ name, varies }) => varies && !taken.has(name) && !series.has(name));
  if (varying.length > 0) {
    warnings.push(
      `${varying.length === 1 ? 'A column differs' : `${varying.length} columns differ`} between rows of the same patient and ${varying.length === 1 ? 'is' : 'are'} left out, since a clinical column holds one value per patient: ${listed(varying.map(({ name }) => name))}. If they describe single lesions, take a column that differs in every row as the patient.`,
    );
  }
  const clinical = columns
    .filter(({ name, sniffer, varies }) => !taken.has(name) && !series.has(name) && !varies && sniffer.present > 0)
    .filter(
      ({ name, sniffer }) => !name.startsWith('Unnamed: ') && !sniffer.samples.some((sample) => pathLike.test(sample)),
    )
    .map(({ name, sniffer }) => ({
      column: name,
      name,
      type: sniffer.type,
      unit: sniffer.type === 'number' ? guessUnit(name, sniffer.largest) : null,
      level: 'patient' as const,
      values: {},
      factor: 1,
    }));
  return {
    mapping: {
      patient,
      image: imageColumn === null ? null : { column: imageColumn },
      seed,
      seedSpace: 'LPS',
      mask: null,
      lesion: null,
      reader: null,
      features: null,
      clinical,
    },
    warnings,
  };
}

function guessSeed(numbers: readonly string[]): TableMapping['seed'] {
  for (const [xName, yName, zName] of seedNames) {
    const x = named(numbers, [xName]);
    const y = named(numbers, [yName]);
    const z = named(numbers, [zName]);
    if (x !== null && y !== null && z !== null) return { x, y, z };
  }
  return null;
}

/** Columns such as `pred_0 ... pred_4095`: fifty or more that differ by a number only. */
function numberedSeries(names: readonly string[]): Set<string> {
  const byStem = new Map<string, string[]>();
  for (const name of names) {
    const stem = name.replace(/\d+$/, '');
    if (stem === name) continue;
    const group = byStem.get(stem);
    if (group) group.push(name);
    else byStem.set(stem, [name]);
  }
  return new Set([...byStem.values()].filter((group) => group.length >= 50).flat());
}

const listed = (names: readonly string[]): string =>
  names.length <= 6 ? names.join(', ') : `${names.slice(0, 6).join(', ')} and ${names.length - 6} more`;
