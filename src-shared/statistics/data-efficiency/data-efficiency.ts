import type { Value } from '../../domain/entities.ts';
import type { FigureInput } from '../../figure.ts';
import { cutoffText } from '../comparison/long-table.ts';
import { isRanked, metricDefinition, metricName, metricPhrase } from '../comparison/metrics.ts';
import { studySentence, studyTables } from '../comparison/study-table.ts';
import { adjustmentNames } from '../multiplicity/adjust.ts';
import { bootstrapMethodNames } from '../resampling/intervals.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, significant } from '../wording.ts';
import { type Efficiency, efficiencyOf } from './analysis.ts';
import { type Design, percent, readDesign } from './cells.ts';
import { panels, sizeOf } from './panels.ts';
import { type DataEfficiencyParams, dataEfficiencyParams, suggestDataEfficiency } from './params.ts';
import { increaseTable, shareTable } from './tables.ts';

export const dataEfficiency = defineStatistic({
  id: 'data-efficiency',
  title: 'Data efficiency',
  definition:
    'How well models do with all training data and with smaller shares of it: bars, curves over the shares, and the increase over a baseline model at each share.',
  params: dataEfficiencyParams,
  group: 'Comparison',
  needs: ['runs'],
  suggest: suggestDataEfficiency,
  compute(table, params, context): FigureInput {
    const design = readDesign(table, params);
    const efficiency = efficiencyOf(design, params, context);
    return {
      id: 'data-efficiency',
      title: 'Data efficiency',
      panels: panels(design, efficiency, params),
      values: values(design, efficiency, params),
      tables: [
        shareTable(design, efficiency, params),
        ...increaseTable(design, efficiency, params),
        ...studyTables(params.showStudy, design.metrics),
      ],
      caption: caption(design, efficiency, params),
      methods: methods(design, efficiency, params),
      warnings: [...efficiency.warnings],
      sizeMm: sizeOf(design),
    };
  },
});

function bootstrapPhrase({ data }: Design, { redrawn }: Efficiency, params: DataEfficiencyParams): string {
  const again = redrawn === 0 ? '' : `, of which ${redrawn} without a class were drawn again within the classes`;
  return `${significant(params.level * 100)}% ${bootstrapMethodNames[params.interval]} bootstrap interval over ${counted(data.patients, 'patient')} (${params.resamples} resamples, the same for all models and shares${again}, seed ${params.seed})`;
}

const hasRepeats = ({ cells }: Design): boolean => cells.some(({ repeats }) => repeats.length > 1);

function testPhrase({ contrasts, metrics }: Design, params: DataEfficiencyParams): string {
  const swapped = params.swap === 'ranks' && metrics.some(isRanked) ? 'the ranks of the scores' : 'the predictions';
  const tests = contrasts.length * metrics.length;
  const adjusted =
    params.adjustment === 'none' || tests === 1
      ? 'p values are not adjusted'
      : `p values are adjusted for ${tests} tests by ${adjustmentNames[params.adjustment]}'s method`;
  return `a paired permutation test that swaps ${swapped} of a patient (${params.permutations} random swaps, or all where they are at most 65,536; two-sided: twice the smaller tail, each tail of drawn swaps (b + 1) / (m + 1); seed ${params.seed}); ${adjusted}`;
}

