import type { z } from 'zod';
import type { lesionFields, lesionFilterSchema } from '#shared/contract/cohorts.ts';
import type { Column } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import { AppError } from '#shared/errors.ts';
import { valueTables } from './clinical.ts';
import { fold, type Parameter } from './database.ts';

/** A piece of SQL made of our own words, with the user's values as parameters. */
export interface Fragment {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

type Filter = z.output<typeof lesionFilterSchema>;

/** A column of the lesion table. All of its SQL speaks of the lesion `l`. */
interface Field {
  readonly title: string;
  readonly type: Column['type'];
  /** What it is called where its condition is put. */
  readonly column: string;
  /** A condition on the column as a condition on lesions: whole patients are found once, not once per lesion. */
  on(condition: Fragment): Fragment;
  readonly present: Fragment;
  readonly sortKey: Fragment;
}

export type Fields = ReadonlyMap<string, Field>;

const fragment = (sql: string, ...parameters: Parameter[]): Fragment => ({ sql, parameters });

function ofLesion(title: string, type: Column['type'], column: string, sortKey = column): Field {
  return {
    title,
    type,
    column,
    on: (condition) => condition,
    present: fragment(`${column} IS NOT NULL`),
    sortKey: fragment(sortKey),
  };
}

const patientsWhere = (cohortId: CohortId, condition: Fragment): Fragment =>
  fragment(
    `l.patient_id IN (SELECT id FROM patients WHERE cohort_id = ? AND (${condition.sql}))`,
    cohortId,
    ...condition.parameters,
  );

const ofPatient = (cohortId: CohortId, title: string, column: string, sortKey: string): Field => ({
  title,
  type: 'text',
  column,
  on: (condition) => patientsWhere(cohortId, condition),
  present: fragment('TRUE'),
  sortKey: fragment(sortKey),
});

/** The name of a clinical column is never a part of the SQL. */
function ofClinical({ id, name, type, level }: Column): Field {
  const { table, owner } = valueTables[level];
  const key = level === 'patient' ? 'l.patient_id' : 'l.id';
  return {
    title: name,
    type,
    column: 'value',
    on: (condition) =>
      fragment(
        `${key} IN (SELECT ${owner} FROM ${table} WHERE column_id = ? AND ${condition.sql})`,
        id,
        ...condition.parameters,
      ),
    present: fragment(`${key} IN (SELECT ${owner} FROM ${table} WHERE column_id = ?)`, id),
    sortKey: fragment(`(SELECT v.value FROM ${table} v WHERE v.column_id = ? AND v.${owner} = ${key})`, id),
  };
}

/** A lesion has any number of tags: one that meets the condition is enough. */
const tagsField: Field = {
  title: 'tags',
  type: 'text',
  column: 'value',
  on: (condition) =>
    fragment(`EXISTS (SELECT 1 FROM json_each(l.tags) WHERE ${condition.sql})`, ...condition.parameters),
  present: fragment("l.tags <> '[]'"),
  sortKey: fragment("nullif(l.tags, '[]')"),
};

/** What may be sorted and filtered by. Patients are numbered as they come, so their ids are in the order of their codes. */
export function fieldsOf(cohortId: CohortId, columns: readonly Column[]): Fields {
  const builtIn: Record<(typeof lesionFields)[number], Field> = {
    patient: ofPatient(cohortId, 'patient', 'label', '(SELECT p.label FROM patients p WHERE p.id = l.patient_id)'),
    code: ofPatient(cohortId, 'code', 'code', 'l.patient_id'),
    lesion: ofLesion('lesion', 'number', 'l.number'),
    roi: ofLesion('ROI', 'text', 'l.roi'),
    source: ofLesion('seed source', 'text', 'l.seed_source'),
    volume: ofLesion('volume', 'number', 'l.volume_mm3'),
    excluded: ofLesion('excluded', 'boolean', 'l.excluded'),
    warnings: ofLesion('warnings', 'text', "nullif(l.warnings, '[]')", 'l.warning_count'),
    review: ofLesion('review', 'text', 'l.review'),
    tags: tagsField,
    criterion: ofLesion('criterion', 'text', 'l.criterion'),
    note: ofLesion('note', 'text', "nullif(l.note, '')"),
  };
  return new Map([
    ...Object.entries(builtIn),
    ...columns.map((column): [string, Field] => [`clinical:${column.name}`, ofClinical(column)]),
  ]);
}

const refuse = (path: string, message: string): AppError =>
  new AppError('invalid-input', message, { issues: [{ path, message }] });

function fieldNamed(fields: Fields, name: string, path: string): Field {
  const field = fields.get(name);
  if (!field) throw refuse(path, `There is no column “${name.replace(/^clinical:/, '')}” in this cohort.`);
  return field;
}

export function conditionOf(fields: Fields, filter: Filter): Fragment {
  const field = fieldNamed(fields, filter.field, 'filters');
  if (filter.operator === 'present') return field.present;
  if (filter.operator === 'missing') return { ...field.present, sql: `NOT (${field.present.sql})` };
  return field.on(comparison(field, filter.operator, filter.value));
}

const signs = { equals: '=', 'at-least': '>=', 'at-most': '<=' } as const;

function comparison(field: Field, operator: 'contains' | keyof typeof signs, text: string): Fragment {
  if (operator === 'contains') {
    if (field.type === 'text') return containing(field.column, text);
    throw refuse('filters', `“${field.title}” is not text: compare its value instead.`);
  }
  if (operator !== 'equals' && field.type !== 'number') {
    throw refuse('filters', `“${field.title}” does not hold numbers: it has no more or less.`);
  }
  return fragment(`${field.column} ${signs[operator]} ?`, parseValue(field, text));
}

function parseValue(field: Field, text: string): Parameter {
  if (field.type === 'text') return text;
  if (field.type === 'boolean') {
    if (text !== 'true' && text !== 'false')
      throw refuse('filters', `“${field.title}” is true or false, not “${text}”.`);
    return text === 'true' ? 1 : 0;
  }
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value))
    throw refuse('filters', `“${text}” is not a number, but “${field.title}” holds numbers.`);
  return value;
}

