import { AppError } from '../../errors.ts';
import { type Concordance, harrell } from '../concordance/harrell.ts';
import type { DataTable } from '../data-table.ts';
import { type Covariate, completeUnits, designOf, type Term } from '../regression/covariates.ts';
import type { FitResult } from '../regression/model-fit.ts';
import type { StatisticContext } from '../statistic.ts';
import { counted } from '../wording.ts';
import { type CoxData, coxData } from './cox-data.ts';
import { type CoxFit, type CoxInput, fitCox } from './fit-cox.ts';
import type { CoxParams } from './params.ts';
import { type Proportionality, testProportionality } from './proportionality.ts';

/** One model with all that is reported of it. */
export interface CoxModel {
  readonly terms: readonly Term[];
  readonly input: CoxInput;
  readonly fit: FitResult<CoxFit>;
  /** Of the linear predictor; null where there is no fit. */
  readonly concordance: Concordance | null;
  readonly proportionality: Proportionality | null;
  /** Patients (or lesions) and events in the model. */
  readonly count: number;
  readonly events: number;
  /** Lesion of each row of the model, to open it; null without lesions. */
  readonly subjects: Int32Array | null;
}

export interface CoxAnalysis {
  readonly data: CoxData;
  /** The model of all covariates; null where each stands alone. */
  readonly together: CoxModel | null;
  /** A model per covariate; empty where they stand together only. */
  readonly alone: readonly CoxModel[];
  readonly warnings: readonly string[];
}

/** Events per coefficient below which estimates and tests become unreliable (Peduzzi et al. 1995). */
const fewEvents = 10;

export function analyseCox(table: DataTable, params: CoxParams, context: StatisticContext): CoxAnalysis {
  const data = coxData(table, params);
  const all = data.score ? [data.score, ...data.covariates] : data.covariates;
  if (all.length === 0) throw new AppError('invalid-input', 'Choose a score or at least one covariate.');
  const warnings = new Set<string>();
  const fitted = (covariates: readonly Covariate[]): CoxModel => {
    context.signal.throwIfAborted();
    const { model, warnings: found } = fitModel(data, covariates, params);
    for (const warning of found) warnings.add(warning);
    return model;
  };
  const together = params.analysis === 'each alone' ? null : fitted(all);
  const alone = params.analysis === 'together' ? [] : all.map((covariate) => fitted([covariate]));
  const short = together && together.events < fewEvents * together.input.design.columns;
  return {
    data,
    together,
    alone,
    warnings: [
      ...data.survival.warnings,
      ...warnings,
      ...(short
        ? [
            `${counted(together.events, 'event')} for ${counted(together.input.design.columns, 'coefficient')}: with fewer than ${fewEvents} events per coefficient, estimates and tests are unreliable.`,
          ]
        : alone.some((model) => model.events < fewEvents)
          ? [`Some models rest on fewer than ${fewEvents} events.`]
          : []),
    ],
  };
}

/** @throws AppError `invalid-input` when no patient has all covariates */
function fitModel(
  { survival, units, clusters, noun }: CoxData,
  covariates: readonly Covariate[],
  params: CoxParams,
): { model: CoxModel; warnings: string[] } {
  const { positions, warnings } = completeUnits(covariates, units, noun);
  if (positions.length === 0)
    throw new AppError(
      'invalid-input',
      `No ${noun} has follow-up and a value of ${covariates.map(({ name }) => name).join(', ')}.`,
    );
  const times = Float64Array.from(positions, (i) => survival.times[i] as number);
  const events = Uint8Array.from(positions, (i) => survival.events[i] as number);
  const take = (values: Int32Array | null): Int32Array | undefined =>
    values ? positions.map((i) => values[i] as number) : undefined;
  const [score] = params.score !== '' && params.scoreAs === 'sd' ? covariates : [];
  const { design, terms } = designOf(
    covariates,
    positions.map((i) => units[i] as number),
    events,
    (covariate) => (covariate === score && covariate.name === params.score ? 'sd' : params.per),
  );
  const input: CoxInput = {
    times,
    events,
    design,
    ties: params.ties,
    strata: take(survival.strata),
    clusters: take(clusters),
  };
  const fit: FitResult<CoxFit> = design.columns === 0 ? { unavailable: 'all have the same value' } : fitCox(input);
  const isFitted = !('unavailable' in fit);
  const tests = isFitted && params.ties !== 'exact' && params.proportionality !== 'off' && !clusters;
  const model: CoxModel = {
    terms,
    input,
    fit,
    concordance: isFitted ? concordanceOf(input, fit) : null,
    proportionality: tests
      ? testProportionality(input, fit, {
          ties: params.ties === 'breslow' ? 'breslow' : 'efron',
          transform: params.proportionality === 'off' ? 'km' : params.proportionality,
          terms: terms.map(({ columns }) => columns),
        })
      : null,
    count: times.length,
    events: events.reduce((sum, event) => sum + event, 0),
    subjects: take(survival.subjects) ?? null,
  };
  return { model, warnings };
}

function concordanceOf({ times, events, design, strata }: CoxInput, fit: CoxFit): Concordance {
  const risk = Float64Array.from(times, (_, i) => {
    let sum = 0;
    for (let j = 0; j < design.columns; j++)
      sum += (fit.coefficients[j] as number) * (design.values[i * design.columns + j] as number);
    return sum;
  });
  return harrell(times, events, risk, { strata });
}
