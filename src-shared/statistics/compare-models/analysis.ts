import { AppError } from '../../errors.ts';
import { type DeLongTest, deLongTest } from '../comparison/delong-test.ts';
import type { PairedPredictions, SetKey } from '../comparison/long-table.ts';
import { pairedPredictions } from '../comparison/long-table.ts';
import { type McNemar, mcNemar } from '../comparison/mcnemar.ts';
import { isRanked, rankingsOf } from '../comparison/metrics.ts';
import { floorWarnings, stretch, type TestedP } from '../comparison/paired-permutation.ts';
import { checkScales } from '../comparison/scales.ts';
import { type DataTable, matchesText, textColumn } from '../data-table.ts';
import { adjustedPs } from '../multiplicity/adjust.ts';
import type { StatisticContext } from '../statistic.ts';
import { counted } from '../wording.ts';
import { type ConventionResult, conventionResult, resampleOnce } from './conventions.ts';
import { type CompareModelsParams, conventions } from './params.ts';
import type { Pair } from './resampled.ts';

type Unavailable = { readonly unavailable: string };

/** One pair of models with every test that applies. */
export interface ComparedPair extends Pair {
  readonly deLong: DeLongTest | Unavailable;
  readonly mcNemar: McNemar | Unavailable;
  /** Of the chosen test. */
  readonly p: TestedP;
  /** The same, adjusted for the number of pairs. */
  readonly adjusted: TestedP;
}

export interface Comparison {
  readonly data: PairedPredictions<SetKey>;
  readonly pairs: readonly ComparedPair[];
  /** All conventions, or the chosen one, which is what the figure shows. */
  readonly results: readonly ConventionResult[];
  readonly chosen: ConventionResult;
  readonly warnings: readonly string[];
}

/** More bars than this cannot be told apart in a column, and their pairs run into the hundreds. */
const mostModels = 12;

export function compareAll(table: DataTable, params: CompareModelsParams, context: StatisticContext): Comparison {
  refuseMisfit(params);
  const names = textColumn(table, params.model);
  const data = pairedPredictions(table, params, (row) => {
    const label = names[row] ?? null;
    return label === null ? null : { label };
  });
  if (data.sets.length < 2) {
    throw new AppError(
      'invalid-input',
      `The column "${params.model}" has one value, ${data.sets[0]?.key.label}, in these rows: a comparison needs two models.`,
    );
  }
  if (data.sets.length > mostModels)
    throw new AppError('invalid-input', `There are ${data.sets.length} models; at most ${mostModels} can be compared.`);
  const pairs = pairsOf(data, params);
  const resample = resampleOnce(data, pairs, params);
  const wanted = conventions.filter((convention) => params.conventionTable || convention === params.convention);
  const results = wanted.map((convention, i) =>
    conventionResult(data, pairs, params, {
      convention,
      resample,
      context: stretch(context, i / wanted.length, (i + 1) / wanted.length),
    }),
  );
  const chosen = results.find(({ convention }) => convention === params.convention) as ConventionResult;
  const tested = pairs.map((pair, i) => testPair(data, pair, params, chosen.permutation[i] as TestedP));
  const adjusted = withAdjusted(tested, params);
  return {
    data,
    pairs: adjusted,
    results,
    chosen,
    warnings: [
      ...data.warnings,
      ...chosen.warnings,
      ...redrawnWarning(chosen),
      ...scaleWarnings(data, pairs, params),
      ...floorWarnings(
        adjusted.map((pair) => pair.adjusted),
        chosen.rules.permutations,
      ),
    ],
  };
}

function refuseMisfit({ test, metric }: CompareModelsParams): void {
  if (test === 'delong' && metric !== 'auc')
    throw new AppError('invalid-input', "DeLong's test compares AUCs: choose the metric auc, or the permutation test.");
  if (test.startsWith('mcnemar') && metric !== 'accuracy') {
    throw new AppError(
      'invalid-input',
      "McNemar's test compares accuracies: choose the metric accuracy, or the permutation test.",
    );
  }
}

