import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, FigureTable, PanelInput } from '../../figure.ts';
import { median } from '../../numerics/quantile.ts';
import { benjaminiHochberg } from '../multiplicity/adjust.ts';
import { defineStatistic, type StatisticContext } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, pValue, significant } from '../wording.ts';
import { correlationInterval } from './correlate.ts';
import { aggregateText, correlationName, type GeneScores, geneScores } from './gene-scores.ts';
import { type GeneCorrelationParams, geneCorrelationParams, suggestExpression } from './params.ts';
import { permuteScores, upperPermutationP } from './permutation-p.ts';

const significantQ = 0.05;

export const geneCorrelation = defineStatistic({
  id: 'gene-correlation',
  title: 'Genes that follow a prediction',
  definition:
    'Correlates the expression of each gene with a prediction, patient by patient, after the gene filter of the study. Says which genes stand out after correction for their number, and whether the genes as a whole follow the prediction more than chance.',
  params: geneCorrelationParams,
  group: 'Biology',
  needs: ['expression'],
  suggest: suggestExpression,
  compute(table, params, context): FigureInput {
    const found = geneScores(table, params);
    const q = benjaminiHochberg([...found.p]);
    const order = Array.from(found.r.keys()).toSorted(
      (a, b) =>
        (found.p[a] as number) - (found.p[b] as number) ||
        Math.abs(found.r[b] as number) - Math.abs(found.r[a] as number) ||
        a - b,
    );
    const overall = overallTest(found, params, context);
    return {
      id: 'gene-correlation',
      title: 'Correlation of gene expression with a prediction',
      panels: [volcano(found, q, overall.p), strongest(found, order, params)],
      values: values(found, q, overall, params),
      tables: [geneTable(found, q, order, params)],
      caption: caption(found, q, overall, params),
      methods: methods(found, params),
      warnings: [...found.warnings],
      sizeMm: { width: 183, height: Math.max(75, 22 + 4 * Math.min(params.shownGenes, order.length)) },
    };
  },
});

interface OverallTest {
  readonly mean: number;
  readonly expected: number;
  readonly p: number;
}

/** The mean |r| of all genes against the same genes and permuted patients: dependence between genes is kept. */
function overallTest(
  { r, scores, correlator }: GeneScores,
  params: GeneCorrelationParams,
  context: StatisticContext,
): OverallTest {
  const permuted = new Float64Array(params.permutations);
  permuteScores(scores, params, context, (arrangement, permutation) => {
    permuted[permutation] = meanSize(correlator.correlate(arrangement));
  });
  const mean = meanSize(r);
  return {
    mean,
    expected: permuted.reduce((sum, value) => sum + value, 0) / permuted.length,
    p: upperPermutationP(mean, permuted),
  };
}

export const meanSize = (r: Float64Array): number => r.reduce((sum, value) => sum + Math.abs(value), 0) / r.length;

/** Beyond this -log10 p cannot be told apart on paper, and p may be 0. */
const tallest = 300;
const height = (p: number): number => Math.min(tallest, -Math.log10(p));

function volcano({ genes, r, p }: GeneScores, q: readonly number[], overallP: number): PanelInput {
  const points = (isShown: (gene: number) => boolean) =>
    Array.from(r.keys())
      .filter(isShown)
      .map((gene) => ({ x: r[gene] as number, y: height(p[gene] as number), name: genes[gene] as string }));
  const isSignificant = (gene: number): boolean => (q[gene] as number) < significantQ;
  const found = points(isSignificant);
  return {
    id: 'genes',
    x: { label: 'Correlation with the prediction', domain: symmetricDomain(r) },
    y: { label: '−log10 p' },
    series: [
      {
        mark: 'points',
        id: 'others',
        label: `q ≥ ${significantQ}`,
        colour: 5,
        points: points((gene) => !isSignificant(gene)),
      },
      ...(found.length > 0
        ? [{ mark: 'points' as const, id: 'significant', label: `q < ${significantQ}`, colour: 1, points: found }]
        : []),
    ],
    notes: { corner: 'top-left', lines: [`All genes: ${pValue(overallP)}`] },
  };
}

function symmetricDomain(r: Float64Array): [number, number] {
  const largest = r.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const end = Math.min(1, Math.ceil(largest * 10 + 1e-9) / 10);
  return [-end, end];
}

