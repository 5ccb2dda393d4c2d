import type { CallInput } from '#renderer/api.ts';

export type LesionFilter = NonNullable<CallInput<'lesions.page'>['filters']>[number];
type Operator = LesionFilter['operator'];
export type FieldType = 'number' | 'text' | 'boolean';

export const operatorNames: Record<Operator, string> = {
  contains: 'contains',
  equals: 'is',
  'at-least': 'is at least',
  'at-most': 'is at most',
  missing: 'is missing',
  present: 'is present',
};

const operatorsOf: Record<FieldType, readonly Operator[]> = {
  text: ['contains', 'equals', 'missing', 'present'],
  number: ['at-least', 'at-most', 'equals', 'missing', 'present'],
  boolean: ['equals', 'missing', 'present'],
};

export const operatorsFor = (type: FieldType): readonly Operator[] => operatorsOf[type];

export const needsValue = (operator: Operator): boolean => operator !== 'missing' && operator !== 'present';

/** A filter in words, e.g. `Age is at least 60`. */
export function filterText(filter: LesionFilter, fieldName: string): string {
  const words = `${fieldName} ${operatorNames[filter.operator]}`;
  if (!needsValue(filter.operator)) return words;
  const value = filter.value === 'true' ? 'yes' : filter.value === 'false' ? 'no' : filter.value;
  return `${words} ${value}`;
}
