import type { Value } from '../../domain/entities.ts';
import type { FigureInput } from '../../figure.ts';
import { median } from '../../numerics/quantile.ts';
import { drawnText } from '../agreement/plot-scale.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, significant } from '../wording.ts';
import { sizePanels, widthMm } from './panels.ts';
import { type LesionSizeParams, lesionSizeParams, suggestLesionSize } from './params.ts';
import { axisEnd, lesionSizes, type Sizes } from './sizes.ts';

export const lesionSize = defineStatistic({
  id: 'lesion-size',
  title: 'Sizes of lesions',
  definition:
    'Shows how large lesions are along two axes, as density, points and histograms, and what share of them fits into the patch that the encoder sees.',
  params: lesionSizeParams,
  group: 'Cohort',
  needs: [],
  suggest: suggestLesionSize,
  compute(table, params): FigureInput {
    const sizes = lesionSizes(table, params);
    const end = axisEnd(sizes, params);
    const list = values(sizes, params);
    return {
      id: 'lesion-size',
      title: 'Sizes of lesions',
      panels: sizePanels(sizes, end, params),
      values: list,
      tables: [
        {
          title: 'Sizes of lesions',
          columns: ['', 'Value', 'Unit'],
          rows: list.map(({ label, quantity }) =>
            'estimate' in quantity ? [label, quantity.estimate, quantity.unit ?? ''] : [label, null, ''],
          ),
        },
      ],
      caption: caption(sizes, end, params),
      methods: `Sizes of lesions (${params.first}, ${params.second}) were compared with the edge of the patch, ${significant(params.limitMm)} mm; a lesion of exactly that size fits.`,
      warnings: sizes.warnings,
      sizeMm: { width: widthMm, height: widthMm },
    };
  },
});

const shareWithin = (sizes: Float64Array, limitMm: number): number =>
  sizes.filter((size) => size <= limitMm).length / sizes.length;

const shareOfBoth = ({ first, second }: Sizes, limitMm: number): number =>
  first.filter((size, i) => size <= limitMm && (second[i] as number) <= limitMm).length / first.length;

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

function values(sizes: Sizes, { first, second, limitMm }: LesionSizeParams): Value[] {
  const limit = `${significant(limitMm)} mm`;
  const value = (id: string, label: string, definition: string, estimate: number, unit?: string): Value => ({
    id,
    label,
    definition,
    quantity: { estimate, ...(unit === undefined ? {} : { unit }) },
  });
  const share = `Share of lesions of at most ${limit}`;
  return [
    value('share-first', `Within ${limit}, ${first}`, `${share} along this axis.`, shareWithin(sizes.first, limitMm)),
    value(
      'share-second',
      `Within ${limit}, ${second}`,
      `${share} along this axis.`,
      shareWithin(sizes.second, limitMm),
    ),
    value('share-both', `Within ${limit}, both`, `${share} along both axes.`, shareOfBoth(sizes, limitMm)),
    value('median-first', `Median, ${first}`, 'Half of the lesions are smaller.', median(sizes.first), 'mm'),
    value('median-second', `Median, ${second}`, 'Half of the lesions are smaller.', median(sizes.second), 'mm'),
    value('lesions', 'Lesions', 'Lesions with both sizes.', sizes.first.length),
  ];
}

function caption(sizes: Sizes, end: number, params: LesionSizeParams): string {
  const { limitMm, masses, first, second } = params;
  const n = sizes.first.length;
  const beyond = sizes.first.filter((size, i) => size > end || (sizes.second[i] as number) > end).length;
  const contours =
    masses.length === 0
      ? ''
      : ` Contours hold ${masses.map((mass) => `${significant(100 * mass)}%`).join(', ')} of the density (Gaussian kernel, width by Scott's rule).`;
  const outside =
    beyond === 0
      ? ''
      : ` ${counted(beyond, 'lesion')} beyond ${significant(end, 4)} mm ${beyond === 1 ? 'is' : 'are'} counted but not shown.`;
  return `Sizes of ${counted(n, 'lesion')} of ${counted(sizes.patients, 'patient')}${subsetText(params)} along two axes, with histograms. Grey lines: ${significant(limitMm)} mm, which hold ${percent(shareWithin(sizes.first, limitMm))} (${first}) and ${percent(shareWithin(sizes.second, limitMm))} (${second}) of the lesions.${contours}${outside}${drawnText(n - beyond)}`;
}
