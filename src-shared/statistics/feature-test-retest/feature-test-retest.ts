import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, PanelInput } from '../../figure.ts';
import type { LineFit } from '../../numerics/line-fit.ts';
import { quantileOfSorted } from '../../numerics/quantile.ts';
import { gradesText, reliabilityLimits } from '../agreement/agreement-grades.ts';
import { roundDomain } from '../agreement/plot-scale.ts';
import { binsOf, countAxis } from '../bins-of.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, significant } from '../wording.ts';
import { compareFeatures, type FeatureComparison } from './compare-features.ts';
import { type FeatureTestRetestParams, featureTestRetestParams } from './params.ts';

/** Fewer pairs than this let single cases decide every coefficient. */
const fewPairs = 10;
/** Cells of the density plot along each axis. */
const cells = 72;

export const featureTestRetest = defineStatistic({
  id: 'feature-test-retest',
  title: 'Test–retest of the features',
  definition:
    'Whether a second scan gives the same features: all features of all cases against those of the second scan, and the agreement of each feature over the cases.',
  params: featureTestRetestParams,
  group: 'Stability',
  needs: ['features'],
  suggest: () => ({}),
  compute(table, params, context): FigureInput {
    const result = compareFeatures(table, params, context);
    return {
      id: 'feature-test-retest',
      title: 'Test–retest of the features',
      panels: [densityPanel(result), ...featurePanels(result)],
      values: values(result),
      tables: [],
      caption: caption(result, params),
      methods: methods(result),
      warnings: [
        ...result.warnings,
        ...(result.cases.length < fewPairs
          ? [`${counted(result.cases.length, 'pair')}: the coefficients hang on single cases.`]
          : []),
      ],
      sizeMm: { width: 183, height: 64 },
    };
  },
});

/** Numbers of pairs on a grid, as colours: a hundred thousand points would be a blot. */
function densityPanel({ flat, names }: FeatureComparison): PanelInput {
  const domain = roundDomain(both(flat.first, flat.second));
  const [low, high] = domain;
  const counts = new Float64Array(cells * cells);
  const cell = (value: number): number => Math.min(cells - 1, Math.floor((cells * (value - low)) / (high - low)));
  flat.first.forEach((x, i) => {
    const at = (cells - 1 - cell(flat.second[i] as number)) * cells + cell(x);
    counts[at] = (counts[at] as number) + 1;
  });
  const shades = Array.from(counts, (count) => Math.log10(1 + count));
  const most = shades.reduce((largest, shade) => Math.max(largest, shade), 0);
  const { line } = flat;
  return {
    id: 'all-features',
    x: { label: `Features, ${names[0]}`, domain },
    y: { label: `Features, ${names[1]}`, domain },
    square: true,
    series: [
      {
        mark: 'raster',
        id: 'density',
        label: 'Pairs',
        colour: 0,
        columns: cells,
        values: shades,
        x: [low, high],
        y: [high, low],
        scale: { name: 'sequential', domain: [0, most], label: 'log10 (1 + pairs)' },
      },
      ...(line
        ? [
            {
              mark: 'line' as const,
              id: 'fit',
              label: 'Least squares',
              colour: 1,
              points: lineInside(line, low, high),
            },
          ]
        : []),
    ],
    guides: [{ from: { x: low, y: low }, to: { x: high, y: high } }],
    legend: false,
  };
}

/** The part of the line that the square shows. */
const lineInside = (line: LineFit, low: number, high: number): { x: number; y: number }[] =>
  Array.from({ length: 101 }, (_, i) => low + ((high - low) * i) / 100)
    .map((x) => ({ x, y: line.intercept + line.slope * x }))
    .filter(({ y }) => y >= low && y <= high);

function* both(first: Float64Array, second: Float64Array): Iterable<number> {
  yield* first;
  yield* second;
}

const varying = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value)).sort();

function featurePanels({ icc, spearman }: FeatureComparison): PanelInput[] {
  const panels: [id: string, label: string, values: Float64Array][] = [
    ['icc', 'ICC(A,1) of a feature', varying(icc)],
    ['spearman', 'Spearman’s ρ of a feature', varying(spearman)],
  ];
  return panels
    .filter(([, , found]) => found.length > 0)
    .map(([id, label, found]) => {
      const from = Math.max(-1, Math.min(0, Math.floor(5 * (found[0] as number)) / 5));
      const bins = binsOf(found, { from, to: 1, count: 40 });
      return {
        id,
        x: { label, domain: [from, 1] },
        y: { label: 'Features', ...countAxis(Math.max(...bins.map(({ count }) => count))) },
        series: [
          {
            mark: 'bins' as const,
            along: 'x' as const,
            id: `${id}-bins`,
            label: 'Features',
            colour: 0,
            bins,
          },
        ],
        legend: false,
      };
    });
}

