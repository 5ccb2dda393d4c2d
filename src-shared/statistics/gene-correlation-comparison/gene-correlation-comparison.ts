import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, FigureTable, PanelInput } from '../../figure.ts';
import { median, quantileOfSorted, sorted } from '../../numerics/quantile.ts';
import { aggregateText, correlationName } from '../gene-correlation/gene-scores.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, pValue, significant } from '../wording.ts';
import { type ComparisonParams, comparisonParams, suggestComparison } from './params.ts';
import { mannWhitney, type RankTest, signedRank } from './rank-tests.ts';
import { compareModels, type TwoModels } from './two-models.ts';

export const geneCorrelationComparison = defineStatistic({
  id: 'gene-correlation-comparison',
  title: 'Gene correlations of two models',
  definition:
    'Compares how strongly the same genes follow the predictions of two models in the same patients. The test swaps the two predictions within patients, since genes are not independent.',
  params: comparisonParams,
  group: 'Biology',
  needs: ['runs', 'expression'],
  suggest: suggestComparison,
  compute(table, params, context): FigureInput {
    const models = compareModels(table, params, context);
    const sizes = [models.r[0].map(Math.abs), models.r[1].map(Math.abs)] as const;
    const tests: Tests = {
      permutation: { estimate: models.permutation.p },
      'signed-rank': quantityOf(signedRank(...sizes)),
      unpaired: quantityOf(mannWhitney(...sizes)),
    };
    return {
      id: 'gene-correlation-comparison',
      title: 'Absolute correlation of gene expression with two predictions',
      panels: [boxPanel(models, sizes, tests, params), pairsPanel(models)],
      values: values(models, sizes, tests, params),
      tables: [geneTable(models)],
      caption: caption(models, sizes, tests, params),
      methods: methods(models, params),
      warnings: [...models.warnings, ...testWarnings(params)],
      sizeMm: { width: 183, height: 80 },
    };
  },
});

type Tests = Readonly<Record<ComparisonParams['test'], Quantity>>;
type Sizes = readonly [Float64Array, Float64Array];

const quantityOf = (test: RankTest): Quantity => ('unavailable' in test ? test : { estimate: test.p });

const testNames: Record<ComparisonParams['test'], string> = {
  permutation: 'swaps within patients',
  'signed-rank': 'Wilcoxon signed-rank',
  unpaired: 'unpaired, as in the study',
};

/** `p ≤ 0.002` where no drawn permutation was as extreme. */
function testText({ permutation }: TwoModels, tests: Tests, { test }: ComparisonParams): string {
  const quantity = tests[test];
  if ('unavailable' in quantity) return quantity.unavailable;
  const text = pValue(quantity.estimate);
  return test === 'permutation' && permutation.atFloor ? text.replace('=', '≤') : text;
}

/** More dots than this hide the box: then only those beyond the whiskers are drawn; the other panel has all. */
const mostDots = 150;

/** Tukey's whiskers: the farthest data within 1.5 interquartile ranges of the box. */
function box(values: Float64Array, x: number) {
  const ascending = sorted(values);
  const [q1, middle, q3] = [0.25, 0.5, 0.75].map((share) => quantileOfSorted(ascending, share)) as [
    number,
    number,
    number,
  ];
  const reach = 1.5 * (q3 - q1);
  const within = ascending.filter((value) => value >= q1 - reach && value <= q3 + reach);
  return {
    x,
    q1,
    median: middle,
    q3,
    low: within[0] ?? q1,
    high: within.at(-1) ?? q3,
    points: Array.from(values)
      .filter((value) => values.length <= mostDots || value < q1 - reach || value > q3 + reach)
      .map((y) => ({ y })),
  };
}

function boxPanel(models: TwoModels, sizes: Sizes, tests: Tests, params: ComparisonParams): PanelInput {
  return {
    id: 'sizes',
    x: { label: '', scale: 'category', categories: [...models.names] },
    y: { label: 'Absolute correlation with gene expression' },
    series: sizes.map((values, model) => ({
      mark: 'boxes' as const,
      id: `model-${model + 1}`,
      label: models.names[model as 0 | 1],
      colour: model,
      boxes: [box(values, model)],
    })),
    brackets: [{ from: 0, to: 1, text: testText(models, tests, params) }],
    legend: false,
  };
}

function pairsPanel({ names, genes, r }: TwoModels): PanelInput {
  const largest = Math.max(...r.map((list) => list.reduce((most, value) => Math.max(most, Math.abs(value)), 0)));
  const end = Math.min(1, Math.ceil(largest * 10 + 1e-9) / 10);
  return {
    id: 'pairs',
    x: { label: `Correlation, ${names[0]}`, domain: [-end, end] },
    y: { label: `Correlation, ${names[1]}`, domain: [-end, end] },
    series: [
      {
        mark: 'points',
        id: 'genes',
        label: 'Gene',
        colour: 0,
        points: genes.map((name, gene) => ({ x: r[0][gene] as number, y: r[1][gene] as number, name })),
      },
    ],
    square: true,
    guides: [{ from: { x: -end, y: -end }, to: { x: end, y: end } }],
    legend: false,
  };
}

