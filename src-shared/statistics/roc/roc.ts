import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, FigureTable, PanelInput } from '../../figure.ts';
import { rocCurve } from '../measures/auc.ts';
import { thinCurve } from '../measures/thin-curve.ts';
import { bootstrapPhrase } from '../resampling/wording.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, pValue, quantityText, significant } from '../wording.ts';
import { type Areas, areasOf } from './areas.ts';
import { type RocData, rocData } from './lesions.ts';
import { type RocParams, rocParams, suggestRoc } from './params.ts';

/** Fewer rows of a class than this make an AUC hang on single lesions. */
const fewRows = 10;

export const roc = defineStatistic({
  id: 'roc',
  title: 'ROC curve and AUC',
  definition:
    'How well a score separates two kinds of lesions over all thresholds, or each class of several from the rest. The AUC is the probability that a positive lesion scores higher than a negative one.',
  params: rocParams,
  group: 'Classification',
  needs: [],
  suggest: suggestRoc,
  compute(table, params, context): FigureInput {
    const data = rocData(table, params);
    const areas = areasOf(data, params, context);
    return {
      id: 'roc',
      title: 'ROC curve',
      panels: [panel(data, areas, params)],
      values: values(data, areas, params),
      tables: [areaTable(data, areas, params)],
      caption: caption(data, areas, params),
      methods: methods(data, areas, params),
      warnings: [...data.warnings, ...areas.warnings, ...smallClassWarnings(data)],
      sizeMm: { width: 89, height: 86 },
    };
  },
});

const two = (value: number): string => value.toFixed(2);

function panel(data: RocData, areas: Areas, params: RocParams): PanelInput {
  const several = data.rankings.length > 1;
  const lines = several
    ? data.rankings.map(({ label }, i) => `${label}: ${quantityText(areas.curves[i] as Quantity, two)}`)
    : [`AUC ${quantityText(areas.curves[0] as Quantity, two)}`];
  if (areas.mean) lines.push(`Mean ${quantityText(areas.mean, two)}`);
  if (areas.difference && 'estimate' in areas.difference.p)
    lines.push(`Difference: ${pValue(areas.difference.p.estimate)}`);
  return {
    id: 'roc',
    x: { label: '1 − specificity', scale: 'linear', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] },
    y: { label: 'Sensitivity', scale: 'linear', domain: [0, 1], ticks: [0, 0.25, 0.5, 0.75, 1] },
    series: data.rankings.map(({ id, label, order, isPositive }, colour) => ({
      mark: 'line',
      id,
      label: several ? label : params.score,
      colour,
      points: thinCurve(rocCurve(order, isPositive)),
      dashed: false,
    })),
    square: true,
    guides: [{ from: { x: 0, y: 0 }, to: { x: 1, y: 1 } }],
    notes: { corner: 'bottom-right', lines },
  };
}

/** How the interval was made, as a phrase. */
function intervalPhrase(areas: Areas, params: RocParams): string {
  const level = `${significant(params.level * 100)}%`;
  if (areas.byDeLong) return `${level} interval by DeLong's method`;
  return bootstrapPhrase(params, params.interval === 'delong' ? 'bca' : params.interval, areas);
}

