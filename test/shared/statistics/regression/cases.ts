import { readFileSync } from 'node:fs';

interface ReferenceFit {
  intercept: number;
  coefficients: number[];
  covariance: number[][];
  /** Without and with the covariates. */
  logLikelihood: [number, number];
  /** Statistic and p. */
  likelihoodRatio: [number, number];
}

export interface ReferenceCase {
  data: Record<'y' | 'age' | 'score' | 'sex' | 'site' | 'patient', number[]>;
  fit: ReferenceFit;
  clustered: ReferenceFit;
  /** Of score and site. */
  interaction: { chiSquare: number; p: number };
  /** Score added to age and sex; of the clinical, the imaging and the combined model. */
  added: { p: number; apparent: number[]; optimism: number[]; nri: number; idi: number };
  auc: { estimate: number; variance: number; independentVariance: number };
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../reference/regression/${name}.json`, import.meta.url), 'utf8'));

/** Simulated binary outcomes with what statsmodels makes of them (test/reference/regression/make.py). */
export const cases = (read('cases') as { cases: Record<'small' | 'large', ReferenceCase> }).cases;

interface FromR {
  cases: Record<
    'small' | 'large',
    { sites: Record<string, { limits: [number, number, number]; variance: number }>; rao: number }
  >;
  survival: { p: number; apparent: number[]; optimism: number[] };
}

const fromR = read('auc') as FromR;

/** AUC of the score within each site by pROC, and Rao's test of their interaction by R (test/reference/regression/make.R). */
export const siteReference = fromR.cases;

/** Volume added to age and sex in the follow-up with ties of test/reference/cox, by R's survival. */
export const addedToSurvival = fromR.survival;
