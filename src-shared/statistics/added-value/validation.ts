import type { Quantity } from '../../domain/entities.ts';
import type { Matrix } from '../../numerics/matrix.ts';
import { quantileOfSorted } from '../../numerics/quantile.ts';
import { createRandom, randomInteger } from '../../numerics/random.ts';
import type { LogisticFit } from '../regression/logistic.ts';
import { logisticProbabilities } from '../regression/logistic.ts';
import type { StatisticContext } from '../statistic.ts';
import {
  type AddedValueData,
  discrimination,
  fitModel,
  type ModelDesign,
  type ModelName,
  modelNames,
  predictor,
} from './models.ts';
import type { AddedValueParams } from './params.ts';
import { reclassification } from './reclassification.ts';

/** A measure of a model, or of a difference of models. */
export interface Validated {
  /** On the patients that the model was fitted to. */
  readonly apparent: number;
  /** Mean over resamples: of the resample's model, its apparent value minus its value on all patients. */
  readonly optimism: number;
  /** Apparent minus optimism, with its interval. */
  readonly corrected: Quantity;
}

export interface Validation {
  readonly models: Record<ModelName, Validated | { readonly unavailable: string }>;
  /** Combined minus clinical. */
  readonly gain: Validated | { readonly unavailable: string };
  readonly reclassification: { readonly nri: Quantity; readonly idi: Quantity } | null;
  /** Resamples that gave no value, because a class had vanished or a fit failed. */
  readonly failed: number;
}

/**
 * Harrell's bootstrap validation (Harrell, Lee & Mark 1996): patients are drawn with replacement, all models are fitted
 * again, and the fall from a resample to all patients is the optimism. The interval is the percentile interval of the
 * resamples' apparent values, moved by the optimism (location-shifted; Noma et al. 2021).
 */
export function validate(
  data: AddedValueData,
  designs: Record<ModelName, ModelDesign>,
  params: AddedValueParams,
  context: StatisticContext,
): Validation {
  const whole = measure(data, designs, data, designs);
  const measured = modelNames.length + 1;
  const apparent = Array.from({ length: measured }, (): number[] => []);
  const optimism = Array.from({ length: measured }, (): number[] => []);
  const shifts = { nri: [] as number[], idi: [] as number[] };
  const members = membersOf(data.clusters);
  const random = createRandom(params.seed);
  let failed = 0;
  for (let resample = 0; resample < params.resamples; resample++) {
    if (resample % Math.ceil(params.resamples / 100) === 0) {
      context.signal.throwIfAborted();
      context.report?.(resample / params.resamples);
    }
    const rows = members.flatMap(() => members[randomInteger(random, members.length)] as number[]);
    const drawn = take(data, designs, rows);
    const found = measure(drawn, drawn.designs, data, designs);
    if (found.apparent.some((value, i) => Number.isNaN(value) && !Number.isNaN(whole.apparent[i] as number))) {
      failed++;
      continue;
    }
    for (let i = 0; i < measured; i++) {
      apparent[i]?.push(found.apparent[i] as number);
      optimism[i]?.push((found.apparent[i] as number) - (found.tested[i] as number));
    }
    if (params.reclassification && found.reclassification) {
      shifts.nri.push(found.reclassification.nri);
      shifts.idi.push(found.reclassification.idi);
    }
  }
  const validated = (i: number, range: readonly [number, number]): Validated | { unavailable: string } => {
    const value = whole.apparent[i] as number;
    if (Number.isNaN(value)) return { unavailable: whole.reasons[i] ?? 'a model could not be fitted' };
    const changes = optimism[i] as number[];
    if (changes.length < 50) return { unavailable: 'too few resamples gave a value' };
    const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
    const ends = percentiles(apparent[i] as number[], params.level).map((end) => clip(end - mean, range));
    const [low, high] = ends as [number, number];
    const estimate = value - mean;
    const corrected = low < high ? { estimate, low, high, level: params.level } : { estimate };
    return { apparent: value, optimism: mean, corrected };
  };
  const change = (value: number, resampled: number[]): Quantity => {
    const [low, high] = percentiles(resampled, params.level) as [number, number];
    return { estimate: value, ...(resampled.length < 50 ? {} : { low, high, level: params.level }) };
  };
  return {
    models: { clinical: validated(0, [0, 1]), imaging: validated(1, [0, 1]), combined: validated(2, [0, 1]) },
    gain: validated(3, [-1, 1]),
    reclassification:
      params.reclassification && whole.reclassification
        ? {
            nri: change(whole.reclassification.nri, shifts.nri),
            idi: change(whole.reclassification.idi, shifts.idi),
          }
        : null,
    failed,
  };
}