function pairsOf({ sets }: PairedPredictions<SetKey>, { reference, model }: CompareModelsParams): Pair[] {
  const all = sets.map((_, i) => i);
  if (reference === '') return all.flatMap((first) => all.slice(first + 1).map((second) => ({ first, second })));
  const second = sets.findIndex(({ key }) => matchesText(key.label, reference));
  if (second === -1) throw new AppError('invalid-input', `No row has ${model} = "${reference}".`);
  return all.filter((first) => first !== second).map((first) => ({ first, second }));
}

const severalLesions = 'patients have several lesions, which are not independent';

function testPair(
  data: PairedPredictions<SetKey>,
  pair: Pair,
  params: CompareModelsParams,
  permutation: TestedP,
): Omit<ComparedPair, 'adjusted'> {
  const deLong = deLongOf(data, pair, params.level);
  const mcNemarResult = mcNemarOf(data, pair);
  const analytic = (p: number): TestedP => ({ p, atFloor: false, exact: false, permutations: 0 });
  const p = ((): TestedP => {
    if (params.test === 'permutation') return permutation;
    if (params.test === 'delong') return 'unavailable' in deLong ? deLong : analytic(deLong.p);
    if ('unavailable' in mcNemarResult) return mcNemarResult;
    const { exact, midP, chiSquareP } = mcNemarResult;
    return analytic(params.test === 'mcnemar exact' ? exact : params.test === 'mcnemar mid-p' ? midP : chiSquareP);
  })();
  return { ...pair, deLong, mcNemar: mcNemarResult, p };
}

function deLongOf({ truth, sets, patients, lesions }: PairedPredictions<SetKey>, pair: Pair, level: number) {
  if (!truth.isTwoClass) return { unavailable: 'for two classes only' };
  if (patients !== lesions) return { unavailable: severalLesions };
  const [ranking] = rankingsOf(truth);
  const scoresOf = (set: number): Float64Array => sets[set]?.scores[0] as Float64Array;
  return deLongTest(scoresOf(pair.first), scoresOf(pair.second), ranking?.isPositive as Uint8Array, level);
}

function mcNemarOf({ truth, sets, patients, lesions }: PairedPredictions<SetKey>, pair: Pair): McNemar | Unavailable {
  if (patients !== lesions) return { unavailable: severalLesions };
  const isRight = (set: number, row: number): boolean => sets[set]?.predicted[row] === truth.classes[row];
  let [onlyFirst, onlySecond] = [0, 0];
  truth.classes.forEach((_, row) => {
    const [first, second] = [isRight(pair.first, row), isRight(pair.second, row)];
    if (first && !second) onlyFirst++;
    if (second && !first) onlySecond++;
  });
  return mcNemar(onlyFirst, onlySecond) ?? { unavailable: 'both models are right on the same lesions' };
}

/** The family is the pairs that have a p value. */
function withAdjusted(pairs: readonly Omit<ComparedPair, 'adjusted'>[], params: CompareModelsParams): ComparedPair[] {
  const family = pairs.flatMap(({ p }) => ('p' in p ? [p.p] : []));
  const adjusted = adjustedPs(family, params.adjustment)[Symbol.iterator]();
  return pairs.map((pair) => ({
    ...pair,
    adjusted: 'p' in pair.p ? { ...pair.p, p: adjusted.next().value as number } : pair.p,
  }));
}

const redrawnWarning = ({ redrawn, rules }: ConventionResult): string[] =>
  redrawn === 0
    ? []
    : [
        `A class had vanished in ${redrawn} of ${rules.resamples} resamples; these were drawn again within the classes.`,
      ];

function scaleWarnings(data: PairedPredictions<SetKey>, pairs: readonly Pair[], params: CompareModelsParams): string[] {
  if (!isRanked(params.metric) || params.swap === 'ranks') return [];
  const doubtful = pairs.filter(({ first, second }) => {
    const [a, b] = [data.sets[first], data.sets[second]];
    return a && b && checkScales(a, b).doubt !== undefined;
  });
  if (doubtful.length === 0) return [];
  const { first, second } = doubtful[0] as Pair;
  const more = doubtful.length > 1 ? ` and ${counted(doubtful.length - 1, 'other pair')}` : '';
  return [
    `The scores of ${data.sets[first]?.key.label} and ${data.sets[second]?.key.label}${more} have very different spreads; the permutation test may then find a difference of scale. Swapping ranks avoids this.`,
  ];
}
