import { AppError } from '../../errors.ts';
import { median } from '../../numerics/quantile.ts';
import { type DataTable, distinctTexts } from '../data-table.ts';
import { scoreName } from '../kaplan-meier/grouping.ts';
import { type Covariate, isMissing, levelCovariate, mostLevels, numberCovariate } from '../regression/covariates.ts';
import { binaryOutcome, survivalOutcome } from '../regression/outcome.ts';
import { type Units, unitsOf } from '../regression/units.ts';
import { subsetRows } from '../subset.ts';
import { counted, significant } from '../wording.ts';
import type { SubgroupParams } from './params.ts';

/** What the measure is computed from, an entry per patient (or lesion). */
export interface SubgroupData {
  /** Positive, or with the event: 1. */
  readonly outcome: Uint8Array;
  /** Null for a binary truth. */
  readonly times: Float64Array | null;
  /** The score as it enters the measure: 1 above the threshold, per SD, or as it is. */
  readonly score: Float64Array;
  /** Patient of each entry; the entry itself where entries are independent. */
  readonly clusters: Int32Array;
  readonly isClustered: boolean;
  /** A column per choice: level of each entry, -1 where it is missing. */
  readonly columns: readonly Extract<Covariate, { kind: 'levels' }>[];
  readonly noun: 'patient' | 'lesion';
  /** What one more of `score` is, for captions: `High score (> 0.5) against low`. */
  readonly scoreText: string;
  readonly warnings: readonly string[];
}

export const isSurvival = ({ measure }: SubgroupParams): boolean => measure === 'hazard-ratio' || measure === 'c-index';
export const isRatio = ({ measure }: SubgroupParams): boolean => measure === 'hazard-ratio' || measure === 'odds-ratio';

export function subgroupData(table: DataTable, params: SubgroupParams): SubgroupData {
  const units = unitsOf(table, subsetRows(table, params), params.lesions);
  const noun = params.lesions === 'each' && table.patients ? 'lesion' : 'patient';
  const found = isSurvival(params) ? survivalOutcome(table, params) : binaryOutcome(table, units, params, noun);
  const raw = numberCovariate(table, units, params.score, params.lesions);
  const values = raw.kind === 'number' ? raw.values : new Float64Array();
  const kept = Array.from(found.units.keys()).filter((i) => !isMissing(raw, found.units[i] as number));
  const lost = found.units.length - kept.length;
  if (kept.length === 0) throw new AppError('invalid-input', `No ${noun} has both an outcome and the score.`);
  const unitOf = Int32Array.from(kept, (i) => found.units[i] as number);
  const scores = Float64Array.from(unitOf, (unit) => values[unit] as number);
  const { score, text, warning } = scoreOf(scores, params);
  const clusters = units.clusters;
  return {
    outcome: Uint8Array.from(kept, (i) => found.outcome[i] as number),
    times: found.times ? Float64Array.from(kept, (i) => (found.times as Float64Array)[i] as number) : null,
    score,
    clusters: clusters ? unitOf.map((unit) => clusters[unit] as number) : unitOf.map((_, i) => i),
    isClustered: clusters !== null,
    columns: params.columns.map((name) => columnOf(table, units, unitOf, name, params)),
    noun,
    scoreText: text,
    warnings: [
      ...found.warnings,
      ...(lost > 0 ? [`${counted(lost, noun)} left out: no value of ${params.score}.`] : []),
      ...(warning ? [warning] : []),
    ],
  };
}

const inView =
  'The threshold is the median of those shown, so the groups were formed with them in view: fix it on other patients (tuning).';

function scoreOf(
  values: Float64Array,
  params: SubgroupParams,
): { score: Float64Array; text: string; warning?: string } {
  const name = scoreName(params.score);
  if (!isRatio(params)) {
    const sign = params.direction === 'higher' ? 1 : -1;
    return { score: values.map((value) => sign * value), text: name };
  }
  if (params.scoreAs === 'unit') return { score: values, text: `one more of ${name}` };
  if (params.scoreAs === 'sd') {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
    if (!(spread > 0)) throw new AppError('invalid-input', `All values of ${params.score} are equal.`);
    return {
      score: values.map((value) => value / spread),
      text: `one standard deviation (${significant(spread)}) of ${name}`,
    };
  }
  const threshold = params.threshold ?? median(values);
  const isHigh = (value: number): boolean => (params.equalScores === 'high' ? value >= threshold : value > threshold);
  return {
    score: values.map((value) => (isHigh(value) ? 1 : 0)),
    text: `high ${name} (${params.equalScores === 'high' ? '≥' : '>'} ${significant(threshold)}) against low`,
    ...(params.threshold === null ? { warning: inView } : {}),
  };
}

const mostValuesUncut = 6;

/** The levels of a column for each entry; numbers with many values are cut in two. */
function columnOf(
  table: DataTable,
  units: Units,
  unitOf: Int32Array,
  name: string,
  params: SubgroupParams,
): Extract<Covariate, { kind: 'levels' }> {
  const cuts = parseCuts(params);
  const column = table.columns.get(name);
  if (column?.type === 'number') {
    const covariate = numberCovariate(table, units, name, params.lesions);
    const all = covariate.kind === 'number' ? covariate.values : new Float64Array();
    const values = Float64Array.from(unitOf, (unit) => all[unit] as number);
    const present = values.filter((value) => !Number.isNaN(value));
    if (cuts.has(name) || new Set(present).size > mostValuesUncut) {
      const at = cuts.get(name) ?? median(present);
      const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : value > at ? 1 : 0));
      return {
        kind: 'levels',
        name,
        codes,
        levels: [`≤ ${significant(at, 4)}`, `> ${significant(at, 4)}`],
        reference: null,
      };
    }
  } else if (cuts.has(name)) throw new AppError('invalid-input', `${name} holds no numbers to cut.`);
  const covariate = levelCovariate(table, units, name, null);
  if (covariate.kind !== 'levels') throw new AppError('invalid-input', `${name} has no values.`);
  const codes = unitOf.map((unit) => covariate.codes[unit] as number);
  const present = distinctTexts(Array.from(codes, (code) => covariate.levels[code] ?? null));
  if (present.length > mostLevels) {
    throw new AppError('invalid-input', `${name} has ${present.length} values; at most ${mostLevels} can be shown.`);
  }
  const places = covariate.levels.map((level) => present.indexOf(level));
  return { ...covariate, codes: codes.map((code) => (code < 0 ? -1 : (places[code] as number))), levels: present };
}

/** `age = 65; volume = 10` as pairs. */
function parseCuts({ cuts, columns }: SubgroupParams): Map<string, number> {
  const entries = cuts.split(';').filter((part) => part.trim() !== '');
  return new Map(
    entries.map((part) => {
      const [name = '', value = ''] = part.split('=').map((text) => text.trim());
      const cut = value === '' ? Number.NaN : Number(value);
      if (!Number.isFinite(cut))
        throw new AppError('invalid-input', `Write cuts as "column = number", not "${part.trim()}".`);
      if (!columns.includes(name))
        throw new AppError('invalid-input', `A cut of "${name}" is given, but it forms no subgroups.`);
      return [name, cut] as const;
    }),
  );
}