const clip = (value: number, [least, most]: readonly [number, number]): number =>
  Math.min(most, Math.max(least, value));

function percentiles(values: readonly number[], level: number): [number, number] {
  if (values.length === 0) return [0, 0];
  const ascending = Float64Array.from(values).sort();
  return [quantileOfSorted(ascending, (1 - level) / 2), quantileOfSorted(ascending, (1 + level) / 2)];
}

interface Rows {
  readonly outcome: Uint8Array;
  readonly times: Float64Array | null;
}

/** Fits the models to some rows and measures them there and on others; the last number is combined minus clinical. */
function measure(
  fitted: Rows,
  fittedDesigns: Record<ModelName, ModelDesign>,
  tested: Rows,
  testedDesigns: Record<ModelName, ModelDesign>,
) {
  const reasons: (string | null)[] = [];
  const fits = modelNames.map((name) => fitModel(fitted, fittedDesigns[name].design));
  const both = modelNames.map((name, i) => {
    const fit = fits[i];
    if (!fit || 'unavailable' in fit) {
      reasons[i] = fit?.unavailable ?? null;
      return { apparent: Number.NaN, tested: Number.NaN };
    }
    return {
      apparent: discrimination(fitted, predictor(fit, fittedDesigns[name].design)),
      tested: discrimination(tested, predictor(fit, testedDesigns[name].design)),
    };
  });
  const gain = (kind: 'apparent' | 'tested'): number => (both[2]?.[kind] ?? 0) - (both[0]?.[kind] ?? 0);
  const [clinical, , combined] = fits;
  return {
    apparent: [...both.map((one) => one.apparent), gain('apparent')],
    tested: [...both.map((one) => one.tested), gain('tested')],
    reasons,
    reclassification:
      clinical && combined && 'intercept' in clinical && 'intercept' in combined
        ? reclassified(fitted.outcome, fittedDesigns, clinical, combined)
        : null,
  };
}

const reclassified = (
  outcome: Uint8Array,
  designs: Record<ModelName, ModelDesign>,
  clinical: LogisticFit,
  combined: LogisticFit,
) =>
  reclassification(
    outcome,
    logisticProbabilities(clinical, designs.clinical.design),
    logisticProbabilities(combined, designs.combined.design),
  );

function membersOf(clusters: Int32Array): number[][] {
  const members: number[][] = [];
  clusters.forEach((cluster, row) => {
    (members[cluster] ??= []).push(row);
  });
  return members;
}

function take(data: Rows, designs: Record<ModelName, ModelDesign>, rows: readonly number[]) {
  const { times } = data;
  const part = ({ design, terms }: ModelDesign): ModelDesign => ({ design: takeRows(design, rows), terms });
  return {
    outcome: Uint8Array.from(rows, (row) => data.outcome[row] as number),
    times: times ? Float64Array.from(rows, (row) => times[row] as number) : null,
    designs: { clinical: part(designs.clinical), imaging: part(designs.imaging), combined: part(designs.combined) },
  };
}

function takeRows({ columns, values }: Matrix, rows: readonly number[]): Matrix {
  const taken = new Float64Array(rows.length * columns);
  rows.forEach((row, i) => {
    for (let j = 0; j < columns; j++) taken[i * columns + j] = values[row * columns + j] as number;
  });
  return { rows: rows.length, columns, values: taken };
}
