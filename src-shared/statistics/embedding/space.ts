import { AppError } from '../../errors.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import { centredRows } from '../../numerics/pca.ts';
import { attached, type DataTable, distinctTexts, numberColumn, textColumn } from '../data-table.ts';
import { subsetRows } from '../subset.ts';
import { counted } from '../wording.ts';

/** What the dots are coloured by. */
export type Colouring =
  | { readonly kind: 'none' }
  /** `labels`: the number of the class of each lesion. */
  | { readonly kind: 'classes'; readonly classes: readonly string[]; readonly labels: Int32Array }
  | { readonly kind: 'number'; readonly values: Float64Array };

/** The lesions of a map with their features. */
export interface FeatureSpace {
  /** Rows of the table. */
  readonly rows: readonly number[];
  /** One row per lesion, centred. */
  readonly features: Matrix;
  readonly colouring: Colouring;
  readonly subjects: Int32Array | null;
  /** Patient of each lesion; each a patient of its own where the table does not say. */
  readonly patients: Int32Array;
  readonly patientCount: number;
  readonly warnings: string[];
}

const mostClasses = 8;

interface SpaceParams {
  readonly colour: string;
  readonly colourAs: 'auto' | 'classes' | 'number';
  readonly scale: 'none' | 'standardise';
  readonly subsetColumn: string;
  readonly subsetValue: string;
}

/** Reads features and colours; lesions that lack either are left out and counted. */
export function featureSpace(table: DataTable, params: SpaceParams): FeatureSpace {
  const chosen = subsetRows(table, params);
  const { dimension, values } = attached(table, 'features');
  const withFeatures = chosen.filter((row) => !Number.isNaN(values[row * dimension]));
  const { rows, colouring } = coloured(table, params, withFeatures);
  if (rows.length < 3) {
    const complete = params.colour === '' ? 'features' : `both features and a value of ${params.colour}`;
    throw new AppError(
      'invalid-input',
      `${counted(rows.length, 'lesion')} with ${complete}: a map needs at least three.`,
    );
  }
  const features = centredRows(values, dimension, rows, params.scale === 'standardise');
  if (features.values.every((value) => value === 0))
    throw new AppError('invalid-input', `The features of all ${rows.length} lesions are the same.`);
  const patients = Int32Array.from(rows, (row) => table.patients?.[row] ?? row);
  const { subjects } = table;
  return {
    rows,
    features,
    colouring,
    subjects: subjects ? Int32Array.from(rows, (row) => subjects[row] as number) : null,
    patients,
    patientCount: new Set(patients).size,
    warnings: [
      ...leftOut(chosen.length - withFeatures.length, 'no features'),
      ...leftOut(withFeatures.length - rows.length, `no value of ${params.colour}`),
    ],
  };
}

function coloured(
  table: DataTable,
  { colour, colourAs }: SpaceParams,
  rows: readonly number[],
): { rows: readonly number[]; colouring: Colouring } {
  if (colour === '') return { rows, colouring: { kind: 'none' } };
  const texts = textColumn(table, colour);
  const complete = rows.filter((row) => (texts[row] ?? null) !== null);
  const present = complete.map((row) => texts[row] as string);
  const classes = distinctTexts(present);
  const isNumber = table.columns.get(colour)?.type === 'number';
  if (colourAs === 'number' || (colourAs === 'auto' && isNumber && classes.length > mostClasses)) {
    const values = numberColumn(table, colour);
    return {
      rows: complete,
      colouring: { kind: 'number', values: Float64Array.from(complete, (row) => values[row] as number) },
    };
  }
  if (classes.length > mostClasses) {
    throw new AppError(
      'invalid-input',
      `${colour} has ${classes.length} values; at most ${mostClasses} colours can be told apart. Choose another column.`,
    );
  }
  const numberOf = new Map(classes.map((name, index) => [name, index]));
  const labels = Int32Array.from(present, (text) => numberOf.get(text) as number);
  return { rows: complete, colouring: { kind: 'classes', classes, labels } };
}

const leftOut = (count: number, reason: string): string[] =>
  count === 0 ? [] : [`${counted(count, 'lesion')} left out: ${reason}.`];
