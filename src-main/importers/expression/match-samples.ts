/** A patient as samples may name them. */
export interface SamplePatient {
  readonly id: number;
  readonly label: string;
  /** Values of clinical columns that may hold names of samples; null where missing. */
  readonly keys: Readonly<Record<string, string | null>>;
}

export interface SampleMatch {
  /** For each name the patient's id, or 0 where there is none. */
  readonly patients: Int32Array;
  readonly loosely: number;
  readonly repeated: number;
}

const folded = (name: string): string => name.trim().toLowerCase().replaceAll(/\s+/g, ' ');
/** Repeated headings were made unique by the reader of tables. */
const withoutCopyNumber = (name: string): string => name.replace(/ \(\d+\)$/, '');

/**
 * Gives each sample its patient: by exact label, else by label without case and outer spaces; by the values of
 * `column` instead of labels where one is named. A patient gets the first sample of theirs in the file, the exact one
 * before a loose one; a name that fits two patients fits none.
 */
export function matchSamples(
  names: readonly string[],
  patients: readonly SamplePatient[],
  column: string | null,
): SampleMatch {
  const keyOf = (patient: SamplePatient): string | null =>
    column === null ? patient.label : (patient.keys[column] ?? null);
  const exact = index(patients, keyOf, (key) => key);
  const loose = index(patients, keyOf, folded);
  const matched = new Int32Array(names.length);
  const taken = new Set<number>();
  let repeated = 0;
  const take = (position: number, patient: number | null | undefined): boolean => {
    if (patient === null || patient === undefined) return false;
    if (taken.has(patient)) {
      repeated++;
      return false;
    }
    taken.add(patient);
    matched[position] = patient;
    return true;
  };
  const left: number[] = [];
  names.forEach((name, position) => {
    const known = exact.get(name) ?? exact.get(withoutCopyNumber(name));
    if (known === undefined) left.push(position);
    else take(position, known);
  });
  let loosely = 0;
  for (const position of left) {
    if (take(position, loose.get(folded(withoutCopyNumber(names[position] as string))))) loosely++;
  }
  return { patients: matched, loosely, repeated };
}

/** Patients by key; null for a key that two of them share. */
function index(
  patients: readonly SamplePatient[],
  keyOf: (patient: SamplePatient) => string | null,
  form: (key: string) => string,
): Map<string, number | null> {
  const byKey = new Map<string, number | null>();
  for (const patient of patients) {
    const key = keyOf(patient);
    if (key === null || key.trim() === '') continue;
    const formed = form(key);
    byKey.set(formed, byKey.has(formed) ? null : patient.id);
  }
  return byKey;
}

/** How many samples each clinical column names, the best first; columns that name none are left out. */
export function namingColumns(
  names: readonly string[],
  patients: readonly SamplePatient[],
): { name: string; matches: number }[] {
  const columns = Object.keys(patients[0]?.keys ?? {});
  return columns
    .map((name) => ({ name, matches: countMatches(names, patients, name) }))
    .filter(({ matches }) => matches > 0)
    .toSorted((a, b) => b.matches - a.matches);
}

export const countMatches = (
  names: readonly string[],
  patients: readonly SamplePatient[],
  column: string | null,
): number => matchSamples(names, patients, column).patients.reduce((sum, id) => sum + (id === 0 ? 0 : 1), 0);
