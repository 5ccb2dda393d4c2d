import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, PanelInput } from '../../figure.ts';
import { cutoffText } from '../comparison/long-table.ts';
import { isRanked, metricDefinition, metricName, metricPhrase } from '../comparison/metrics.ts';
import { pText } from '../comparison/p-text.ts';
import { studySentence, studyTables } from '../comparison/study-table.ts';
import { adjustmentNames } from '../multiplicity/adjust.ts';
import { bootstrapMethodNames } from '../resampling/intervals.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, significant } from '../wording.ts';
import { type ComparedPair, type Comparison, compareAll } from './analysis.ts';
import { type CompareModelsParams, compareModelsParams, suggestCompareModels } from './params.ts';
import { conventionTable, modelTable, pairName, pairTable } from './tables.ts';

export const compareModels = defineStatistic({
  id: 'compare-models',
  title: 'Comparison of models',
  definition:
    'How much better one model is than another on the same lesions: a bar for each model, and for each pair the difference with its interval and a paired test.',
  params: compareModelsParams,
  group: 'Comparison',
  needs: ['runs'],
  suggest: suggestCompareModels,
  compute(table, params, context): FigureInput {
    const comparison = compareAll(table, params, context);
    return {
      id: 'compare-models',
      title: 'Comparison of models',
      panels: [panel(comparison, params)],
      values: values(comparison, params),
      tables: [
        modelTable(comparison, params),
        pairTable(comparison, params),
        ...(params.conventionTable ? [conventionTable(comparison, params)] : []),
        ...studyTables(params.showStudy, [params.metric]),
      ],
      caption: caption(comparison, params),
      methods: methods(comparison, params),
      warnings: [...comparison.warnings],
      sizeMm: { width: comparison.data.sets.length > 4 ? 183 : 89, height: 80 },
    };
  },
});

/** More brackets than this would stand higher than the bars. */
const mostBrackets = 10;

function panel(comparison: Comparison, params: CompareModelsParams): PanelInput {
  const { data, chosen } = comparison;
  const limits = chosen.models.flatMap((quantity) =>
    'estimate' in quantity ? [quantity.low ?? quantity.estimate] : [],
  );
  return {
    id: 'models',
    x: { label: '', scale: 'category', categories: data.sets.map(({ key }) => key.label) },
    y: {
      label: metricName(params.metric, data.truth),
      scale: 'linear',
      // Bars stand on 0: half a bar would show a ratio that is not there.
      domain: [Math.min(0, ...limits), 1],
    },
    series: chosen.models.flatMap((quantity, x) => {
      if ('unavailable' in quantity) return [];
      const { estimate: y, low, high } = quantity;
      const bar = { x, y, ...(low !== undefined && high !== undefined ? { low, high } : {}) };
      const label = data.sets[x]?.key.label as string;
      return [
        { mark: 'bars' as const, id: `model-${x + 1}`, label, colour: colourOf(x, chosen.models.length), bars: [bar] },
      ];
    }),
    legend: false,
    brackets: brackets(comparison, params),
  };
}

/** A colour for each model where there are enough. */
const colourOf = (index: number, count: number): number => (count <= 8 ? index : 0);

function drawnPairs({ pairs }: Comparison, { brackets: choice }: CompareModelsParams): ComparedPair[] {
  if (choice === 'none') return [];
  const tested = pairs.filter(({ adjusted }) => 'p' in adjusted && (choice === 'all' || adjusted.p < 0.05));
  return tested.length > mostBrackets ? [] : tested;
}

/** Narrow brackets first, so that wide ones pass above them. */
function brackets(comparison: Comparison, params: CompareModelsParams): NonNullable<PanelInput['brackets']> {
  return drawnPairs(comparison, params)
    .toSorted((a, b) => Math.abs(a.first - a.second) - Math.abs(b.first - b.second))
    .flatMap(({ first, second, adjusted }) =>
      'p' in adjusted ? [{ from: Math.min(first, second), to: Math.max(first, second), text: pText(adjusted) }] : [],
    );
}

function intervalPhrase({ data, chosen }: Comparison, params: CompareModelsParams): string {
  const { rules, redrawn } = chosen;
  const drawn = rules.unit === 'patients' ? counted(data.patients, 'patient') : counted(data.lesions, 'lesion');
  const again = redrawn === 0 ? '' : `, of which ${redrawn} without a class were drawn again within the classes`;
  return `${significant(params.level * 100)}% ${bootstrapMethodNames[rules.interval]} bootstrap interval over ${drawn} (${rules.resamples} resamples, the same for all models${again}, seed ${params.seed})`;
}

