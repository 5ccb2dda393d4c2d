import { readFileSync } from 'node:fs';
import type { Matrix } from '#shared/numerics/matrix.ts';

export interface ReferenceFit {
  coefficients: number[];
  covariance: number[][];
  robust?: number[][];
  /** Without and with the covariates. */
  logLikelihood: [number, number];
  /** Statistic, degrees of freedom, p. */
  likelihoodRatio: [number, number, number];
  score: [number, number, number];
  wald?: number;
  zph?: Record<
    'km' | 'rank' | 'identity',
    {
      chiSquare: number[];
      p: number[];
      scaled: number[][];
      x: number[];
      /** Of the first covariate, at each x. */
      spline: { y: number[]; leverage: number[] };
    }
  >;
  scoreResiduals?: number[][];
  weighted?: ReferenceFit;
  clustered?: ReferenceFit;
  stratified?: ReferenceFit;
}

interface ReferenceConcordance {
  estimate: number;
  variance: number;
  /** Concordant, discordant, tied score, tied time, both. */
  count: number[];
}

export interface ReferenceCase {
  data: Record<
    'time' | 'event' | 'age' | 'volume' | 'male' | 'site' | 'centre' | 'patient' | 'weight' | 'risk',
    number[]
  >;
  fits: Record<'efron' | 'breslow' | 'exact', ReferenceFit>;
  concordance: Record<'n' | 'uno', ReferenceConcordance & { cut: ReferenceConcordance }>;
  pair: { estimates: [number, number]; covariance: [[number, number], [number, number]] };
  clustered: { variance: number };
}

const path = new URL('../../../reference/cox/cases.json', import.meta.url);

/** Simulated follow-up with what R's survival makes of it (test/reference/cox/make.R). */
export const cases = (JSON.parse(readFileSync(path, 'utf8')) as { cases: Record<string, ReferenceCase> }).cases;

export function matrixOf(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, columns: rows[0]?.length ?? 0, values: Float64Array.from(rows.flat()) };
}

/** Age, volume, male, site 2, site 3, as in the formula of the reference. */
export const designOf = ({ data }: ReferenceCase): Matrix =>
  matrixOf(
    data.time.map((_, i) => [
      data.age[i]!,
      data.volume[i]!,
      data.male[i]!,
      data.site[i] === 2 ? 1 : 0,
      data.site[i] === 3 ? 1 : 0,
    ]),
  );
