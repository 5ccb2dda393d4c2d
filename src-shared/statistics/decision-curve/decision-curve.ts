import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, FigureTable } from '../../figure.ts';
import { suggestPositive } from '../predictions/params.ts';
import { countOf, whereText } from '../predictions/predictions.ts';
import { defineStatistic } from '../statistic.ts';
import { quantityText, significant } from '../wording.ts';
import { panelOf } from './drawing.ts';
import { type DecisionCurves, evaluateDecisions } from './evaluate.ts';
import { netBenefitOfAll } from './net-benefit.ts';
import { decisionCurveParams } from './params.ts';

export const decisionCurve = defineStatistic({
  id: 'decision-curve',
  title: 'Decision curve',
  definition:
    'Whether acting on the predictions does more good than acting on all lesions or on none, for every threshold of probability at which someone would act. Net benefit weighs false positives by the odds of the threshold.',
  params: decisionCurveParams,
  group: 'Classification',
  needs: [],
  suggest: suggestPositive,
  compute(table, params, context): FigureInput {
    const result = evaluateDecisions(table, params, context);
    return {
      id: 'decision-curve',
      title: 'Decision curve',
      panels: [panelOf(result)],
      values: values(result),
      tables: [netBenefitTable(result)],
      caption: caption(result),
      methods: `Net benefit was computed as TP/n − FP/n × t/(1 − t) at threshold probabilities t from ${params.lowest} to ${params.highest}, against acting on all lesions and on none (decision curve analysis), with a ${result.phrase}, pointwise.`,
      warnings: [...result.warnings],
      sizeMm: { width: 89, height: 72 },
    };
  },
});

function values({ curves, params, phrase, difference, prevalence, data }: DecisionCurves): Value[] {
  const at = `at a threshold of ${significant(params.reported)}`;
  const several = curves.length > 1;
  return [
    ...curves.flatMap(({ id, label, reported, gain }): Value[] => [
      {
        id: `${id}-net-benefit`,
        label: `Net benefit${several ? `, ${label}` : ''}`,
        definition: `TP/n − FP/n × t/(1 − t) ${at}: true positives per lesion, less the false positives at their price; ${phrase}.`,
        quantity: reported,
      },
      {
        id: `${id}-gain`,
        label: `Gain over all or none${several ? `, ${label}` : ''}`,
        definition: `Net benefit ${at} minus the better of acting on all lesions and on none; ${phrase}.`,
        quantity: gain,
      },
    ]),
    ...(difference
      ? [
          {
            id: 'difference',
            label: 'Difference of net benefits',
            definition: `First minus second prediction ${at}, on the same lesions; ${phrase}.`,
            quantity: difference,
          },
        ]
      : []),
    {
      id: 'net-benefit-of-all',
      label: 'Net benefit of acting on all',
      definition: `Prevalence − (1 − prevalence) × t/(1 − t) ${at}.`,
      quantity: { estimate: netBenefitOfAll(prevalence, params.reported) },
    },
    {
      id: 'prevalence',
      label: 'Prevalence',
      definition: 'Share of the lesions that have the positive value.',
      quantity: { estimate: prevalence },
    },
    {
      id: 'lesions',
      label: 'Lesions',
      definition: 'Lesions with truth and prediction.',
      quantity: { estimate: data.truth.length },
    },
  ];
}

/** At every fifth threshold. */
function netBenefitTable({ curves, thresholds, prevalence, params }: DecisionCurves): FigureTable {
  const ci = `(${significant(params.level * 100)}% CI)`;
  const three = (value: number): string => value.toFixed(3).replace(/^-/, '−');
  const rows = Array.from(thresholds.keys()).filter((i) => i % 5 === 0);
  return {
    title: 'Net benefit',
    columns: ['Threshold', ...curves.map(({ label }) => `${label} ${ci}`), 'All', 'None'],
    rows: rows.map((i) => {
      const threshold = thresholds[i] as number;
      return [
        Number(threshold.toFixed(4)),
        ...curves.map(({ quantities }) => quantityText(quantities[i] as Quantity, three)),
        three(netBenefitOfAll(prevalence, threshold)),
        0,
      ];
    }),
  };
}

function caption({ data, params, curves, phrase }: DecisionCurves): string {
  const names = curves.map(({ label }) => label).join(' and ');
  const band = params.band ? ` Band: pointwise ${phrase}.` : '';
  return `Decision curve of ${names} for ${params.target} = ${params.positive} (${countOf(data.truth, 1)} of ${whereText(data, params)}): net benefit of acting where the prediction is at least the threshold probability, beside acting on all lesions and on none.${band}`;
}
