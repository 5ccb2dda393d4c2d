import type { FigureTable } from '../../figure.ts';
import { metricName } from '../comparison/metrics.ts';
import { pText } from '../comparison/p-text.ts';
import { quantityText, significant } from '../wording.ts';
import type { CellResult, ContrastResult, Efficiency } from './analysis.ts';
import { type Design, percent } from './cells.ts';
import type { DataEfficiencyParams } from './params.ts';

const three = (value: number): string => value.toFixed(3).replace(/^-/, '−');

export function shareTable(design: Design, { results }: Efficiency, params: DataEfficiencyParams): FigureTable {
  const level = `${significant(params.level * 100)}% CI`;
  const hasRepeats = design.cells.some(({ repeats }) => repeats.length > 1);
  return {
    title: 'Metric by share of the data',
    columns: [
      'Share of the data',
      'Model',
      'Runs',
      ...results.flatMap(({ metric }) => {
        const name = metricName(metric, design.data.truth);
        const ofRuns = hasRepeats ? [`${name}: SD over runs`, `${name}: ${level} over runs`] : [];
        return [`${name} (${level} over patients)`, ...ofRuns];
      }),
    ],
    rows: design.cells.map(({ model, fraction, repeats }, i) => [
      percent(fraction),
      design.models[model] as string,
      repeats.length,
      ...results.flatMap(({ cells }) => {
        const { overPatients, overRepeats, deviation } = cells[i] as CellResult;
        const runs = 'low' in overRepeats ? quantityText(overRepeats, three) : null;
        const spread = 'estimate' in deviation ? three(deviation.estimate) : null;
        return [quantityText(overPatients, three), ...(hasRepeats ? [spread, runs] : [])];
      }),
    ]),
  };
}

const largest = '†';
const notSignificant = '‡';

/** As the study prints it: Δ (95% CI), p, with the largest increase of a share and what is not significant marked. */
export function increaseTable(design: Design, { results }: Efficiency, params: DataEfficiencyParams): FigureTable[] {
  if (design.contrasts.length === 0) return [];
  const { models, cells, fractions, baselines } = design;
  const level = `${significant(params.level * 100)}% CI`;
  const columns = results.flatMap((result) => baselines.map((baseline) => ({ result, baseline })));
  const compared = models.map((_, model) => model).filter((model) => !baselines.includes(model));
  const find = (contrasts: readonly ContrastResult[], model: number, fraction: number, baseline: number) =>
    contrasts.find((contrast) => {
      const [own, other] = [cells[contrast.cell], cells[contrast.baseline]];
      return own?.model === model && own.fraction === fraction && other?.model === baseline;
    });
  return [
    {
      title: `Increase over ${baselines.map((model) => models[model]).join(' and ')} (${largest} largest of its share and column; ${notSignificant} ${params.adjustment === 'none' ? '' : 'adjusted '}p of 0.05 or more)`,
      columns: [
        'Share of the data',
        'Model',
        ...columns.map(
          ({ result, baseline }) =>
            `Δ ${metricName(result.metric, design.data.truth)} over ${models[baseline]} (${level}), p`,
        ),
      ],
      rows: fractions.flatMap((fraction) =>
        compared.map((model) => [
          percent(fraction),
          models[model] as string,
          ...columns.map(({ result, baseline }) => {
            const own = find(result.contrasts, model, fraction, baseline);
            if (!own) return null;
            const all = compared.flatMap((other) => find(result.contrasts, other, fraction, baseline) ?? []);
            return increaseText(own, all);
          }),
        ]),
      ),
    },
  ];
}

const estimateOf = ({ difference }: ContrastResult): number =>
  'estimate' in difference ? difference.estimate : Number.NEGATIVE_INFINITY;

function increaseText(own: ContrastResult, all: readonly ContrastResult[]): string {
  const isLargest = all.length > 1 && all.every((other) => estimateOf(other) <= estimateOf(own));
  const isOpen = !('p' in own.adjusted) || own.adjusted.p >= 0.05;
  const p = 'p' in own.adjusted ? pText(own.adjusted) : `p: ${own.adjusted.unavailable}`;
  return `${quantityText(own.difference, three)}${isLargest ? largest : ''}, ${p}${isOpen ? notSignificant : ''}`;
}
