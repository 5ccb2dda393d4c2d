import { z } from 'zod';
import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, PanelInput } from '../../figure.ts';
import { quantileOfSorted } from '../../numerics/quantile.ts';
import { gradesText, reliabilityLimits } from '../agreement/agreement-grades.ts';
import type { FeatureStability } from '../attachments.ts';
import { binsOf, countAxis } from '../bins-of.ts';
import { attached } from '../data-table.ts';
import { defineStatistic } from '../statistic.ts';
import { counted, significant } from '../wording.ts';

const featureStabilityParams = z.object({
  bins: z.number().int().min(5).max(100).default(40).meta({
    title: 'Bars',
    description: 'Equal parts of the range of the coefficients.',
  }),
});

/** Agreement of the features of a lesion between its displaced seeds. */
export const featureStability = defineStatistic({
  id: 'feature-stability',
  title: 'Stability of the features',
  definition:
    'How well each feature keeps its value when the seed is displaced: the distribution of its intraclass correlation over all features, and how many reach the usual limits of reliability.',
  params: featureStabilityParams,
  group: 'Stability',
  needs: ['feature-stability'],
  suggest: () => ({}),
  compute(table, { bins }): FigureInput {
    const stability = attached(table, 'featureStability');
    const icc = stability.icc.filter((value) => !Number.isNaN(value)).sort();
    return {
      id: 'feature-stability',
      title: 'Stability of the features',
      panels: icc.length === 0 ? [] : [panel(icc, bins)],
      values: values(stability, icc),
      tables: [
        {
          title: 'Reliability of the features',
          columns: ['ICC(1)', 'Reading', 'Features', 'Share'],
          rows: grades(icc).map(({ range, name, count }) => [
            range,
            name,
            count,
            icc.length === 0 ? null : `${significant((100 * count) / icc.length)}%`,
          ]),
        },
      ],
      caption: `Intraclass correlation ICC(1) of ${counted(icc.length, 'feature')} between ${stability.draws} displaced seeds of each of ${counted(stability.lesions, 'lesion')}. Grey lines: 0.5, 0.75 and 0.9.`,
      methods: `Stability of the features was measured by the one-way intraclass correlation ICC(1) of each feature between ${stability.draws} random displacements of the seed in ${counted(stability.lesions, 'lesion')}; readings are those of Koo and Li (2016).`,
      warnings: warnings(stability, icc.length),
      sizeMm: { width: 89, height: 66 },
    };
  },
});

function panel(icc: Float64Array, count: number): PanelInput {
  const from = Math.min(0, Math.floor(10 * (icc[0] as number)) / 10);
  const histogram = binsOf(icc, { from, to: 1, count });
  const most = Math.max(...histogram.map((bin) => bin.count));
  return {
    id: 'icc',
    x: { label: 'ICC(1) between displaced seeds', domain: [from, 1] },
    y: { label: 'Features', ...countAxis(most) },
    series: [{ mark: 'bins', along: 'x', id: 'features', label: 'Features', colour: 0, bins: histogram }],
    legend: false,
    guides: reliabilityLimits.map((x) => ({ from: { x, y: 0 }, to: { x, y: countAxis(most).domain[1] } })),
    notes: {
      corner: 'top-left',
      lines: reliabilityLimits.map((limit) => `${significant(100 * shareAbove(icc, limit))}% above ${limit}`),
    },
  };
}

const shareAbove = (icc: Float64Array, limit: number): number =>
  icc.filter((value) => value > limit).length / icc.length;

function grades(icc: Float64Array): { range: string; name: string; count: number }[] {
  const [low, middle, high] = reliabilityLimits;
  const above = (limit: number): number => icc.filter((value) => value > limit).length;
  return [
    { range: `above ${high}`, name: 'excellent', count: above(high) },
    { range: `${middle} to ${high}`, name: 'good', count: above(middle) - above(high) },
    { range: `${low} to ${middle}`, name: 'moderate', count: above(low) - above(middle) },
    { range: `up to ${low}`, name: 'poor', count: icc.length - above(low) },
  ];
}

function values({ icc: all, draws, lesions }: FeatureStability, icc: Float64Array): Value[] {
  const none = { unavailable: 'every feature is constant, or there are fewer than two lesions' };
  const quantity = (compute: () => number, unit?: string): Quantity =>
    icc.length === 0 ? none : { estimate: compute(), ...(unit === undefined ? {} : { unit }) };
  const meaning = `ICC(1) of a feature: the share of its variation that is between lesions and not between displaced seeds of one. A common reading: ${gradesText}.`;
  return [
    {
      id: 'median',
      label: 'ICC(1), median',
      definition: `${meaning} Half of the features have a larger one.`,
      quantity: quantity(() => quantileOfSorted(icc, 0.5)),
    },
    {
      id: 'lower-quartile',
      label: 'ICC(1), lower quartile',
      definition: 'A quarter of the features have a smaller one.',
      quantity: quantity(() => quantileOfSorted(icc, 0.25)),
    },
    {
      id: 'upper-quartile',
      label: 'ICC(1), upper quartile',
      definition: 'A quarter of the features have a larger one.',
      quantity: quantity(() => quantileOfSorted(icc, 0.75)),
    },
    ...reliabilityLimits.map(
      (limit): Value => ({
        id: `above-${limit}`,
        label: `Features above ${limit}`,
        definition: `Share of the features that vary whose ICC(1) is above ${limit}. No interval: features are not a sample.`,
        quantity: quantity(() => 100 * shareAbove(icc, limit), '%'),
      }),
    ),
    {
      id: 'constant',
      label: 'Constant features',
      definition: 'Features that do not vary between lesions or seeds; they have no coefficient and are left out.',
      quantity: { estimate: all.length - icc.length },
    },
    { id: 'lesions', label: 'Lesions', definition: 'Lesions with displaced seeds.', quantity: { estimate: lesions } },
    { id: 'draws', label: 'Draws', definition: 'Displaced seeds of each lesion.', quantity: { estimate: draws } },
  ];
}

/** Fewer lesions than this let single ones decide every coefficient. */
const fewLesions = 10;

function warnings({ icc, lesions }: FeatureStability, varying: number): string[] {
  const constant = icc.length - varying;
  return [
    ...(lesions < fewLesions ? [`${counted(lesions, 'lesion')}: the coefficients hang on single ones.`] : []),
    ...(constant > 0.2 * icc.length
      ? [`${constant} of ${icc.length} features are constant: the weights of the model may be damaged.`]
      : []),
  ];
}