function values(data: RocData, areas: Areas, params: RocParams): Value[] {
  const meaning =
    'Area under the ROC curve: the probability that a positive lesion scores higher than a negative one; ties count half.';
  const phrase = intervalPhrase(areas, params);
  const list = data.rankings.flatMap(({ id, label, positives, isPositive }, i): Value[] => {
    const of = data.rankings.length > 1 ? `, ${label}` : '';
    return [
      {
        id: `${id}-auc`,
        label: `AUC${of}`,
        definition: `${meaning} The estimate is that of the sample; ${phrase}.`,
        quantity: areas.curves[i] as Quantity,
      },
      {
        id: `${id}-standard-error`,
        label: `Standard error of the AUC${of}`,
        definition: "DeLong's standard error, which takes lesions as independent.",
        quantity: areas.standardErrors[i] as Quantity,
      },
      {
        id: `${id}-positives`,
        label: `Positive lesions${of}`,
        definition: 'Lesions that have the positive value.',
        quantity: { estimate: positives },
      },
      {
        id: `${id}-negatives`,
        label: `Negative lesions${of}`,
        definition: 'All other lesions in the analysis.',
        quantity: { estimate: isPositive.length - positives },
      },
    ];
  });
  if (areas.mean) {
    list.push({
      id: 'mean-auc',
      label: 'Mean AUC',
      definition: `Mean of the AUCs of the classes, each against the rest, with equal weight; ${phrase}.`,
      quantity: areas.mean,
    });
  }
  if (areas.difference) {
    list.push(
      {
        id: 'difference',
        label: 'Difference of the AUCs',
        definition: `First score minus second on the same lesions; ${phrase}.`,
        quantity: areas.difference.quantity,
      },
      {
        id: 'difference-p',
        label: 'Difference, p',
        definition: "DeLong's paired test that the two AUCs are equal, two-sided.",
        quantity: areas.difference.p,
      },
    );
  }
  return list;
}

function areaTable(data: RocData, areas: Areas, params: RocParams): FigureTable {
  return {
    title: 'Areas under the curves',
    columns: [
      params.positive === '' ? 'Class' : 'Score',
      'Positive',
      'Negative',
      `AUC (${significant(params.level * 100)}% CI)`,
    ],
    rows: data.rankings.map(({ label, positives, isPositive }, i) => [
      label,
      positives,
      isPositive.length - positives,
      quantityText(areas.curves[i] as Quantity, (value) => value.toFixed(3)),
    ]),
  };
}

function caption(data: RocData, areas: Areas, params: RocParams): string {
  const [first] = data.rankings;
  const rows = data.classes.length;
  const where = `${counted(rows, 'lesion')} of ${counted(areas.patients, 'patient')}${subsetText(params)}`;
  const what =
    params.positive === ''
      ? `ROC curves of each value of ${params.target} against the rest in ${where}, scored by its predicted probability.`
      : `ROC curve${data.rankings.length > 1 ? 's' : ''} of ${data.rankings.map(({ label }) => label).join(' and ')} for ${params.target} = ${params.positive} (${counted(first?.positives ?? 0, 'lesion')}) against ${counted(rows - (first?.positives ?? 0), 'other lesion')}, in ${where}.`;
  const lower = params.direction === 'lower' ? ' Lower scores speak for the positive value.' : '';
  const hasInterval = [...areas.curves, ...(areas.mean ? [areas.mean] : [])].some((quantity) => 'low' in quantity);
  const interval = hasInterval ? ` In parentheses, the ${intervalPhrase(areas, params)}.` : '';
  return `${what}${lower}${interval} Grey line: chance.`;
}

function methods(data: RocData, areas: Areas, params: RocParams): string {
  const compared =
    areas.difference && 'estimate' in areas.difference.p
      ? " The two areas were compared by DeLong's paired test (two-sided)."
      : '';
  const rest = params.positive === '' ? `, for each of ${data.rankings.length} classes against the rest` : '';
  const clusters = data.patients && !areas.byDeLong ? '; whole patients were drawn, with all of their lesions' : '';
  return `Discrimination was measured by the area under the ROC curve${rest}, ties counted as one half, with a ${intervalPhrase(areas, params)}${clusters}.${compared}`;
}

function smallClassWarnings(data: RocData): string[] {
  return data.rankings.flatMap(({ label, positives, isPositive }, i) => {
    const least = Math.min(positives, isPositive.length - positives);
    if (least >= fewRows || (i > 0 && positives === data.rankings[0]?.positives && data.rankings.length === 2))
      return [];
    return [`The smaller class of ${label} has ${counted(least, 'lesion')}: its AUC hangs on single lesions.`];
  });
}
