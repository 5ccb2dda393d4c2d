import type { Quantity } from '../../domain/entities.ts';
import { intraclass } from '../agreement/intraclass.ts';
import type { DataTable } from '../data-table.ts';
import { drawMetrics, measure } from './draw-metrics.ts';
import { type LesionSpread, lesionSpreads } from './lesion-spread.ts';
import type { SeedPerturbationParams } from './params.ts';
import { type PerturbedModel, type PerturbedPredictions, readPerturbed } from './perturbed-predictions.ts';
import { brownForsytheP, pitmanMorganP } from './variance-test.ts';

export interface AnalysedModel extends PerturbedModel {
  /** The measure at each draw; null where it cannot be computed. */
  readonly metrics: Float64Array | null;
  /** The measure at the seeds themselves. */
  readonly unperturbedMetric: Quantity;
  readonly spreads: readonly LesionSpread[];
  /** ICC(1) of the prediction between the draws of a lesion; of more than two classes there is none. */
  readonly icc: Quantity;
}

export interface PerturbationAnalysis {
  readonly data: PerturbedPredictions;
  readonly models: readonly AnalysedModel[];
  readonly threshold: number;
  /** Of two models with a measure. */
  readonly variances: {
    /** Variance of the first over that of the second. */
    readonly ratio: Quantity;
    readonly p: Quantity;
    /** The same displaced seeds in both: draws are pairs. */
    readonly paired: boolean;
  } | null;
}

export function analysePerturbation(table: DataTable, params: SeedPerturbationParams): PerturbationAnalysis {
  const data = readPerturbed(table, params);
  const threshold = params.threshold ?? 0.5;
  const draws = data.draws.length;
  const settings = { metric: params.metric, threshold, classCount: data.classes.length };
  const models = data.models.map((model): AnalysedModel => {
    const atSeeds = model.unperturbed ? measure(model.unperturbed, model.truth, settings) : null;
    return {
      ...model,
      metrics: drawMetrics(model, draws, settings),
      unperturbedMetric:
        atSeeds === null
          ? { unavailable: 'the table has no draw 0, the seed itself' }
          : Number.isNaN(atSeeds)
            ? { unavailable: oneClass }
            : { estimate: atSeeds },
      spreads: lesionSpreads(model, draws, { threshold, level: params.level }),
      icc: agreementOf(model, draws, params.level),
    };
  });
  return { data, models, threshold, variances: models.length === 2 ? compareVariances(models) : null };
}

export const oneClass = 'the lesions have one class only';

function agreementOf({ scores, lesions }: PerturbedModel, draws: number, level: number): Quantity {
  const [own] = scores;
  if (scores.length > 1 || !own)
    return { unavailable: 'it is of one probability, and there are more than two classes' };
  return intraclass({ cases: lesions.length, raters: draws, values: own }, '1', { level }).icc;
}

function compareVariances(models: readonly AnalysedModel[]): PerturbationAnalysis['variances'] {
  const [first, second] = models;
  if (!first?.metrics || !second?.metrics) return null;
  const paired = sameOffsets(first, second);
  const p = (paired ? pitmanMorganP : brownForsytheP)(first.metrics, second.metrics);
  const below = varianceOf(second.metrics);
  const constant = { unavailable: 'a model gives the same value at every draw' };
  return {
    ratio: below === 0 ? constant : { estimate: varianceOf(first.metrics) / below },
    p: Number.isNaN(p) ? constant : { estimate: p },
    paired,
  };
}

/** Divisor n - 1. */
export function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

function sameOffsets(first: PerturbedModel, second: PerturbedModel): boolean {
  const [a, b] = [first.offsetsMm, second.offsetsMm];
  if (!a || !b || a.length !== b.length) return false;
  return (
    first.lesions.every((lesion, i) => lesion === second.lesions[i]) &&
    a.every((value, i) => Math.abs(value - (b[i] as number)) < 1e-6)
  );
}
