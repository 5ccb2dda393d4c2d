import { AppError } from '../../errors.ts';
import { midRanks } from '../../numerics/correlation.ts';
import { createRandom } from '../../numerics/random.ts';
import { type PermutationP, type SwapTest, swapTest, twoSidedP } from '../comparison/swap-test.ts';
import { attached, type DataTable, rowsWhere } from '../data-table.ts';
import { geneCorrelator } from '../gene-correlation/correlate.ts';
import { filterGenes } from '../gene-correlation/gene-filter.ts';
import { fewPatientsWarnings, leftOutWarnings } from '../gene-correlation/gene-scores.ts';
import { matchPatients, patientScores } from '../gene-correlation/patient-scores.ts';
import type { StatisticContext } from '../statistic.ts';
import { subsetRows } from '../subset.ts';
import type { ComparisonParams } from './params.ts';

export interface TwoModels {
  readonly names: readonly [string, string];
  readonly genes: readonly string[];
  /** Correlation of each gene with each model's prediction. */
  readonly r: readonly [Float64Array, Float64Array];
  readonly patients: number;
  readonly filterPhrase: string;
  readonly warnings: readonly string[];
  /** Mean |r| of the first model less that of the second, and its two-sided permutation p. */
  readonly difference: number;
  readonly permutation: PermutationP;
  /** True where all swaps were enumerated. */
  readonly exact: boolean;
}

/** Correlations of the same genes in the same patients with the predictions of two models. */
export function compareModels(table: DataTable, params: ComparisonParams, context: StatisticContext): TwoModels {
  const expression = attached(table, 'expression');
  const { names, maps } = twoScores(table, params);
  const { samples, scores, withoutExpression } = matchPatients(expression, maps);
  const [first, second] = scores as [Float64Array, Float64Array];
  const filtered = filterGenes(expression, params);
  const correlator = geneCorrelator(expression, filtered.genes, samples, params.correlation);
  const both = [correlator.correlate(first), correlator.correlate(second)] as const;
  const kept = Int32Array.from(both[0].keys()).filter(
    (gene) => !Number.isNaN(both[0][gene]) && !Number.isNaN(both[1][gene]),
  );
  if (kept.length === 0) {
    throw new AppError(
      'invalid-input',
      'One of the two predictions is the same for all patients, or no gene varies: there is nothing to correlate.',
    );
  }
  const genes = kept.map((gene) => filtered.genes[gene] as number);
  const compared =
    genes.length === filtered.genes.length
      ? correlator
      : geneCorrelator(expression, genes, samples, params.correlation);
  const sizeOf = (score: Float64Array): number => meanSize(compared.correlate(score));
  const swaps = swapPredictions(first, second, sizeOf, params, context);
  return {
    names,
    genes: Array.from(genes, (gene) => expression.genes[gene] as string),
    r: [kept, kept].map((list, model) =>
      Float64Array.from(list, (gene) => (both[model as 0 | 1] as Float64Array)[gene] as number),
    ) as [Float64Array, Float64Array],
    patients: first.length,
    filterPhrase: filtered.phrase,
    warnings: [
      ...filtered.warnings,
      ...leftOutWarnings(filtered.genes.length - kept.length, withoutExpression),
      ...fewPatientsWarnings(first.length),
    ],
    difference: swaps.observed,
    permutation: twoSidedP(swaps),
    exact: swaps.exact,
  };
}

/** A gene whose swapped score happens to be constant adds nothing. */
const meanSize = (r: Float64Array): number =>
  r.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : Math.abs(value)), 0) / r.length;

function twoScores(
  table: DataTable,
  params: ComparisonParams,
): { names: [string, string]; maps: [Map<number, number>, Map<number, number>] } {
  const rows = subsetRows(table, params);
  if (params.otherScore !== '') {
    const names: [string, string] = [params.score, params.otherScore];
    if (names[0] === names[1]) throw new AppError('invalid-input', 'Choose two different scores.');
    return {
      names,
      maps: [patientScores(table, rows, names[0], params), patientScores(table, rows, names[1], params)],
    };
  }
  if (params.modelColumn === '' || params.model === '' || params.otherModel === '') {
    throw new AppError('invalid-input', 'Choose a second score, or the column and the names of two models.');
  }
  if (params.model === params.otherModel) throw new AppError('invalid-input', 'Choose two different models.');
  const inSubset = new Set(rows);
  const scoresOf = (model: string): Map<number, number> => {
    const own = rowsWhere(table, params.modelColumn, model).filter((row) => inSubset.has(row));
    if (own.length === 0)
      throw new AppError('invalid-input', `No row has ${params.modelColumn} = "${model}" among those chosen.`);
    return patientScores(table, own, params.score, params);
  };
  return { names: [params.model, params.otherModel], maps: [scoresOf(params.model), scoresOf(params.otherModel)] };
}

/**
 * Swaps the two predictions within patients. Before, they are put on one scale (z-scores; ranks for Spearman) and the
 * second is turned round if the two run against each other, which changes no |r|: what is swapped must mean the same.
 * All swaps are looked at where they are no more than the permutations asked for.
 */
function swapPredictions(
  first: Float64Array,
  second: Float64Array,
  sizeOf: (score: Float64Array) => number,
  { permutations, seed, correlation }: ComparisonParams,
  { signal, report }: StatisticContext,
): SwapTest {
  const scale = (score: Float64Array): Float64Array =>
    standardised(correlation === 'spearman' ? midRanks(score) : score);
  const a = scale(first);
  const unturned = scale(second);
  const turn = a.reduce((sum, value, i) => sum + value * (unturned[i] as number), 0) < 0 ? -1 : 1;
  const b = unturned.map((value) => turn * value);
  const either = (swapped: Uint8Array, own: Float64Array, other: Float64Array): Float64Array =>
    own.map((value, patient) => (swapped[patient] === 1 ? (other[patient] as number) : value));
  return swapTest({
    units: Int32Array.from(a.keys()),
    differs: Uint8Array.from(a, (value, patient) => (value === b[patient] ? 0 : 1)),
    difference: (swapped) => sizeOf(either(swapped, a, b)) - sizeOf(either(swapped, b, a)),
    permutations,
    exactUpTo: permutations,
    random: createRandom(seed),
    signal,
    report,
  });
}

function standardised(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  return values.map((value) => (value - mean) / spread);
}
