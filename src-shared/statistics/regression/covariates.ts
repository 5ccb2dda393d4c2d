import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import { type DataTable, matchesText } from '../data-table.ts';
import { columnCodes } from '../kaplan-meier/column-codes.ts';
import { checkSame, patientScores } from '../kaplan-meier/patient-rows.ts';
import { counted, significant } from '../wording.ts';
import type { LesionChoice, Units } from './units.ts';

/** Fields by which a regression finds its covariates. */
export const covariateFields = {
  covariates: z.array(z.string()).default([]).meta({
    title: 'Covariates',
    description:
      'Columns of numbers count per unit, columns of text by their values. Patients in whom one is missing are left out.',
    column: 'any',
  }),
  categorical: z.array(z.string()).default([]).meta({
    title: 'Numbers that are categories',
    description: 'Covariates whose numbers name categories, such as a stage from 1 to 4.',
    column: 'any',
  }),
  references: z.string().default('').meta({
    title: 'Reference levels',
    description:
      'The level that the others are compared with, e.g. `sex = female; stage = I`. Of columns not named here it is the first level in order.',
  }),
  per: z.enum(['unit', 'sd']).default('unit').meta({
    title: 'Numbers count per',
    description: 'unit: ratios for one more of what the column counts. sd: for one more standard deviation.',
  }),
};

export interface CovariateParams {
  readonly covariates: readonly string[];
  readonly categorical: readonly string[];
  readonly references: string;
  readonly per: 'unit' | 'sd';
  readonly lesions: LesionChoice;
}

/** A covariate with a value for each unit. */
export type Covariate =
  /** NaN is missing. */
  | { readonly kind: 'number'; readonly name: string; readonly values: Float64Array }
  /** Indices into `levels`; -1 is missing. */
  | {
      readonly kind: 'levels';
      readonly name: string;
      readonly codes: Int32Array;
      readonly levels: readonly string[];
      /** As the user named it; null: the first level that occurs. */
      readonly reference: string | null;
    };

export const mostLevels = 12;

export function readCovariates(table: DataTable, units: Units, params: CovariateParams): Covariate[] {
  const references = parseReferences(params.references);
  const unknown = [...references.keys()].find((name) => !params.covariates.includes(name));
  if (unknown !== undefined)
    throw new AppError('invalid-input', `The reference level of "${unknown}" is given, but it is no covariate.`);
  return params.covariates.map((name) => {
    const isLevels = params.categorical.includes(name) || table.columns.get(name)?.type !== 'number';
    if (!isLevels) return numberCovariate(table, units, name, params.lesions);
    return levelCovariate(table, units, name, references.get(name) ?? null);
  });
}

/** The numbers of a column, those of the lesions of a patient merged by the rule. */
export function numberCovariate(table: DataTable, { patients }: Units, name: string, lesions: LesionChoice): Covariate {
  const column = table.columns.get(name);
  if (column?.type !== 'number') throw new AppError('invalid-input', `The column "${name}" must hold numbers.`);
  const rule = lesions === 'each' ? 'mean' : lesions;
  return { kind: 'number', name, values: patientScores(patients, finite(column.values), rule) };
}

const finite = (values: Float64Array): Float64Array =>
  values.map((value) => (Number.isFinite(value) ? value : Number.NaN));

/** The values of a column as levels; the lesions of a patient must agree. */
export function levelCovariate(
  table: DataTable,
  { patients }: Units,
  name: string,
  reference: string | null,
): Covariate {
  const { codes, texts } = columnCodes(table, name);
  checkSame(patients, codes, name);
  return {
    kind: 'levels',
    name,
    codes: patients.first.map((row) => codes[row] as number),
    levels: texts,
    reference,
  };
}

/** `sex = female; stage = I` as pairs. */
function parseReferences(text: string): Map<string, string> {
  const entries = text.split(';').filter((part) => part.trim() !== '');
  return new Map(
    entries.map((part) => {
      const at = part.lastIndexOf('=');
      if (at < 0)
        throw new AppError('invalid-input', `Write reference levels as "column = level", not "${part.trim()}".`);
      return [part.slice(0, at).trim(), part.slice(at + 1).trim()] as const;
    }),
  );
}

export const isMissing = (covariate: Covariate, unit: number): boolean =>
  covariate.kind === 'number' ? Number.isNaN(covariate.values[unit]) : (covariate.codes[unit] as number) < 0;

