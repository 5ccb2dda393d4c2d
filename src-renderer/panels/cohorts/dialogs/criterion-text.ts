import type { Criterion } from '#shared/domain/criteria.ts';
import { type Column, reviewStates, seedSources } from '#shared/domain/entities.ts';

export interface CriterionField {
  readonly id: string;
  readonly label: string;
  readonly unit: string | null;
  readonly type: Column['type'];
  /** Values to choose from, where they are few and known. */
  readonly values: readonly string[];
}

const builtIn: readonly CriterionField[] = [
  { id: 'scan:spacing-z', label: 'Slice spacing', unit: 'mm', type: 'number', values: [] },
  { id: 'scan:modality', label: 'Modality', unit: null, type: 'text', values: ['CT'] },
  { id: 'volume', label: 'Lesion volume', unit: 'mm³', type: 'number', values: [] },
  { id: 'lesion', label: 'Number of the lesion', unit: null, type: 'number', values: [] },
  { id: 'roi', label: 'Region', unit: null, type: 'text', values: [] },
  { id: 'source', label: 'Seed from', unit: null, type: 'text', values: seedSources },
  { id: 'warnings', label: 'Number of warnings', unit: null, type: 'number', values: [] },
  { id: 'review', label: 'Review', unit: null, type: 'text', values: reviewStates },
  { id: 'tags', label: 'Tags', unit: null, type: 'text', values: [] },
  { id: 'patient', label: 'Patient identifier', unit: null, type: 'text', values: [] },
];

/** What a criterion may ask about: the scan, the lesion, and the columns of the cohort. */
export function criterionFields(
  columns: readonly Column[],
  valuesOf: (column: string) => readonly string[],
): CriterionField[] {
  const clinical = columns.map(({ name, type, unit }) => ({
    id: `clinical:${name}`,
    label: name,
    unit,
    type,
    values: type === 'boolean' ? ['true', 'false'] : type === 'text' ? valuesOf(name) : [],
  }));
  return [...clinical, ...builtIn];
}

type Operator = Criterion['operator'];
export const operatorNames: Record<Operator, string> = {
  equals: 'is',
  'one-of': 'is one of',
  'at-least': 'is at least',
  'at-most': 'is at most',
  between: 'is between',
  present: 'is known',
  contains: 'contains',
};

export const operatorsOf: Record<Column['type'], readonly Operator[]> = {
  number: ['at-least', 'at-most', 'between', 'equals', 'one-of', 'present'],
  text: ['one-of', 'equals', 'contains', 'present'],
  boolean: ['equals', 'present'],
};

/** How many values an operator takes; null: one or more. */
export const valueCount: Record<Operator, number | null> = {
  equals: 1,
  'one-of': null,
  'at-least': 1,
  'at-most': 1,
  between: 2,
  present: 0,
  contains: 1,
};

/** What the flow chart says of a criterion that was given no words of its own. */
export function criterionText(
  { operator, values }: Pick<Criterion, 'operator' | 'values'>,
  { label: field, unit }: Pick<CriterionField, 'label' | 'unit'>,
): string {
  const of = unit === null ? '' : ` ${unit}`;
  const shown = values.map((value) => (value === 'true' ? 'yes' : value === 'false' ? 'no' : value));
  switch (operator) {
    case 'present':
      return `${field} is known`;
    case 'between':
      return `${field} is ${shown[0] ?? ''} to ${shown[1] ?? ''}${of}`;
    case 'one-of':
      return `${field} is ${shown.join(' or ')}${of}`;
    default:
      return `${field} ${operatorNames[operator]} ${shown[0] ?? ''}${of}`;
  }
}

/** Why a criterion cannot be asked; null where it can. */
export function criterionProblem({ field, operator, values, label }: Criterion, type: Column['type']): string | null {
  if (field === '') return 'Choose what it asks about.';
  if (label.trim() === '') return 'Give it words for the flow chart.';
  const wanted = valueCount[operator];
  const given = values.filter((value) => value.trim() !== '');
  if (wanted === null ? given.length === 0 : given.length < wanted) return 'A value is missing.';
  const isNumeric = operator === 'at-least' || operator === 'at-most' || operator === 'between';
  if ((isNumeric || type === 'number') && given.some((value) => !Number.isFinite(Number(value))))
    return 'This value must be a number.';
  if (operator === 'between' && Number(values[0]) > Number(values[1])) return 'The first value is above the second.';
  return null;
}
