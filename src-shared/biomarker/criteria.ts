import type { Criterion, CriterionCount } from '../domain/criteria.ts';
import type { Cell, Column } from '../domain/entities.ts';
import { AppError } from '../errors.ts';
import { cellText, matchesText } from '../statistics/data-table.ts';

/** A lesion as the criteria of its cohort see it. */
export interface CriterionSubject {
  readonly patientId: number;
  /** The values of a field: none where it is missing, several of tags. */
  values(field: string): readonly Cell[];
}

interface CriteriaOutcome {
  /** Per subject the index of the first criterion that it fails; -1 where it meets all. */
  readonly failed: Int32Array;
  readonly counts: CriterionCount[];
}

/** Asks the criteria in order; a subject that fails one is not asked any further. */
export function applyCriteria(criteria: readonly Criterion[], subjects: readonly CriterionSubject[]): CriteriaOutcome {
  const failed = new Int32Array(subjects.length).fill(-1);
  const counts: CriterionCount[] = [];
  let left = [...subjects.keys()];
  let patientsLeft = countPatients(subjects, left);
  for (const [index, criterion] of criteria.entries()) {
    const isMet = testOf(criterion);
    const staying = left.filter((row) => isMet((subjects[row] as CriterionSubject).values(criterion.field)));
    const kept = new Set(staying);
    for (const row of left) if (!kept.has(row)) failed[row] = index;
    const patients = countPatients(subjects, staying);
    counts.push({
      label: criterion.label,
      lesionsOut: left.length - staying.length,
      patientsOut: patientsLeft - patients,
      lesionsLeft: staying.length,
      patientsLeft: patients,
    });
    left = staying;
    patientsLeft = patients;
  }
  return { failed, counts };
}

const countPatients = (subjects: readonly CriterionSubject[], rows: readonly number[]): number =>
  new Set(rows.map((row) => subjects[row]?.patientId)).size;

/** True where a lesion with these values stays. */
function testOf({ operator, values, effect, missing }: Criterion): (cells: readonly Cell[]) => boolean {
  const wanted = effect === 'include';
  if (operator === 'present') return (cells) => textsOf(cells).length > 0 === wanted;
  const matches = matcherOf(operator, values);
  return (cells) => {
    const found = matches(textsOf(cells));
    return found === null ? missing === 'keep' : found === wanted;
  };
}

const textsOf = (cells: readonly Cell[]): string[] => cells.map(cellText).filter((text) => text !== null);

type Matcher = (texts: readonly string[]) => boolean | null;

/** Null where there is no value that could be compared. */
function matcherOf(operator: Exclude<Criterion['operator'], 'present'>, values: readonly string[]): Matcher {
  const [first = '', second = ''] = values;
  const low = Number(first);
  switch (operator) {
    case 'equals':
      return ofTexts((text) => matchesText(text, first));
    case 'one-of':
      return ofTexts((text) => values.some((value) => matchesText(text, value)));
    case 'contains':
      return ofTexts((text) => text.toLowerCase().includes(first.toLowerCase()));
    case 'at-least':
      return ofNumbers((number) => number >= low);
    case 'at-most':
      return ofNumbers((number) => number <= low);
    case 'between':
      return ofNumbers((number) => number >= low && number <= Number(second));
  }
}

const ofTexts =
  (test: (text: string) => boolean): Matcher =>
  (texts) =>
    texts.length === 0 ? null : texts.some(test);

const ofNumbers =
  (test: (number: number) => boolean): Matcher =>
  (texts) => {
    const numbers = texts.map(Number).filter(Number.isFinite);
    return numbers.length === 0 ? null : numbers.some(test);
  };

const valueCounts: Record<Criterion['operator'], readonly [least: number, most: number]> = {
  equals: [1, 1],
  'one-of': [1, 100],
  'at-least': [1, 1],
  'at-most': [1, 1],
  between: [2, 2],
  present: [0, 0],
  contains: [1, 1],
};
const numeric: readonly Criterion['operator'][] = ['at-least', 'at-most', 'between'];

/**
 * Refuses criteria that could not mean anything: an unknown field, too few or too many values, an order of what has none.
 * @param types what each field of the cohort holds
 */
export function checkCriteria(criteria: readonly Criterion[], types: ReadonlyMap<string, Column['type']>): void {
  for (const [index, { label, field, operator, values }] of criteria.entries()) {
    const refuse = (path: string, message: string): AppError => {
      const whole = `“${label}”: ${message}`;
      return new AppError('invalid-input', whole, { issues: [{ path: `criteria.${index}.${path}`, message: whole }] });
    };
    const type = types.get(field);
    if (!type) throw refuse('field', `there is no column “${field.replace(/^clinical:/, '')}” in this cohort.`);
    const [least, most] = valueCounts[operator];
    if (values.length < least || values.length > most) {
      throw refuse(
        'values',
        `${least === most ? `${least}` : `${least} to ${most}`} values are needed, not ${values.length}.`,
      );
    }
    if (!numeric.includes(operator)) continue;
    if (type !== 'number') throw refuse('operator', 'this column does not hold numbers: it has no more or less.');
    const wrong = values.find((value) => value.trim() === '' || !Number.isFinite(Number(value)));
    if (wrong !== undefined) throw refuse('values', `“${wrong}” is not a number.`);
    if (operator === 'between' && Number(values[0]) > Number(values[1])) {
      throw refuse('values', 'the first number must not be above the second.');
    }
  }
}