function testPhrase(comparison: Comparison, params: CompareModelsParams): string {
  const { chosen } = comparison;
  if (params.test === 'delong') return "DeLong's paired test (two-sided)";
  if (params.test === 'mcnemar exact') return "McNemar's exact test (two-sided)";
  if (params.test === 'mcnemar mid-p') return "McNemar's mid-p test (two-sided)";
  if (params.test === 'mcnemar chi-square')
    return "McNemar's chi-square test without continuity correction (two-sided)";
  const what =
    params.swap === 'ranks' && isRanked(params.metric) ? 'the ranks of the two scores' : 'the two predictions';
  const unit = chosen.rules.unit === 'patients' ? 'patient' : 'lesion';
  const { rules } = chosen;
  const exact = chosen.permutation.some((p) => 'p' in p && p.exact);
  const drawn = chosen.permutation.some((p) => 'p' in p && !p.exact);
  const swaps = [
    ...(exact ? ['all swaps'] : []),
    ...(drawn ? [`${rules.permutations} random swaps, seed ${params.seed}`] : []),
  ].join(' or ');
  const sided =
    rules.p === 'two-sided'
      ? `two-sided: twice the smaller tail${drawn ? ', each tail (b + 1) / (m + 1)' : ''}`
      : 'one-sided: the share of swaps with at least the observed difference';
  return `a paired permutation test that swaps ${what} of a ${unit} (${swaps}; ${sided})`;
}

const adjustedPhrase = ({ pairs }: Comparison, { adjustment }: CompareModelsParams): string =>
  adjustment === 'none' || pairs.length === 1
    ? `p values are not adjusted${pairs.length === 1 ? ' (one pair)' : ' for the number of pairs'}`
    : `p values are adjusted for ${counted(pairs.length, 'pair')} by ${adjustmentNames[adjustment]}'s method`;

function values(comparison: Comparison, params: CompareModelsParams): Value[] {
  const { data, chosen } = comparison;
  const name = metricName(params.metric, data.truth);
  const meaning = metricDefinition(params.metric, data.truth, cutoffText(data.sets, params));
  const estimate =
    chosen.rules.estimate === 'sample'
      ? 'The estimate is that of the sample'
      : 'The estimate is the mean of the resamples';
  const phrase = intervalPhrase(comparison, params);
  return [
    ...data.sets.map(
      ({ key }, i): Value => ({
        id: `model-${i + 1}`,
        label: `${name}, ${key.label}`,
        definition: `${meaning} ${estimate}; ${phrase}.`,
        quantity: chosen.models[i] as Quantity,
      }),
    ),
    ...comparison.pairs.flatMap((pair, i): Value[] => {
      const id = `pair-${pair.first + 1}-${pair.second + 1}`;
      const label = pairName(comparison, pair);
      const bound = 'p' in pair.p && pair.p.atFloor ? ' This is the least p of so many swaps: p is at most this.' : '';
      return [
        {
          id: `${id}-difference`,
          label: `Difference, ${label}`,
          definition: `First model minus second on the same lesions; ${phrase}.`,
          quantity: chosen.differences[i] as Quantity,
        },
        {
          id: `${id}-p`,
          label: `p, ${label}`,
          definition: `p of no difference by ${testPhrase(comparison, params)}, not adjusted.${bound}`,
          quantity: 'p' in pair.p ? { estimate: pair.p.p } : pair.p,
        },
        {
          id: `${id}-adjusted-p`,
          label: `Adjusted p, ${label}`,
          definition: `The same p; ${adjustedPhrase(comparison, params)}.${bound}`,
          quantity: 'p' in pair.adjusted ? { estimate: pair.adjusted.p } : pair.adjusted,
        },
      ];
    }),
    {
      id: 'lesions',
      label: 'Lesions',
      definition: 'Lesions that all models have, with a truth and a score: only these are paired.',
      quantity: { estimate: data.lesions },
    },
    {
      id: 'patients',
      label: 'Patients',
      definition: 'Patients of these lesions: the unit of resampling and of swapping.',
      quantity: { estimate: data.patients },
    },
  ];
}

function caption(comparison: Comparison, params: CompareModelsParams): string {
  const { data, chosen, pairs } = comparison;
  const where = `${counted(data.lesions, 'lesion')} of ${counted(data.patients, 'patient')}${subsetText(params)}`;
  const name = metricName(params.metric, data.truth);
  const subject = data.truth.isTwoClass ? `${params.target} = ${params.positive}` : params.target;
  const hasInterval = chosen.models.some((quantity) => 'low' in quantity);
  const lines = hasInterval ? ` Lines: ${intervalPhrase(comparison, params)}.` : '';
  const drawn = drawnPairs(comparison, params).length;
  const shown =
    drawn === 0
      ? ''
      : ` Brackets: ${testPhrase(comparison, params)}; ${adjustedPhrase(comparison, params)}.${drawn < pairs.length ? ` ${counted(pairs.length - drawn, 'other pair')} in the table.` : ''}`;
  const accuracies =
    !isRanked(params.metric) && data.truth.isTwoClass ? ` Cut-off: ${cutoffText(data.sets, params)}.` : '';
  return `${name} of ${data.sets.length} models for ${subject} in the same ${where}.${accuracies}${lines}${shown}${studySentence(params.showStudy)}`;
}

function methods(comparison: Comparison, params: CompareModelsParams): string {
  const clusters =
    comparison.data.patients < comparison.data.lesions && comparison.chosen.rules.unit === 'patients'
      ? '; whole patients were drawn and swapped, with all of their lesions'
      : '';
  return `Models were compared on the same lesions by ${metricPhrase(params.metric, comparison.data.truth)} with a ${intervalPhrase(comparison, params)}${clusters}, and in pairs by ${testPhrase(comparison, params)}; ${adjustedPhrase(comparison, params)}.`;
}
