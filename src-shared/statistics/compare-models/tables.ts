import type { Quantity } from '../../domain/entities.ts';
import type { FigureTable } from '../../figure.ts';
import { metricName } from '../comparison/metrics.ts';
import { pCell } from '../comparison/p-text.ts';
import type { TestedP } from '../comparison/paired-permutation.ts';
import { adjustmentNames } from '../multiplicity/adjust.ts';
import { bootstrapMethodNames } from '../resampling/intervals.ts';
import { quantityText, significant } from '../wording.ts';
import type { Comparison } from './analysis.ts';
import type { ConventionResult } from './conventions.ts';
import type { CompareModelsParams } from './params.ts';

export const three = (value: number): string => value.toFixed(3).replace(/^-/, '−');

const pOf = (p: TestedP): string => ('p' in p ? pCell(p) : p.unavailable);

/** `A − B`, the sign of which all differences have. */
export const pairName = ({ data }: Comparison, pair: { first: number; second: number }): string =>
  `${data.sets[pair.first]?.key.label} − ${data.sets[pair.second]?.key.label}`;

export function modelTable({ data, chosen }: Comparison, params: CompareModelsParams): FigureTable {
  return {
    title: 'Models',
    columns: [
      'Model',
      'Lesions',
      'Patients',
      `${metricName(params.metric, data.truth)} (${significant(params.level * 100)}% CI)`,
    ],
    rows: data.sets.map(({ key }, i) => [
      key.label,
      data.lesions,
      data.patients,
      quantityText(chosen.models[i] as Quantity, three),
    ]),
  };
}

export function pairTable(comparison: Comparison, params: CompareModelsParams): FigureTable {
  const adjusted = params.adjustment === 'none' ? [] : [`p adjusted (${adjustmentNames[params.adjustment]})`];
  return {
    title: 'Differences of the models',
    columns: [
      'Pair',
      `Difference (${significant(params.level * 100)}% CI)`,
      `p (${params.test})`,
      ...adjusted,
      ...otherTest(params),
      'DeLong Z',
      'p (DeLong, AUC)',
      'Right: first only / second only',
      'p (McNemar exact)',
      'p (McNemar mid-p)',
      'p (McNemar chi-square)',
    ],
    rows: comparison.pairs.map((pair, i) => {
      const { deLong, mcNemar } = pair;
      const plain = (p: number): string => pCell({ p, atFloor: false });
      return [
        pairName(comparison, pair),
        quantityText(comparison.chosen.differences[i] as Quantity, three),
        pOf(pair.p),
        ...(params.adjustment === 'none' ? [] : [pOf(pair.adjusted)]),
        ...otherTest(params).map(() => pOf(comparison.chosen.permutation[i] as TestedP)),
        ...('z' in deLong ? [three(deLong.z), plain(deLong.p)] : [null, deLong.unavailable]),
        ...('exact' in mcNemar
          ? [
              `${mcNemar.onlyFirst} / ${mcNemar.onlySecond}`,
              plain(mcNemar.exact),
              plain(mcNemar.midP),
              plain(mcNemar.chiSquareP),
            ]
          : [null, mcNemar.unavailable, null, null]),
      ];
    }),
  };
}

/** The permutation test stands in the table even where it is not the chosen one. */
const otherTest = ({ test }: CompareModelsParams): string[] => (test === 'permutation' ? [] : ['p (permutation)']);

/** What each convention makes of the same predictions, unadjusted: how far a conclusion hangs on the choice. */
export function conventionTable(comparison: Comparison, params: CompareModelsParams): FigureTable {
  const { data, pairs, results } = comparison;
  const name = metricName(params.metric, data.truth);
  const rowOf = (
    label: string,
    result: ConventionResult,
    value: Quantity,
    p: string | null,
  ): FigureTable['rows'][0] => {
    const { convention, rules } = result;
    const interval = `${bootstrapMethodNames[rules.interval]}, ${rules.resamples} resamples of ${rules.unit}`;
    const estimate = rules.estimate === 'mean of resamples' && p === null ? 'mean of the resamples' : 'sample';
    return [label, convention, quantityText(value, three), p, estimate, interval, p === null ? null : sides(result)];
  };
  return {
    title: 'The same by each convention',
    columns: [
      '',
      'Convention',
      `${name} (${significant(params.level * 100)}% CI)`,
      'p, not adjusted',
      'Estimate',
      'Interval',
      'p is',
    ],
    rows: [
      ...data.sets.flatMap(({ key }, i) =>
        results.map((result) => rowOf(key.label, result, result.models[i] as Quantity, null)),
      ),
      ...pairs.flatMap((pair, i) =>
        results.map((result) =>
          rowOf(
            pairName(comparison, pair),
            result,
            result.differences[i] as Quantity,
            permutationCell(result.permutation[i] as TestedP),
          ),
        ),
      ),
    ],
  };
}

/** The share of the reference code may be 0 and is shown as it is. */
const permutationCell = (p: TestedP): string =>
  'p' in p ? (p.p === 0 ? '0' : `${pCell(p)}${p.exact ? ' (exact)' : ''}`) : p.unavailable;

const sides = ({ rules }: ConventionResult): string =>
  rules.p === 'two-sided'
    ? `two-sided, swaps of ${rules.unit}`
    : `one-sided (first model better), swaps of ${rules.unit}, without the observed one`;
