import type { Quantity, Value } from '../../domain/entities.ts';
import { AppError } from '../../errors.ts';
import type { FigureInput, FigureTable, PanelInput } from '../../figure.ts';
import { attached } from '../data-table.ts';
import { aggregateText, correlationName, type GeneScores, geneScores } from '../gene-correlation/gene-scores.ts';
import { suggestExpression } from '../gene-correlation/params.ts';
import { annotate, sizeProblem } from '../over-representation/annotate.ts';
import { dotPanel, emptyPanel } from '../over-representation/dot-panel.ts';
import { readableSetName } from '../over-representation/set-name.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, pValue, significant } from '../wording.ts';
import { type EnrichedSet, enrich, leadingEdge, type Ranking, rankGenes } from './enrich.ts';
import { runningSum } from './enrichment-score.ts';
import { type EnrichmentParams, enrichmentParams } from './params.ts';

const significantFdr = 0.25;

export const geneSetEnrichment = defineStatistic({
  id: 'gene-set-enrichment',
  title: 'Gene set enrichment (ranked)',
  definition:
    'Ranks all genes by their correlation with the prediction and asks which sets gather at an end of the ranking (GSEA). No threshold chooses genes, unlike in over-representation.',
  params: enrichmentParams,
  group: 'Biology',
  needs: ['expression', 'gene-sets'],
  suggest: suggestExpression,
  compute(table, params, context): FigureInput {
    const collection = attached(table, 'geneSets');
    const found = geneScores(table, params);
    const { sets } = annotate(found.genes, collection);
    const sized = sets.filter(
      ({ genes }) =>
        genes.length >= params.minSize && genes.length <= params.maxSize && genes.length < found.genes.length,
    );
    const problem =
      sized.length > 0
        ? null
        : (sizeProblem(
            sets.map(({ genes }) => genes.length),
            params,
            `the ${found.genes.length} ranked genes`,
          ) ??
          'The only sets within the limits of size hold every ranked gene: there is nothing to rank them against.');
    const enriched = problem === null ? enrich(found, sized, params, context) : [];
    const ranking = rankGenes(found.r, params.exponent);
    const shown = enriched.filter(({ nes }) => nes !== null).slice(0, params.shownSets);
    return {
      id: 'gene-set-enrichment',
      title: `Gene set enrichment in ${collection.name}`,
      panels:
        problem === null ? [runningPanel(followed(enriched, params), ranking), nesPanel(shown)] : [emptyPanel(problem)],
      values: values(found, enriched, sets.length, params, problem),
      tables: problem === null ? [setTable(found, enriched, ranking)] : [],
      caption: caption(collection.name, found, enriched, params, problem),
      methods: methods(collection.name, found, enriched, params),
      warnings: [...found.warnings, ...warningsOf(params), ...(problem === null ? [] : [problem])],
      sizeMm: { width: 183, height: problem === null ? Math.max(75, 30 + 5.5 * shown.length) : 25 },
    };
  },
});

function followed(enriched: readonly EnrichedSet[], { set }: EnrichmentParams): EnrichedSet {
  const wanted = set.trim();
  const chosen =
    wanted === ''
      ? enriched[0]
      : enriched.find((one) => [one.set.name, readableSetName(one.set.name)].includes(wanted));
  if (chosen) return chosen;
  throw new AppError('invalid-input', `No set “${wanted}” is among the ${enriched.length} tested.`, {
    issues: [{ path: 'set', message: 'not among the sets tested' }],
  });
}

const rounded = (value: number | null, digits = 3): string => (value === null ? 'none' : significant(value, digits));

function runningPanel({ set, score, nes, p, fdr }: EnrichedSet, ranking: Ranking): PanelInput {
  const { points, hits } = runningSum(ranking.order, ranking.weights, set);
  const heights = points.map(({ y }) => y);
  const [low, high] = [Math.min(0, ...heights), Math.max(0, ...heights)];
  const tick = 0.06 * (high - low);
  const count = ranking.order.length;
  return {
    id: 'running-sum',
    title: readableSetName(set.name),
    x: { label: 'Rank of the gene by correlation', domain: [0, count] },
    y: { label: 'Running enrichment score', domain: [low - 2.5 * tick, high + tick] },
    series: [
      { mark: 'line', id: 'running', label: 'Running sum', colour: 0, points: [...points] },
      {
        mark: 'step',
        id: 'genes',
        label: 'Genes of the set',
        colour: 6,
        points: [
          { x: 0, y: low - 1.5 * tick },
          { x: count, y: low - 1.5 * tick },
        ],
        censored: hits.map((rank) => ({ x: rank - 0.5, y: low - 1.5 * tick })),
      },
    ],
    guides: [{ from: { x: 0, y: 0 }, to: { x: count, y: 0 } }],
    notes: {
      corner: score >= 0 ? 'top-right' : 'bottom-left',
      lines: [`ES ${rounded(score)}, NES ${rounded(nes)}`, `${pValue(p)}, FDR ${rounded(fdr, 2)}`],
    },
    legend: false,
  };
}

