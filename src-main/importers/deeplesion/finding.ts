import type { Cell } from '#shared/domain/entities.ts';
import type { ImportedColumn } from '#shared/domain/imported.ts';
import { AppError } from '#shared/errors.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import type { TableRecord } from '../dataset-table.ts';

/** Numbers of the first and last slice of the context that is published around a key slice. */
export interface SliceRange {
  readonly first: number;
  readonly last: number;
}

/** A lesion of a DeepLesion table, placed in slices; nothing is known yet of the images. */
export interface Finding {
  /** Table and line. */
  readonly item: string;
  /** e.g. `000123`. */
  readonly patient: string;
  /** e.g. `000123_01`. */
  readonly study: string;
  /** e.g. `000123_01_02`: the name of the folder of its slices. */
  readonly series: string;
  readonly range: SliceRange;
  /** The slice of the seed, as the slices are numbered; a whole number unless the table is taken as it was published. */
  readonly slice: number;
  readonly column: number;
  readonly row: number;
  readonly spacingMm: Vec3;
  readonly sex: 'M' | 'F' | null;
  readonly values: Readonly<Record<string, Cell>>;
  /** What was changed against the table; null where nothing was. */
  readonly correction: string | null;
  readonly warnings: readonly string[];
}

export const lesionTypes = [
  'bone',
  'abdomen',
  'mediastinum',
  'liver',
  'lung',
  'kidney',
  'soft tissue',
  'pelvis',
] as const;

export const deepLesionColumns: readonly ImportedColumn[] = [
  { name: 'Sex', type: 'text', unit: null, level: 'patient' },
  { name: 'Age', type: 'number', unit: 'years', level: 'lesion' },
  { name: 'Lesion type', type: 'text', unit: null, level: 'lesion' },
  { name: 'Long diameter', type: 'number', unit: 'mm', level: 'lesion' },
  { name: 'Short diameter', type: 'number', unit: 'mm', level: 'lesion' },
  { name: 'Slice distance', type: 'number', unit: 'mm', level: 'lesion' },
  { name: 'Possibly noisy', type: 'boolean', unit: null, level: 'lesion' },
  { name: 'Official split', type: 'text', unit: null, level: 'lesion' },
  { name: 'Study split', type: 'text', unit: null, level: 'lesion' },
];

const seriesName = /^((\d{6})_\d{2})_\d{2}$/;
const officialSplits: Readonly<Record<number, string>> = { 1: 'train', 2: 'validation', 3: 'test' };

/** Patient and study of a series, from its name. */
export function namesOf(series: string): { patient: string; study: string } {
  const match = seriesName.exec(series);
  if (!match?.[1] || !match[2])
    throw new AppError(
      'invalid-input',
      'The file name is not of the form 000123_01_02_045: patient, study, series, slice.',
    );
  return { patient: match[2], study: match[1] };
}

export function sliceRange(values: readonly number[] | null): SliceRange {
  const [first, last] = values ?? [];
  if (first === undefined || last === undefined || !Number.isInteger(first) || !Number.isInteger(last) || last < first)
    throw new AppError('invalid-input', 'The range of slices is not two ascending whole numbers.');
  if (first < 0 || last > 9999) throw new AppError('invalid-input', 'The numbers of the slices are impossible.');
  return { first, last };
}

/** Column, row and slice distance in mm; the sign that a few published rows have is of no meaning. */
export function spacingOf(values: readonly (number | null)[] | null): Vec3 {
  const [x, y, z] = (values ?? []).map((value) => Math.abs(value ?? 0));
  if (!x || !y || !z || x > 10 || y > 10 || z > 50)
    throw new AppError('invalid-input', 'The voxel size is missing or impossible.');
  return [x, y, z];
}

export const sexOf = (text: string): Finding['sex'] => (text === 'M' || text === 'F' ? text : null);

/** @param firstType the number that the table gives to the first type, bone. */
export const typeOf = (number: number | null, firstType: 0 | 1): string | null =>
  number === null ? null : (lesionTypes[number - firstType] ?? null);

export const officialSplitOf = (record: TableRecord): string | null =>
  officialSplits[record.number('Train_Val_Test') ?? 0] ?? null;
