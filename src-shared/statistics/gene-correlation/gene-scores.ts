import { AppError } from '../../errors.ts';
import { correlationP } from '../../numerics/correlation.ts';
import { attached, type DataTable } from '../data-table.ts';
import { subsetRows } from '../subset.ts';
import { counted } from '../wording.ts';
import { type GeneCorrelator, geneCorrelator } from './correlate.ts';
import { filterGenes } from './gene-filter.ts';
import type { ExpressionParams } from './params.ts';
import { fewestPatients, matchPatients, patientScores } from './patient-scores.ts';

/** The correlation of every tested gene with a score of the patients, and all that permutations need. */
export interface GeneScores {
  /** Names of the tested genes. */
  readonly genes: readonly string[];
  /** Correlation per gene; genes without one were left out before. */
  readonly r: Float64Array;
  /** Patients behind each correlation. */
  readonly counts: Int32Array;
  readonly p: Float64Array;
  readonly patients: number;
  /** One score per patient. */
  readonly scores: Float64Array;
  readonly correlator: GeneCorrelator;
  readonly filterPhrase: string;
  readonly warnings: readonly string[];
}

/** Fewer patients than this make a correlation of 0.4 a matter of chance. */
const fewPatients = 25;

/** Patients, genes and correlations of one score: what all statistics of expression begin with. */
export function geneScores(table: DataTable, params: ExpressionParams): GeneScores {
  const expression = attached(table, 'expression');
  const rows = subsetRows(table, params);
  const { samples, scores, withoutExpression } = matchPatients(expression, [
    patientScores(table, rows, params.score, params),
  ]);
  const own = scores[0] as Float64Array;
  const filtered = filterGenes(expression, params);
  const all = geneCorrelator(expression, filtered.genes, samples, params.correlation);
  const r = all.correlate(own);
  if (r.every(Number.isNaN)) throw new AppError('invalid-input', constantReason(own, params.score));
  const kept = Int32Array.from(r.keys()).filter((gene) => !Number.isNaN(r[gene]));
  const genes = kept.map((gene) => filtered.genes[gene] as number);
  const correlator = kept.length === r.length ? all : geneCorrelator(expression, genes, samples, params.correlation);
  const own_r = Float64Array.from(kept, (gene) => r[gene] as number);
  return {
    genes: Array.from(genes, (gene) => expression.genes[gene] as string),
    r: own_r,
    counts: correlator.counts,
    p: own_r.map((value, gene) => correlationP(value, correlator.counts[gene] as number)),
    patients: own.length,
    scores: own,
    correlator,
    filterPhrase: filtered.phrase,
    warnings: [
      ...filtered.warnings,
      ...leftOutWarnings(r.length - kept.length, withoutExpression),
      ...fewPatientsWarnings(own.length),
    ],
  };
}

const constantReason = (scores: Float64Array, name: string): string =>
  scores.every((score) => score === scores[0])
    ? `All ${scores.length} patients have the same ${name}: nothing can be correlated with it.`
    : `No gene has values of ${fewestPatients} of these patients that differ.`;

export const leftOutWarnings = (genes: number, patients: number): string[] => [
  ...(genes === 0 ? [] : [`${counted(genes, 'gene')} without enough values in these patients took no part.`]),
  ...(patients === 0 ? [] : [`${counted(patients, 'patient')} with a score but without expression took no part.`]),
];

export const fewPatientsWarnings = (patients: number): string[] =>
  patients >= fewPatients
    ? []
    : [`Only ${patients} patients: a correlation must be strong to stand out of chance, and is estimated poorly.`];

/** For captions: `mean of the lesions of a patient`. */
export const aggregateText = ({ aggregate }: Pick<ExpressionParams, 'aggregate'>): string =>
  ({
    mean: 'scores of several lesions of a patient were averaged',
    largest: 'of several lesions of a patient the largest gave the score',
    first: 'of several lesions of a patient the first gave the score',
  })[aggregate];

export const correlationName = ({ correlation }: Pick<ExpressionParams, 'correlation'>): string =>
  correlation === 'pearson' ? "Pearson's correlation" : "Spearman's rank correlation";
