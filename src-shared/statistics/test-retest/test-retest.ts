import type { Value } from '../../domain/entities.ts';
import type { FigureInput, PanelInput } from '../../figure.ts';
import { blandAltmanPanel } from '../agreement/bland-altman-panel.ts';
import { differencesOf, limitsOfAgreement } from '../agreement/limits-of-agreement.ts';
import { suggestPaired } from '../agreement/params.ts';
import { drawnPositions, drawnText, roundDomain } from '../agreement/plot-scale.ts';
import { type Pairs, pairsOf } from '../agreement/repeated-measurements.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, quantityText, significant } from '../wording.ts';
import { testRetestParams } from './params.ts';
import { type Repeatability, repeatability, type TestRetestParams } from './repeatability.ts';
import { repeatabilityValues } from './values.ts';

/** Fewer pairs than this leave every measure of agreement hanging on single cases. */
const fewPairs = 10;

export const testRetest = defineStatistic({
  id: 'test-retest',
  title: 'Test–retest agreement',
  definition:
    'Whether a second scan of the same cases gives the same value: scatter plot with the line of identity, intraclass correlation, r² and R² both ways, Spearman, and how large a change must be to be more than noise.',
  params: testRetestParams,
  group: 'Stability',
  needs: [],
  suggest: suggestPaired,
  compute(table, params): FigureInput {
    const pairs = pairsOf(table, params);
    const result = repeatability(pairs, params);
    const name = params.first === '' ? params.value : '';
    const second = params.withBlandAltman ? differencePanel(pairs, params, name) : null;
    return {
      id: 'test-retest',
      title: 'Test–retest agreement',
      panels: [scatter(pairs, result, params, name), ...(second ? [second] : [])],
      values: repeatabilityValues(pairs, result, params),
      tables: [measureTable(repeatabilityValues(pairs, result, params), params)],
      caption: caption(pairs, result, params, second !== null),
      methods: methods(params),
      warnings: [...pairs.warnings, ...warnings(pairs)],
      sizeMm: second ? { width: 183, height: 86 } : { width: 89, height: 89 },
    };
  },
});

function scatter(
  pairs: Pairs,
  { line, icc, correlation }: Repeatability,
  params: TestRetestParams,
  name: string,
): PanelInput {
  const domain = roundDomain(both(pairs));
  const [low, high] = domain;
  const xs = Array.from({ length: 33 }, (_, i) => low + ((high - low) * i) / 32);
  const fitted = line ? xs.map((x) => ({ x, ...line.at(x, params.level) })) : [];
  const label = (occasion: string): string => (name === '' ? occasion : `${name}, ${occasion}`);
  return {
    id: 'scatter',
    x: { label: label(pairs.names[0]), domain },
    y: { label: label(pairs.names[1]), domain },
    square: true,
    series: [
      {
        mark: 'points',
        id: 'cases',
        label: 'Cases',
        colour: 0,
        points: drawnPositions(pairs.first.length).map((i) => ({
          x: pairs.first[i] as number,
          y: pairs.second[i] as number,
          ...(pairs.subjects ? { subject: pairs.subjects[i] as number } : {}),
          name: pairs.caseNames[i] as string,
        })),
      },
      ...(line
        ? [
            {
              mark: 'line' as const,
              id: 'fit',
              label: 'Least squares',
              colour: 1,
              points: fitted.map(({ x, y }) => ({ x, y })),
              band: fitted.map((at) => ({ x: at.x, low: at.low, high: at.high })),
            },
          ]
        : []),
    ],
    legend: false,
    guides: [{ from: { x: low, y: low }, to: { x: high, y: high } }],
    notes: {
      corner: 'bottom-right',
      lines: [
        `ICC(A,1) ${quantityText(icc['A,1'].icc, two, '')}`,
        `r² ${quantityText(correlation.rSquared, two)}`,
        `Spearman ρ ${quantityText(correlation.spearman, two)}`,
      ],
    },
  };
}

const two = (value: number): string => value.toFixed(2).replace(/^-/, '−');

function* both({ first, second }: Pairs): Iterable<number> {
  yield* first;
  yield* second;
}

function differencePanel(pairs: Pairs, params: TestRetestParams, name: string): PanelInput | null {
  const differences = differencesOf(pairs.first, pairs.second, 'difference');
  const limits = differences && limitsOfAgreement(differences, { coverage: 0.95, level: params.level });
  if (!limits) return null;
  const named = name || `${pairs.names[0]} and ${pairs.names[1]}`;
  return { ...blandAltmanPanel({ pairs, differences, limits, scale: 'difference', name: named }), square: true };
}

const measureTable = (values: readonly Value[], params: TestRetestParams) => ({
  title: 'Test–retest agreement',
  columns: ['Measure', `Estimate (${significant(params.level * 100)}% CI)`],
  rows: values.map(({ label, quantity }) => [
    label,
    quantityText(quantity, (value) => significant(value, 4)) +
      ('unit' in quantity && quantity.unit ? ` ${quantity.unit}` : ''),
  ]),
});

function caption(pairs: Pairs, { icc }: Repeatability, params: TestRetestParams, hasSecond: boolean): string {
  const of = params.first === '' ? ` of ${params.value}` : '';
  const level = `${significant(params.level * 100)}%`;
  const plot = `${hasSecond ? 'a, ' : ''}${pairs.names[1]} against ${pairs.names[0]}${of} in ${counted(pairs.first.length, 'case')}${subsetText(params)}; grey: identity; line with ${level} band: least squares. ICC(A,1) ${quantityText(icc['A,1'].icc, (value) => value.toFixed(3), '')}, two-way absolute agreement of a single measurement with ${level} F interval.`;
  const differences = hasSecond
    ? ' b, Differences (second − first) against means; solid: bias, dashed: limits of agreement (bias ± 1.96 SD), with intervals.'
    : '';
  return `${plot}${differences}${drawnText(pairs.first.length)}`;
}

const methods = (params: TestRetestParams): string =>
  `Test–retest agreement was measured by the intraclass correlation ICC(A,1) (two-way, absolute agreement, single measurement) with its ${significant(params.level * 100)}% F interval, the within-case standard deviation (standard error of measurement), the minimal detectable change (1.96 √2 times it), r², and Spearman's correlation with mid-ranks for ties (two-sided p by Student's t with n − 2 degrees of freedom).`;

function warnings(pairs: Pairs): string[] {
  const n = pairs.first.length;
  return [
    ...(n < fewPairs ? [`${counted(n, 'pair')}: the estimates hang on single cases.`] : []),
    ...(pairs.patientCount !== null && pairs.patientCount < n
      ? [
          `${n} pairs of ${counted(pairs.patientCount, 'patient')}: the intervals take lesions of one patient as independent.`,
        ]
      : []),
  ];
}