function values(models: TwoModels, sizes: Sizes, tests: Tests, params: ComparisonParams): Value[] {
  const name = correlationName(params);
  const ofModel = (model: 0 | 1): Value => ({
    id: `median-size-${model + 1}`,
    label: `Median |r|, ${models.names[model]}`,
    definition: `Median over the genes of the size of ${name} with the prediction of this model.`,
    quantity: { estimate: median(sizes[model]) },
  });
  const test = (which: keyof Tests, definition: string): Value => ({
    id: `${which}-p`,
    label: `p, ${testNames[which]}`,
    definition,
    quantity: tests[which],
  });
  return [
    {
      id: 'patients',
      label: 'Patients',
      definition: 'Patients with expression and both predictions.',
      quantity: { estimate: models.patients },
    },
    { id: 'genes', label: 'Genes', definition: `${models.filterPhrase}.`, quantity: { estimate: models.genes.length } },
    ofModel(0),
    ofModel(1),
    {
      id: 'difference',
      label: 'Difference of mean |r|',
      definition: `Mean |r| over the genes, ${models.names[0]} minus ${models.names[1]}.`,
      quantity: { estimate: models.difference },
    },
    test(
      'permutation',
      `Two-sided permutation test that the two predictions are exchangeable: both are put on one scale and swapped within patients (${swapsText(models, params)}); twice the smaller tail of the difference of mean |r|. Right also where genes depend on each other.`,
    ),
    test(
      'signed-rank',
      'Wilcoxon’s signed-rank test of |r| paired by gene, two-sided, normal approximation. It takes genes as independent, which they are not: its p is too small.',
    ),
    test(
      'unpaired',
      'Mann–Whitney test of the two sets of |r| as if they came from different genes, two-sided: the study reports an unpaired comparison without naming its test. Shown to compare with it, not to conclude from.',
    ),
  ];
}

function geneTable({ names, genes, r }: TwoModels): FigureTable {
  const gap = (gene: number): number => Math.abs(r[0][gene] as number) - Math.abs(r[1][gene] as number);
  const order = Array.from(genes.keys()).toSorted((a, b) => Math.abs(gap(b)) - Math.abs(gap(a)) || a - b);
  return {
    title: 'Genes in which the models differ most',
    columns: ['Gene', `r, ${names[0]}`, `r, ${names[1]}`, 'Difference of |r|'],
    rows: order
      .slice(0, 30)
      .map((gene) => [
        genes[gene] as string,
        ...[r[0][gene] as number, r[1][gene] as number, gap(gene)].map((value) => Number(value.toPrecision(6))),
      ]),
  };
}

const swapsText = ({ exact }: TwoModels, { permutations, seed }: ComparisonParams): string =>
  exact ? 'all swaps' : `${permutations} random swaps, +1 rule, seed ${seed}`;

function caption(models: TwoModels, sizes: Sizes, tests: Tests, params: ComparisonParams): string {
  const [first, second] = models.names;
  return [
    `${correlationName(params)} of ${counted(models.genes.length, 'gene')} (${models.filterPhrase}) with the predictions of ${first} and ${second} in the same ${counted(models.patients, 'patient')}${subsetText(params)}; ${aggregateText(params)}.`,
    `a, absolute correlations; boxes: quartiles, whiskers: farthest values within 1.5 interquartile ranges, dots: genes${models.genes.length > mostDots ? ' beyond them' : ''}. Medians ${significant(median(sizes[0]))} and ${significant(median(sizes[1]))}; ${testText(models, tests, params)} (${testNames[params.test]}, two-sided).`,
    'b, both correlations of each gene; grey: equality.',
  ].join(' ');
}

function methods(models: TwoModels, params: ComparisonParams): string {
  const test = {
    permutation: `a permutation test that swapped the two standardised predictions within patients (two-sided, ${swapsText(models, params)})`,
    'signed-rank': 'Wilcoxon’s signed-rank test over genes (two-sided, genes taken as independent)',
    unpaired: 'the Mann–Whitney test (two-sided, unpaired)',
  }[params.test];
  return `The absolute ${correlationName(params)} of expression with the predictions of both models was computed for ${models.filterPhrase} in ${counted(models.patients, 'patient')}; ${aggregateText(params)}. Models were compared by ${test}.`;
}

function testWarnings({ test }: ComparisonParams): string[] {
  if (test === 'unpaired') {
    return [
      'The unpaired test takes the two models’ correlations as of different, independent genes; they are of the same, dependent ones. Conclude from the permutation test.',
    ];
  }
  return test === 'signed-rank'
    ? [
        'The signed-rank test takes genes as independent; they are not, and its p is too small. Conclude from the permutation test.',
      ]
    : [];
}
