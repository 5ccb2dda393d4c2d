import type { Quantity, Value } from '../../domain/entities.ts';
import { AppError } from '../../errors.ts';
import type { FigureInput, FigureTable } from '../../figure.ts';
import { attached } from '../data-table.ts';
import { aggregateText, correlationName, type GeneScores, geneScores } from '../gene-correlation/gene-scores.ts';
import { suggestExpression } from '../gene-correlation/params.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, significant } from '../wording.ts';
import { annotate, sizeProblem } from './annotate.ts';
import { dotPanel, emptyPanel } from './dot-panel.ts';
import { type OverRepresentationParams, overRepresentationParams } from './params.ts';
import { readableSetName } from './set-name.ts';
import { type SetTests, testSets } from './test-sets.ts';

const significantP = 0.05;

export const overRepresentation = defineStatistic({
  id: 'over-representation',
  title: 'Over-represented gene sets',
  definition:
    'Which gene sets hold more of the genes that follow the prediction than chance would give them (hypergeometric test). The universe that the genes are drawn from decides the result and is always stated.',
  params: overRepresentationParams,
  group: 'Biology',
  needs: ['expression', 'gene-sets'],
  suggest: suggestExpression,
  compute(table, params): FigureInput {
    const collection = attached(table, 'geneSets');
    const found = geneScores(table, params);
    const annotation = annotate(found.genes, collection);
    const isChosen = Uint8Array.from(found.r, (r) => (passes(r, params) ? 1 : 0));
    const universe =
      params.universe === 'number'
        ? { kind: params.universe, size: checkedUniverse(params.universeSize, annotation.isAnnotated) }
        : { kind: params.universe };
    const tests = testSets(annotation, isChosen, universe, params);
    const problem =
      sizeProblem(tests.sizes, params, `the ${universeName(tests, params)}`) ?? hitProblem(tests, found, params);
    const shown = tests.sets.slice(0, params.shownSets);
    return {
      id: 'over-representation',
      title: `Over-representation in ${collection.name}`,
      panels: [problem === null ? dots(shown, tests) : emptyPanel(problem)],
      values: values(found, tests, isChosen, params, problem),
      tables: problem === null ? [setTable(found, tests, params)] : [],
      caption: caption(collection.name, found, tests, isChosen, params, problem),
      methods: methods(collection.name, found, tests, params),
      warnings: [...found.warnings, ...universeWarnings(params), ...(problem === null ? [] : [problem])],
      sizeMm: { width: 183, height: problem === null ? Math.max(62, 30 + 5.5 * shown.length) : 25 },
    };
  },
});

function passes(r: number, { leastCorrelation, direction }: OverRepresentationParams): boolean {
  if (direction === 'positive') return r > leastCorrelation;
  return direction === 'negative' ? r < -leastCorrelation : Math.abs(r) > leastCorrelation;
}

function checkedUniverse(size: number, isAnnotated: Uint8Array): number {
  const annotated = isAnnotated.reduce((sum, one) => sum + one, 0);
  if (size >= annotated) return size;
  throw new AppError(
    'invalid-input',
    `The universe cannot be smaller than the ${annotated} tested genes that stand in a set.`,
    { issues: [{ path: 'universeSize', message: `at least ${annotated}` }] },
  );
}

function universeName({ universe }: SetTests, params: OverRepresentationParams): string {
  if (params.universe === 'annotated') return `${universe} tested genes that stand in any set`;
  return params.universe === 'tested' ? `${universe} tested genes` : `${universe} genes of the universe`;
}

function hitProblem({ sets, drawn }: SetTests, found: GeneScores, params: OverRepresentationParams): string | null {
  if (drawn === 0)
    return `None of the ${found.genes.length} tested genes is chosen by ${choiceText(params)} and stands in a set.`;
  return sets.length === 0 ? 'No set within the limits of size holds a chosen gene.' : null;
}

const choiceText = ({ leastCorrelation, direction }: OverRepresentationParams): string =>
  ({
    both: `|r| > ${leastCorrelation}`,
    positive: `r > ${leastCorrelation}`,
    negative: `r < −${leastCorrelation}`,
  })[direction];

/** By gene ratio, as clusterProfiler draws them. */
function dots(shown: SetTests['sets'], { drawn }: SetTests) {
  const ordered = shown.toSorted((a, b) => b.hits.length - a.hits.length || a.p - b.p);
  return dotPanel(
    ordered.map(({ name, hits, adjusted }) => ({
      name,
      x: hits.length / drawn,
      size: hits.length,
      value: adjusted,
    })),
    { x: 'Gene ratio', size: 'Genes', colour: 'Adjusted p' },
  );
}

