import type { SchemaField } from './schema-fields.ts';

/** A form with no more fields than this is shown whole. */
const mostFields = 12;

/** With these the choice of a method begins: what stands after them refines it. */
const firstOfMethod: ReadonlySet<string> = new Set([
  'convention',
  'interval',
  'test',
  'ratioTest',
  'ties',
  'daysPerYear',
  'landmark',
  'truncation',
  'band',
  'perplexity',
  'universe',
  'exponent',
  'resamples',
  'permutations',
  'seed',
  'level',
]);
/** Conventions that stand among the data they are about. */
const conventions: ReadonlySet<string> = new Set(['equalScores', 'lesions', 'vanished']);
/** Stand after the method, and are no part of it. */
const alwaysInSight: ReadonlySet<string> = new Set(['subsetColumn', 'subsetValue', 'study', 'showStudy']);

export interface FieldSections {
  /** What is computed, and from what. */
  readonly main: readonly SchemaField[];
  /** How it is computed: behind “More options”; empty where the form is short. */
  readonly more: readonly SchemaField[];
}

/** Long forms put first what a user chooses; every field of the method has a good default. */
export function fieldSections(fields: readonly SchemaField[]): FieldSections {
  if (fields.length <= mostFields) return { main: fields, more: [] };
  const begin = fields.findIndex(({ name }) => firstOfMethod.has(name));
  const isMore = ({ name }: SchemaField, index: number): boolean =>
    !alwaysInSight.has(name) && (conventions.has(name) || (begin !== -1 && index >= begin));
  return { main: fields.filter((field, index) => !isMore(field, index)), more: fields.filter(isMore) };
}