/** Rising sets above falling ones. */
function nesPanel(shown: readonly EnrichedSet[]): PanelInput {
  if (shown.length === 0) return emptyPanel('No set has a normalised score: raise the number of permutations.');
  const ordered = shown.toSorted((a, b) => (b.nes as number) - (a.nes as number));
  return dotPanel(
    ordered.map(({ set, nes, fdr }) => ({
      name: set.name,
      x: nes as number,
      size: set.genes.length,
      value: fdr as number,
    })),
    { x: 'Normalised enrichment score', size: 'Genes in set', colour: 'FDR' },
  );
}

function values(
  found: GeneScores,
  enriched: readonly EnrichedSet[],
  setCount: number,
  params: EnrichmentParams,
  problem: string | null,
): Value[] {
  const passing = enriched.filter(({ fdr }) => fdr !== null && fdr < significantFdr).length;
  const result: Quantity = problem === null ? { estimate: passing } : { unavailable: problem };
  return [
    {
      id: 'patients',
      label: 'Patients',
      definition: 'Patients with a score and with expression.',
      quantity: { estimate: found.patients },
    },
    {
      id: 'genes',
      label: 'Genes ranked',
      definition: `${found.filterPhrase}, by falling ${correlationName(params)} with the score.`,
      quantity: { estimate: found.genes.length },
    },
    {
      id: 'sets',
      label: 'Sets tested',
      definition: `Sets with ${params.minSize} to ${params.maxSize} of the ranked genes, of ${setCount}.`,
      quantity: { estimate: enriched.length },
    },
    {
      id: 'significant',
      label: `Sets with FDR < ${significantFdr}`,
      definition: `False discovery rate of GSEA from ${params.permutations} permutations of the ${params.permute}; ${significantFdr} is the customary limit of exploratory analyses.`,
      quantity: result,
    },
  ];
}

function setTable({ genes }: GeneScores, enriched: readonly EnrichedSet[], ranking: Ranking): FigureTable {
  const digits = (value: number | null): number | null => (value === null ? null : Number(value.toPrecision(6)));
  return {
    title: 'Gene sets by p',
    columns: ['Set', 'Genes ranked', 'ES', 'NES', 'p', 'FDR', 'Leading edge'],
    rows: enriched.map(({ set, score, nes, p, fdr }) => {
      const { peak } = runningSum(ranking.order, ranking.weights, set);
      const edge = leadingEdge(ranking, set, score, peak);
      return [
        readableSetName(set.name),
        set.genes.length,
        digits(score),
        digits(nes),
        digits(p),
        digits(fdr),
        edge.map((gene) => genes[gene] as string).join(' '),
      ];
    }),
  };
}

const permutationText = ({ permute, permutations, seed }: EnrichmentParams): string =>
  `${permutations} permutations of the ${permute}, seed ${seed}`;

function caption(
  collection: string,
  found: GeneScores,
  enriched: readonly EnrichedSet[],
  params: EnrichmentParams,
  problem: string | null,
): string {
  const first = `Gene set enrichment (ranked) in ${collection}: ${counted(found.genes.length, 'gene')} (${found.filterPhrase}) by ${correlationName(params)} with ${params.score} in ${counted(found.patients, 'patient')}${subsetText(params)}; ${aggregateText(params)}.`;
  if (problem !== null) return `${first} ${problem}`;
  const chosen = followed(enriched, params);
  return [
    first,
    `a, running sum of ${readableSetName(chosen.set.name)}; ticks, its genes. Enrichment score ${rounded(chosen.score)}, normalised ${rounded(chosen.nes)}, ${pValue(chosen.p)}, FDR ${rounded(chosen.fdr, 2)}.`,
    `b, normalised scores of the ${Math.min(params.shownSets, enriched.length)} sets of smallest p of ${enriched.length} tested (${params.minSize} to ${params.maxSize} ranked genes); area, genes in the set; colour, false discovery rate. ${permutationText(params)}.`,
  ].join(' ');
}

const methods = (
  collection: string,
  found: GeneScores,
  enriched: readonly EnrichedSet[],
  params: EnrichmentParams,
): string =>
  `Gene set enrichment analysis (weighted Kolmogorov–Smirnov statistic, exponent ${params.exponent}) ranked ${found.filterPhrase} by ${correlationName(params)} with the prediction in ${counted(found.patients, 'patient')} and tested ${enriched.length} sets of ${collection} with ${params.minSize} to ${params.maxSize} ranked genes against ${permutationText(params)} (p among permuted scores of the same sign, +1 rule; false discovery rate by Subramanian et al. 2005).`;

const warningsOf = ({ permute }: EnrichmentParams): string[] =>
  permute === 'genes'
    ? [
        'Genes were permuted, not patients: genes of a set that vary together count as independent evidence, and too many sets come out. Prefer permuted patients where there are more than a few.',
      ]
    : [];