function values(
  found: GeneScores,
  tests: SetTests,
  isChosen: Uint8Array,
  params: OverRepresentationParams,
  problem: string | null,
): Value[] {
  const value = (id: string, label: string, definition: string, quantity: Quantity): Value => ({
    id,
    label,
    definition,
    quantity,
  });
  const result = (estimate: number): Quantity => (problem === null ? { estimate } : { unavailable: problem });
  return [
    value('patients', 'Patients', 'Patients with a score and with expression.', { estimate: found.patients }),
    value('genes', 'Genes tested', `${found.filterPhrase}.`, { estimate: found.genes.length }),
    value('chosen', 'Chosen genes', `Tested genes with ${choiceText(params)}.`, {
      estimate: isChosen.reduce((sum, one) => sum + one, 0),
    }),
    value('drawn', 'Chosen genes that count (n)', 'Chosen genes that belong to the universe.', {
      estimate: tests.drawn,
    }),
    value('universe', 'Universe (N)', `The ${universeName(tests, params)}.`, { estimate: tests.universe }),
    value(
      'sets',
      'Sets within the limits of size',
      `Sets with ${params.minSize} to ${params.maxSize} genes in the universe, of ${tests.sizes.length}.`,
      { estimate: tests.sized },
    ),
    value(
      'tested-sets',
      'Sets tested',
      'Sets within the limits of size that hold at least one chosen gene: the family of the adjustment.',
      { estimate: tests.sets.length },
    ),
    value(
      'significant',
      `Sets with adjusted p < ${significantP}`,
      'Hypergeometric upper tail, adjusted by the Benjamini–Hochberg method over the sets tested.',
      result(tests.sets.filter(({ adjusted }) => adjusted < significantP).length),
    ),
  ];
}

function setTable({ genes, r }: GeneScores, tests: SetTests, params: OverRepresentationParams): FigureTable {
  const digits = (value: number): number => Number(value.toPrecision(6));
  return {
    title: 'Gene sets by p',
    columns: [
      'Set',
      'Chosen genes in it',
      'Chosen genes',
      'Genes in it',
      'Universe',
      'Times expected',
      'p',
      'Adjusted p',
      ...(params.storey ? ['q (Storey)'] : []),
      'Genes',
    ],
    rows: tests.sets.map(({ name, hits, size, p, adjusted, q }) => [
      readableSetName(name),
      hits.length,
      tests.drawn,
      size,
      tests.universe,
      digits(hits.length / tests.drawn / (size / tests.universe)),
      digits(p),
      digits(adjusted),
      ...(params.storey ? [digits(q)] : []),
      hits
        .toSorted((a, b) => Math.abs(r[b] as number) - Math.abs(r[a] as number))
        .map((gene) => genes[gene] as string)
        .join(' '),
    ]),
  };
}

function caption(
  collection: string,
  found: GeneScores,
  tests: SetTests,
  isChosen: Uint8Array,
  params: OverRepresentationParams,
  problem: string | null,
): string {
  const chosen = isChosen.reduce((sum, one) => sum + one, 0);
  const drawnText =
    problem ??
    `The ${Math.min(params.shownSets, tests.sets.length)} sets of smallest p of ${tests.sets.length} tested; x, share of the chosen genes; area, chosen genes in the set; colour, p adjusted by Benjamini–Hochberg over the sets tested.`;
  return [
    `Over-representation in ${collection} of genes with ${choiceText(params)} (${correlationName(params)} with ${params.score}, ${counted(found.patients, 'patient')}${subsetText(params)}; ${aggregateText(params)}): ${chosen} of ${found.genes.length} genes (${found.filterPhrase}), of which ${tests.drawn} count in the universe of ${universeName(tests, params)}.`,
    `Sets of ${params.minSize} to ${params.maxSize} genes in the universe; hypergeometric test, upper tail.`,
    drawnText,
    'Exploratory: genes were chosen by the size of a correlation, not by its significance.',
  ].join(' ');
}

const methods = (collection: string, found: GeneScores, tests: SetTests, params: OverRepresentationParams): string =>
  `Genes with ${choiceText(params)} among ${found.filterPhrase} (${counted(found.patients, 'patient')}) were tested for over-representation in the gene sets of ${collection} with ${params.minSize} to ${params.maxSize} genes in the universe (${universeName(tests, params)}) by the hypergeometric distribution (upper tail), adjusted by the Benjamini–Hochberg method over the ${tests.sets.length} sets that held a chosen gene${params.storey ? ', with Storey’s q values at λ = 0.05' : ''}.`;

const universeWarnings = (params: OverRepresentationParams): string[] =>
  params.universe === 'number'
    ? [
        `The universe of ${significant(params.universeSize, 6)} genes holds genes that could not be chosen: sets that are expressed at all then look enriched. Compare with the universe of tested genes.`,
      ]
    : [];
