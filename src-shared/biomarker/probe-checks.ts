import { type SplitPart, splitParts } from '../domain/entities.ts';
import { AppError } from '../errors.ts';
import { counted, significant } from '../statistics/wording.ts';
import type { ProbeInput } from './probe.ts';

export type PartCounts = Record<
  SplitPart,
  { readonly lesions: number /** Patients per class. */; readonly patients: number[] }
>;

export const className = (input: Pick<ProbeInput, 'classes'>, index: number): string =>
  input.classes?.[index] ?? `class ${index}`;

const partNames: Record<SplitPart, string> = { train: 'training', tune: 'tuning', test: 'test' };

/**
 * Counts the labelled rows used of each part and refuses what cannot be trained or tuned, saying why.
 * @param train rows of the training share; @param tune rows of the tuning share
 */
export function countParts(input: ProbeInput, train: readonly number[], tune: readonly number[]): PartCounts {
  const { targets, classCount, dimension, features, parts } = input;
  if (classCount < 2) throw new AppError('invalid-input', 'The endpoint has fewer than two classes.');
  if (features.length !== targets.length * dimension || parts.length !== targets.length) {
    throw new AppError('internal', 'Features, targets and parts do not match in length.');
  }
  const test = parts.flatMap((part, row) => (part === 'test' ? [row] : []));
  const counts = { train: countRows(input, train), tune: countRows(input, tune), test: countRows(input, test) };
  for (const part of ['train', 'tune'] as const) {
    const { patients } = counts[part];
    const present = patients.filter((count) => count > 0).length;
    if (present === 0) {
      throw new AppError('invalid-input', `The ${partNames[part]} set has no patient with a value of the endpoint.`);
    }
    if (present === 1) {
      const only = className(
        input,
        patients.findIndex((count) => count > 0),
      );
      throw new AppError(
        'invalid-input',
        `Every patient of the ${partNames[part]} set is "${only}": with one class there is nothing to ${part}. Make a split stratified by this endpoint, or use a larger share.`,
      );
    }
  }
  const absent = counts.train.patients.indexOf(0);
  if (absent >= 0) {
    throw new AppError(
      'invalid-input',
      `No patient of the training set is "${className(input, absent)}". Make a split stratified by this endpoint, or leave the class out of it.`,
    );
  }
  for (const row of [...train, ...tune, ...test]) checkFinite(features, row, dimension);
  return counts;
}

/** Fewer patients of a class than this give intervals and choices that rest on single patients. */
const fewPatients = 10;

export function smallSampleWarnings(input: ProbeInput, counts: PartCounts): string[] {
  return splitParts.flatMap((part) => {
    const { patients } = counts[part];
    const least = patients.indexOf(Math.min(...patients));
    const count = patients[least] as number;
    if (count >= fewPatients) return [];
    const consequence = {
      train: 'the weights rest on single patients',
      tune: 'the choice of C and the threshold rest on single patients',
      test: 'the test values are uncertain beyond what their intervals say',
    }[part];
    return [
      `The ${partNames[part]} set has ${counted(count, 'patient')} of "${className(input, least)}": ${consequence}.`,
    ];
  });
}

/** A weight above this lets one patient speak for many. */
const largeWeight = 10;

export function weightWarnings({ weights, parts }: Pick<ProbeInput, 'weights' | 'parts'>): string[] {
  if (!weights) return [];
  return splitParts.flatMap((part) => {
    const largest = weights.reduce((most, weight, row) => (parts[row] === part ? Math.max(most, weight) : most), 0);
    return largest > largeWeight
      ? [
          `The largest weight for censoring in the ${partNames[part]} set is ${significant(largest)}: single patients stand in for many. A shorter horizon would lower it.`,
        ]
      : [];
  });
}

function countRows(input: ProbeInput, rows: readonly number[]): PartCounts[SplitPart] {
  const patients = Array.from({ length: input.classCount }, () => new Set<number>());
  let lesions = 0;
  for (const row of rows) {
    const target = input.targets[row] as number;
    if (target < 0) continue;
    lesions++;
    patients[target]?.add(input.patients[row] as number);
  }
  return { lesions, patients: patients.map((set) => set.size) };
}

function checkFinite(features: Float32Array, row: number, dimension: number): void {
  for (let k = row * dimension; k < (row + 1) * dimension; k++) {
    if (!Number.isFinite(features[k])) {
      throw new AppError(
        'invalid-input',
        'A feature is not a finite number. Extract the features again, or choose another feature set.',
      );
    }
  }
}