function values(design: Design, efficiency: Efficiency, params: DataEfficiencyParams): Value[] {
  const { data, models, cells } = design;
  const phrase = bootstrapPhrase(design, efficiency, params);
  const mean = hasRepeats(design) ? ' Mean over the runs of this model and share.' : '';
  const list = efficiency.results.flatMap(({ metric, cells: ofCells, contrasts }): Value[] => {
    const name = metricName(metric, data.truth);
    const meaning = metricDefinition(metric, data.truth, cutoffText(data.sets, params));
    return [
      ...ofCells.flatMap(({ cell, overPatients, deviation }): Value[] => {
        const id = `${metric}-${cell.model + 1}-${Math.round(cell.fraction * 1000)}`;
        const of = `${models[cell.model]}, ${percent(cell.fraction)}`;
        return [
          { id, label: `${name}, ${of}`, definition: `${meaning}${mean} ${phrase}.`, quantity: overPatients },
          ...(hasRepeats(design)
            ? [
                {
                  id: `${id}-deviation`,
                  label: `${name}: SD over runs, ${of}`,
                  definition: 'Sample standard deviation over the runs of this model and share.',
                  quantity: deviation,
                },
              ]
            : []),
        ];
      }),
      ...contrasts.flatMap(({ cell, baseline, difference, p, adjusted }): Value[] => {
        const [own, other] = [cells[cell], cells[baseline]];
        if (!own || !other) return [];
        const id = `${metric}-${own.model + 1}-over-${other.model + 1}-${Math.round(own.fraction * 1000)}`;
        const of = `${models[own.model]} over ${models[other.model]}, ${percent(own.fraction)}`;
        const test = testPhrase(design, params);
        const bound = 'p' in p && p.atFloor ? ' This is the least p of so many swaps: p is at most this.' : '';
        return [
          {
            id: `${id}-increase`,
            label: `Increase of the ${name}, ${of}`,
            definition: `Model minus baseline on the same lesions and share.${mean} ${phrase}.`,
            quantity: difference,
          },
          {
            id: `${id}-p`,
            label: `Increase of the ${name}, ${of}: p`,
            definition: `p of no difference by ${test}; this one is not adjusted.${bound}`,
            quantity: 'p' in p ? { estimate: p.p } : p,
          },
          {
            id: `${id}-adjusted-p`,
            label: `Increase of the ${name}, ${of}: adjusted p`,
            definition: `p of no difference by ${test}.${bound}`,
            quantity: 'p' in adjusted ? { estimate: adjusted.p } : adjusted,
          },
        ];
      }),
    ];
  });
  const counts: Value[] = [
    {
      id: 'lesions',
      label: 'Lesions',
      definition: 'Lesions that every run has, with a truth and a score.',
      quantity: { estimate: data.lesions },
    },
    {
      id: 'patients',
      label: 'Patients',
      definition: 'Patients of these lesions: the unit of resampling and of swapping.',
      quantity: { estimate: data.patients },
    },
  ];
  return [...list, ...counts];
}

function caption(design: Design, efficiency: Efficiency, params: DataEfficiencyParams): string {
  const { data, models, fractions, metrics } = design;
  const [first, ...others] = metrics.map((metric, i) => (i === 0 ? metricName : metricPhrase)(metric, data.truth));
  const names = [first, ...others].join(' and ');
  const where = `${counted(data.lesions, 'lesion')} of ${counted(data.patients, 'patient')}${subsetText(params)}`;
  const subject = data.truth.isTwoClass ? `${params.target} = ${params.positive}` : params.target;
  const accuracies =
    metrics.every(isRanked) || !data.truth.isTwoClass ? '' : ` Cut-off: ${cutoffText(data.sets, params)}.`;
  const runs = hasRepeats(design) ? ' Points and bars are means over the runs of a model and share.' : '';
  const lines =
    params.whiskers === 'patients'
      ? ` Lines: ${bootstrapPhrase(design, efficiency, params)}.`
      : ` Lines: ${significant(params.level * 100)}% t interval of the mean over the runs.`;
  return `${names} of ${counted(models.length, 'model')} for ${subject}, trained on ${fractions.map(percent).join(', ')} of the training data, in the same ${where}.${accuracies}${runs}${lines}${studySentence(params.showStudy)}`;
}

function methods(design: Design, efficiency: Efficiency, params: DataEfficiencyParams): string {
  const names = design.metrics.map((metric) => metricPhrase(metric, design.data.truth)).join(' and ');
  const compared =
    design.contrasts.length === 0
      ? ''
      : ` Increases over ${design.baselines.map((model) => design.models[model]).join(' and ')} were tested by ${testPhrase(design, params)}.`;
  return `Models trained on ${design.fractions.map(percent).join(', ')} of the training data were evaluated on the same lesions by ${names}, with a ${bootstrapPhrase(design, efficiency, params)}.${compared}`;
}