/** The positions of `units` at which no covariate is missing, and a sentence for each covariate that cost units. */
export function completeUnits(
  covariates: readonly Covariate[],
  units: ArrayLike<number>,
  noun: string,
): { positions: Int32Array; warnings: string[] } {
  const lost = new Map<string, number>();
  const positions: number[] = [];
  for (let i = 0; i < units.length; i++) {
    const missing = covariates.find((covariate) => isMissing(covariate, units[i] as number));
    if (missing) lost.set(missing.name, (lost.get(missing.name) ?? 0) + 1);
    else positions.push(i);
  }
  return {
    positions: Int32Array.from(positions),
    warnings: [...lost].map(([name, count]) => `${counted(count, noun)} left out: no value of ${name}.`),
  };
}

export interface Level {
  readonly label: string;
  /** Column of the design; null for the reference. */
  readonly column: number | null;
  readonly count: number;
  readonly events: number;
}

/** What stands in a model for one covariate. */
export interface Term {
  readonly name: string;
  /** With the unit of a ratio where that is not one: `age, per SD (9.1)`. */
  readonly label: string;
  readonly columns: readonly number[];
  /** Empty for numbers; the reference first, else in order. */
  readonly levels: readonly Level[];
}

export interface Design {
  readonly design: Matrix;
  readonly terms: readonly Term[];
}

/**
 * Dummy coding: a column per number, and per level but the reference. Levels that do not occur are not there.
 * @param units the unit of each row of the design
 * @param events 1 or 0 per row, for the counts of the levels
 */
export function designOf(
  covariates: readonly Covariate[],
  units: Int32Array,
  events: Uint8Array,
  per: (covariate: Covariate) => 'unit' | 'sd',
): Design {
  const columns: Float64Array[] = [];
  const terms = covariates.map((covariate): Term => {
    if (covariate.kind === 'number') {
      const values = Float64Array.from(units, (unit) => covariate.values[unit] as number);
      const spread = per(covariate) === 'sd' ? standardDeviation(values) : 0;
      columns.push(spread > 0 ? values.map((value) => value / spread) : values);
      const label = spread > 0 ? `${covariate.name}, per SD (${significant(spread)})` : covariate.name;
      return { name: covariate.name, label, columns: [columns.length - 1], levels: [] };
    }
    const counts = new Int32Array(covariate.levels.length);
    const eventCounts = new Int32Array(covariate.levels.length);
    units.forEach((unit, i) => {
      const code = covariate.codes[unit] as number;
      counts[code] = (counts[code] as number) + 1;
      eventCounts[code] = (eventCounts[code] as number) + (events[i] as number);
    });
    const levels = orderedLevels(covariate, counts).map((code, place): Level => {
      if (place > 0) columns.push(Float64Array.from(units, (unit) => (covariate.codes[unit] === code ? 1 : 0)));
      return {
        label: covariate.levels[code] as string,
        column: place === 0 ? null : columns.length - 1,
        count: counts[code] as number,
        events: eventCounts[code] as number,
      };
    });
    return {
      name: covariate.name,
      label: covariate.name,
      columns: levels.flatMap(({ column }) => column ?? []),
      levels,
    };
  });
  const values = new Float64Array(units.length * columns.length);
  columns.forEach((column, j) => {
    column.forEach((value, i) => {
      values[i * columns.length + j] = value;
    });
  });
  return { design: { rows: units.length, columns: columns.length, values }, terms };
}

/** Codes of the levels that occur, the reference first. */
function orderedLevels(covariate: Extract<Covariate, { kind: 'levels' }>, counts: Int32Array): number[] {
  const present = Array.from(counts.keys()).filter((code) => (counts[code] as number) > 0);
  if (present.length > mostLevels) {
    throw new AppError(
      'invalid-input',
      `The covariate "${covariate.name}" has ${present.length} values; a model takes at most ${mostLevels} levels.`,
    );
  }
  const { reference } = covariate;
  if (reference === null) return present;
  const found = present.find((code) => matchesText(covariate.levels[code] as string, reference));
  if (found === undefined) {
    const names = present.map((code) => `"${covariate.levels[code]}"`).join(', ');
    throw new AppError('invalid-input', `${covariate.name} has no value "${reference}" here; it has ${names}.`);
  }
  return [found, ...present.filter((code) => code !== found)];
}

/** With n - 1. */
export function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
