import { type SplitPart, splitParts } from '../domain/entities.ts';
import { AppError } from '../errors.ts';
import { createRandom, shuffled } from '../numerics/random.ts';

/** A patient's class for stratification; null is a stratum of its own (no value). */
export type Stratum = string | number | null;

interface SplitInput {
  /** May repeat (one entry per lesion): the first stratum of a patient counts. */
  readonly patientIds: ArrayLike<number>;
  /** Same length as `patientIds`; null: no stratification. */
  readonly strata: readonly Stratum[] | null;
  /** Patients that stay together, each by one of its group: the class of that one counts. Absent or null: all are apart. */
  readonly groups?: ReadonlyMap<number, number> | null;
  readonly fractions: Readonly<Record<SplitPart, number>>;
  readonly seed: number;
}

/**
 * Assigns whole patients to train, tune and test. Within each stratum the patients are shuffled (seeded; the order of
 * the input does not matter; a group is drawn as one and counts as one) and cut so that every part keeps the stratum's share; what does not divide evenly goes to
 * the part that is furthest behind overall.
 */
export function splitPatients(input: SplitInput): Map<number, SplitPart> {
  const total = splitParts.reduce((sum, part) => sum + input.fractions[part], 0);
  if (!splitParts.every((part) => input.fractions[part] > 0) || !Number.isFinite(total)) {
    throw new AppError('invalid-input', 'Each of train, tune and test needs a share above 0.');
  }
  const leaders = input.groups
    ? Int32Array.from(input.patientIds, (id) => input.groups?.get(id) ?? id)
    : input.patientIds;
  const groups = shuffledStrata(leaders, input.strata, input.seed);
  const parts = new Map<number, SplitPart>();
  const behind: Record<SplitPart, number> = { train: 0, tune: 0, test: 0 };
  for (const patients of groups) {
    for (const part of splitParts) behind[part] += (patients.length * input.fractions[part]) / total;
    const counts = { train: 0, tune: 0, test: 0 };
    for (const part of splitParts) counts[part] = Math.floor((patients.length * input.fractions[part]) / total + 1e-9);
    for (let spare = patients.length - counts.train - counts.tune - counts.test; spare > 0; spare--) {
      const neediest = splitParts.reduce((a, b) => (behind[b] - counts[b] > behind[a] - counts[a] + 1e-9 ? b : a));
      counts[neediest]++;
    }
    let next = 0;
    for (const part of splitParts) {
      for (const patient of patients.slice(next, next + counts[part])) parts.set(patient, part);
      next += counts[part];
      behind[part] -= counts[part];
    }
  }
  const empty = splitParts.filter((part) => ![...parts.values()].includes(part));
  if (empty.length > 0) {
    throw new AppError(
      'invalid-input',
      `${parts.size} patients are too few for these shares: no patient would be left for ${empty.join(' and ')}.`,
    );
  }
  if (!input.groups) return parts;
  return new Map(Array.from(input.patientIds, (id, row) => [id, parts.get(leaders[row] as number) as SplitPart]));
}

/**
 * A stratified share of the patients such that smaller shares of the same seed lie inside larger ones (10 % in 20 % in
 * 50 %). Every stratum keeps at least one patient.
 */
export function nestedSubset(input: {
  readonly patientIds: ArrayLike<number>;
  readonly strata: readonly Stratum[] | null;
  readonly fraction: number;
  readonly seed: number;
}): Set<number> {
  if (!(input.fraction > 0 && input.fraction <= 1))
    throw new AppError('invalid-input', 'The share of patients must lie above 0 and at most at 1.');
  const groups = shuffledStrata(input.patientIds, input.strata, input.seed);
  return new Set(
    groups.flatMap((patients) => patients.slice(0, Math.max(1, Math.round(patients.length * input.fraction)))),
  );
}

/** The patients of each stratum in random order; strata in the order of their names, so that only the seed decides. */
function shuffledStrata(patientIds: ArrayLike<number>, strata: readonly Stratum[] | null, seed: number): number[][] {
  const stratumOf = new Map<number, string>();
  for (let row = 0; row < patientIds.length; row++) {
    const patient = patientIds[row] as number;
    if (!stratumOf.has(patient)) stratumOf.set(patient, JSON.stringify(strata?.[row] ?? null));
  }
  const members = new Map<string, number[]>();
  for (const patient of [...stratumOf.keys()].sort((a, b) => a - b)) {
    const name = stratumOf.get(patient) as string;
    members.set(name, [...(members.get(name) ?? []), patient]);
  }
  const random = createRandom(seed);
  return [...members.keys()].sort().map((name) => shuffled(members.get(name) as number[], random));
}