function strongest(
  { genes, r, counts }: GeneScores,
  order: readonly number[],
  params: GeneCorrelationParams,
): PanelInput {
  const shown = order.slice(0, params.shownGenes);
  return {
    id: 'strongest',
    x: { label: 'Correlation (95% CI)' },
    y: { label: '', scale: 'category', categories: shown.map((gene) => genes[gene] as string) },
    series: [
      {
        mark: 'intervals',
        id: 'strongest',
        label: 'Correlation',
        colour: 0,
        along: 'x',
        points: shown.map((gene, rank) => ({
          x: r[gene] as number,
          y: rank,
          ...correlationInterval(r[gene] as number, counts[gene] as number),
        })),
      },
    ],
    guides: [{ from: { x: 0, y: -0.5 }, to: { x: 0, y: shown.length - 0.5 } }],
    legend: false,
  };
}

const number = (id: string, label: string, definition: string, quantity: Quantity): Value => ({
  id,
  label,
  definition,
  quantity,
});

function values(found: GeneScores, q: readonly number[], overall: OverallTest, params: GeneCorrelationParams): Value[] {
  const name = correlationName(params);
  const passing = q.filter((value) => value < significantQ).length;
  return [
    number('patients', 'Patients', 'Patients with a score and with expression.', { estimate: found.patients }),
    number('genes', 'Genes tested', `${found.filterPhrase}.`, { estimate: found.genes.length }),
    number(
      'significant',
      `Genes with q < ${significantQ}`,
      `Genes whose two-sided p (${name}, Student's t with n − 2 degrees of freedom) stays below ${significantQ} after Benjamini–Hochberg adjustment over all genes tested.`,
      { estimate: passing },
    ),
    number('median-size', 'Median |r|', `Median over the genes tested of the size of ${name}.`, {
      estimate: median(found.r.map(Math.abs)),
    }),
    number('mean-size', 'Mean |r|', `Mean over the genes tested of the size of ${name}.`, { estimate: overall.mean }),
    number(
      'expected-size',
      'Mean |r| by chance',
      `The same after dealing the scores out to the patients at random (mean of ${params.permutations} permutations, seed ${params.seed}).`,
      { estimate: overall.expected },
    ),
    number(
      'overall-p',
      'All genes, p',
      `Permutation test that the genes tested follow the prediction no more than chance: share of ${params.permutations} rearrangements of the scores over the patients with a mean |r| as large (+1 rule, seed ${params.seed}; the size has one tail). Correlation between genes is kept, so that they need not be independent.`,
      { estimate: overall.p },
    ),
  ];
}

function geneTable(
  { genes, r, counts, p }: GeneScores,
  q: readonly number[],
  order: readonly number[],
  params: GeneCorrelationParams,
): FigureTable {
  return {
    title: 'Genes with the smallest p',
    columns: ['Gene', 'Patients', 'Correlation', 'Low (95%)', 'High (95%)', 'p', 'q (Benjamini–Hochberg)'],
    rows: order.slice(0, 2 * params.shownGenes).map((gene) => {
      const { low, high } = correlationInterval(r[gene] as number, counts[gene] as number);
      return [
        genes[gene] as string,
        counts[gene] as number,
        ...[r[gene] as number, low, high, p[gene] as number, q[gene] as number].map((value) =>
          Number(value.toPrecision(6)),
        ),
      ];
    }),
  };
}

function caption(found: GeneScores, q: readonly number[], overall: OverallTest, params: GeneCorrelationParams): string {
  const passing = q.filter((value) => value < significantQ).length;
  return [
    `${correlationName(params)} of ${params.score} with the expression of ${counted(found.genes.length, 'gene')} (${found.filterPhrase}) in ${counted(found.patients, 'patient')}${subsetText(params)}; ${aggregateText(params)}.`,
    `a, every gene: correlation and two-sided p; ${counted(passing, 'gene')} with q < ${significantQ} (Benjamini–Hochberg). Mean |r| ${significant(overall.mean)}, by chance ${significant(overall.expected)} (permutation of patients, ${pValue(overall.p)}).`,
    `b, the ${Math.min(params.shownGenes, found.genes.length)} genes of smallest p with 95% intervals (Fisher's transformation${params.correlation === 'spearman' ? ', an approximation for ranks' : ''}), not adjusted for their choice. Exploratory.`,
  ].join(' ');
}

const methods = (found: GeneScores, params: GeneCorrelationParams): string =>
  `Gene expression was related to the prediction in ${counted(found.patients, 'patient')} by ${correlationName(params)} over ${found.filterPhrase}; ${aggregateText(params)}. P values are two-sided (Student's t, n − 2 degrees of freedom) and were adjusted by the Benjamini–Hochberg method; the mean absolute correlation was tested against ${params.permutations} permutations of the patients (+1 rule, seed ${params.seed}).`;