function values(result: FeatureComparison): Value[] {
  const { icc, spearman, rSquared, flat, cases, dimension } = result;
  const [agreement, ranks, squares] = [varying(icc), varying(spearman), varying(rSquared)];
  const flatQuantity = (estimate: number): Quantity =>
    Number.isNaN(estimate) ? { unavailable: 'the features do not vary' } : { estimate };
  const medianOf = (found: Float64Array): Quantity =>
    found.length === 0
      ? { unavailable: 'no feature varies over the cases' }
      : { estimate: quantileOfSorted(found, 0.5) };
  const pseudo = `Over all ${dimension} features of all ${cases.length} cases in one list; these are no independent observations, so there is no p.`;
  return [
    {
      id: 'flat-spearman',
      label: 'Spearman’s ρ, all features',
      definition: `Rank correlation with mid-ranks. ${pseudo}`,
      quantity: flatQuantity(flat.spearman),
    },
    {
      id: 'flat-r-squared',
      label: 'r², all features',
      definition: `Square of Pearson’s correlation. ${pseudo}`,
      quantity: flatQuantity(flat.rSquared),
    },
    {
      id: 'flat-determination-of-first',
      label: `R² of ${result.names[0]} by ${result.names[1]}, all features`,
      definition: `scikit-learn's r2_score(test, retest), which the reference code reports; not symmetric. ${pseudo}`,
      quantity: flatQuantity(flat.determinationOfFirst),
    },
    {
      id: 'flat-determination-of-second',
      label: `R² of ${result.names[1]} by ${result.names[0]}, all features`,
      definition: `r2_score(retest, test). ${pseudo}`,
      quantity: flatQuantity(flat.determinationOfSecond),
    },
    {
      id: 'icc-median',
      label: 'ICC(A,1) of a feature, median',
      definition: `Two-way, absolute agreement, single measurement, over the cases. A common reading: ${gradesText}.`,
      quantity: medianOf(agreement),
    },
    ...reliabilityLimits.map(
      (limit): Value => ({
        id: `icc-above-${limit}`,
        label: `Features with ICC(A,1) above ${limit}`,
        definition: 'Share of the features that vary. No interval: features are not a sample.',
        quantity:
          agreement.length === 0
            ? { unavailable: 'no feature varies over the cases' }
            : { estimate: (100 * agreement.filter((value) => value > limit).length) / agreement.length, unit: '%' },
      }),
    ),
    {
      id: 'spearman-median',
      label: 'Spearman’s ρ of a feature, median',
      definition: 'Rank correlation of each feature over the cases; the median over the features.',
      quantity: medianOf(ranks),
    },
    {
      id: 'r-squared-median',
      label: 'r² of a feature, median',
      definition: 'Square of Pearson’s correlation of each feature over the cases; the median over the features.',
      quantity: medianOf(squares),
    },
    {
      id: 'constant',
      label: 'Constant features',
      definition: 'Features that do not vary over the cases; they are left out of the medians and shares.',
      quantity: { estimate: dimension - agreement.length },
    },
    {
      id: 'pairs',
      label: 'Pairs',
      definition: 'Cases with features of both scans.',
      quantity: { estimate: cases.length },
    },
  ];
}

function caption({ cases, dimension, names, flat }: FeatureComparison, params: FeatureTestRetestParams): string {
  return `a, ${dimension} features of ${counted(cases.length, 'case')}${subsetText(params)}, ${names[1]} against ${names[0]}, as a density; grey: identity${flat.line ? '; line: least squares' : ''}. b, c, Agreement of each feature over the cases: ICC(A,1) and Spearman’s ρ. Flattened r² ${Number.isNaN(flat.rSquared) ? 'not estimable' : significant(flat.rSquared, 3)}, Spearman’s ρ ${Number.isNaN(flat.spearman) ? 'not estimable' : significant(flat.spearman, 3)}.`;
}

const methods = ({ dimension }: FeatureComparison): string =>
  `Test–retest agreement of the ${dimension} features was measured for each feature over the cases (ICC(A,1), Spearman’s correlation, r²) and, for comparison with flattened analyses, over all features of all cases together; for the latter no p is given, as features of one case are not independent.`;
