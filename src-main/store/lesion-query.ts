import type { z } from 'zod';
import type { lesionFields, lesionFilterSchema } from '#shared/contract/cohorts.ts';
import type { Column } from '#shared/domain/entities.ts';
import { AppError } from '#shared/errors.ts';
import { fold, type Parameter } from './database.ts';

/** A piece of SQL made of our own words, with the user's values as parameters. */
export interface Fragment {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

interface Field {
  readonly title: string;
  readonly type: Column['type'];
  readonly value: Fragment;
  /** What it is sorted by, where that is not its value. */
  readonly sortBy?: string;
}

const builtIn = (title: string, type: Column['type'], sql: string, sortBy?: string): Field => ({
  title,
  type,
  value: { sql, parameters: [] },
  ...(sortBy ? { sortBy } : {}),
});

const builtInFields: Record<(typeof lesionFields)[number], Field> = {
  patient: builtIn('patient', 'text', 'p.label'),
  code: builtIn('code', 'text', 'p.code', 'l.patient_id'),
  lesion: builtIn('lesion', 'number', 'l.number'),
  roi: builtIn('ROI', 'text', 'l.roi'),
  source: builtIn('seed source', 'text', 'l.seed_source'),
  volume: builtIn('volume', 'number', 'l.volume_mm3'),
  excluded: builtIn('excluded', 'boolean', 'l.excluded'),
  warnings: builtIn('warnings', 'text', "nullif(l.warnings, '[]')", 'l.warning_count'),
};

export type Fields = ReadonlyMap<string, Field>;

/** What may be sorted and filtered by; a clinical column is a parameter in its SQL, never a part of it. */
export function fieldsOf(columns: readonly Column[]): Fields {
  const fields = new Map<string, Field>(Object.entries(builtInFields));
  for (const { id, name, type } of columns) {
    const sql = '(SELECT v.value FROM clinical_values v WHERE v.column_id = ? AND v.patient_id = l.patient_id)';
    fields.set(`clinical:${name}`, { title: name, type, value: { sql, parameters: [id] } });
  }
  return fields;
}

const refuse = (path: string, message: string): AppError =>
  new AppError('invalid-input', message, { issues: [{ path, message }] });

function fieldNamed(fields: Fields, name: string, path: string): Field {
  const field = fields.get(name);
  if (!field) throw refuse(path, `There is no column “${name.replace(/^clinical:/, '')}” in this cohort.`);
  return field;
}

export function conditionOf(fields: Fields, filter: z.output<typeof lesionFilterSchema>): Fragment {
  const field = fieldNamed(fields, filter.field, 'filters');
  const { sql, parameters } = field.value;
  switch (filter.operator) {
    case 'missing':
      return { sql: `${sql} IS NULL`, parameters };
    case 'present':
      return { sql: `${sql} IS NOT NULL`, parameters };
    case 'contains': {
      if (field.type !== 'text') throw refuse('filters', `“${field.title}” is not text: compare its value instead.`);
      const condition = containing(sql, filter.value);
      return { sql: condition.sql, parameters: [...parameters, ...condition.parameters] };
    }
    case 'equals':
      return { sql: `${sql} = ?`, parameters: [...parameters, parseValue(field, filter.value)] };
    case 'at-least':
    case 'at-most':
      if (field.type !== 'number')
        throw refuse('filters', `“${field.title}” does not hold numbers: it has no more or less.`);
      return {
        sql: `${sql} ${filter.operator === 'at-least' ? '>=' : '<='} ?`,
        parameters: [...parameters, parseValue(field, filter.value)],
      };
  }
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

/** Case is ignored: LIKE does that for ASCII, `fold` for everything else at ten times the cost. */
function containing(sql: string, text: string): Fragment {
  const pattern = (needle: string): string => `%${needle.replace(/[\\%_]/g, '\\$&')}%`;
  // oxlint-disable-next-line no-control-regex
  return /^[\x00-\x7f]*$/.test(text)
    ? { sql: `${sql} LIKE ? ESCAPE '\\'`, parameters: [pattern(text)] }
    : { sql: `instr(fold(${sql}), ?) > 0`, parameters: [fold(text)] };
}

/** Patient label, code or ROI contains the text. */
export function searchCondition(text: string): Fragment {
  const parts = ['p.label', 'p.code', 'l.roi'].map((column) => containing(column, text));
  return {
    sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

export function orderOf(fields: Fields, sort: { field: string; descending: boolean } | null): Fragment {
  const lastly = 'l.patient_id, l.number';
  if (!sort) return { sql: lastly, parameters: [] };
  const field = fieldNamed(fields, sort.field, 'sort');
  const key = field.sortBy ?? field.value.sql;
  const collation = field.type === 'text' && !field.sortBy ? ' COLLATE NOCASE' : '';
  return {
    sql: `${key}${collation} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, ${lastly}`,
    parameters: field.sortBy ? [] : field.value.parameters,
  };
}