const isAscii = (text: string): boolean => /^\p{ASCII}*$/u.test(text);

/** Case is ignored: LIKE does that for ASCII, `fold` for everything else at several times the cost. */
function containing(column: string, text: string): Fragment {
  return isAscii(text)
    ? fragment(`${column} LIKE ? ESCAPE '\\'`, `%${text.replace(/[\\%_]/g, '\\$&')}%`)
    : fragment(`instr(fold(${column}), ?) > 0`, fold(text));
}

/** Patient label, code or ROI contains the text. */
export function searchCondition(cohortId: CohortId, text: string): Fragment {
  const names = (isAscii(text) ? ['label', 'code'] : ['label']).map((column) => containing(column, text));
  const patients = patientsWhere(cohortId, {
    sql: names.map(({ sql }) => sql).join(' OR '),
    parameters: names.flatMap(({ parameters }) => parameters),
  });
  const roi = containing('l.roi', text);
  return fragment(`(${patients.sql} OR ${roi.sql})`, ...patients.parameters, ...roi.parameters);
}

/**
 * By the asked field, missing values last in either direction, then by patient code and lesion number; `backwards` is
 * the same order from its end.
 */
export function orderOf(
  fields: Fields,
  sort: { field: string; descending: boolean } | null,
  backwards: boolean,
): Fragment {
  const lastly = backwards ? 'l.patient_id DESC, l.number DESC' : 'l.patient_id, l.number';
  if (!sort) return fragment(lastly);
  const { sortKey } = fieldNamed(fields, sort.field, 'sort');
  const direction = sort.descending === backwards ? 'ASC' : 'DESC';
  const missing = backwards ? 'NULLS FIRST' : 'NULLS LAST';
  return fragment(`${sortKey.sql} COLLATE NOCASE ${direction} ${missing}, ${lastly}`, ...sortKey.parameters);
}
