import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput } from '../../figure.ts';
import { answerSentence, answersOf } from '../predictions/answers.ts';
import { suggestPredictions } from '../predictions/params.ts';
import { countOf, type Predictions, readPredictions, whereText } from '../predictions/predictions.ts';
import { bootstrapPhrase, redrawnWarning } from '../resampling/wording.ts';
import { defineStatistic } from '../statistic.ts';
import { counted, significant } from '../wording.ts';
import { deLongAuc, type Evaluated, evaluate } from './conventions.ts';
import { panelsOf } from './drawing.ts';
import { measuresOf } from './measures.ts';
import { type PerformanceParams, performanceParams } from './params.ts';
import type { Performance } from './result.ts';
import { studyResults } from './study-values.ts';
import { tablesOf } from './tables.ts';

/** Fewer rows of a class than this make its measures hang on single lesions. */
const fewRows = 10;

export const performance = defineStatistic({
  id: 'performance',
  title: 'Classification performance',
  definition:
    'All headline measures of one set of predictions with their intervals: ranking (AUC, average precision), answers (accuracies, sensitivity, predictive values) and probabilities (Brier score, log loss). It also shows how the numbers change with the convention of the study.',
  params: performanceParams,
  group: 'Classification',
  needs: [],
  suggest: suggestPredictions,
  compute(table, params, context): FigureInput {
    const data = readPredictions(table, params);
    const set = measuresOf(data, answersOf(data, params));
    const { chosen, all } = evaluate(data, set, params, context);
    const wantsDeLong = params.aucInterval === 'delong' && data.classes.length === 2 && params.convention === 'sample';
    const analytic = wantsDeLong ? deLongAuc(data, params.level) : null;
    const byDeLong = analytic !== null && 'estimate' in analytic;
    const deLongWarning =
      analytic && 'unavailable' in analytic
        ? [`DeLong's interval does not apply (${analytic.unavailable}): bootstrap instead.`]
        : [];
    const values = set.measures.map(({ id, label, definition, part }, i): Value => {
      const deLongHere = byDeLong && id === 'auc';
      const how = deLongHere
        ? `${levelText(params)} interval by DeLong's method`
        : intervalPhrase(chosen, data, params);
      const answer = part === 'answers' ? ` ${answerSentence(data, params)}` : '';
      const quantity = deLongHere ? analytic : (chosen.quantities[i] as Quantity);
      return { id, label, definition: `${definition}${answer} ${capital(how)}.`, quantity };
    });
    const quantities = new Map(values.map(({ id, quantity }) => [id, quantity]));
    const result: Performance = { data, params, values, quantities, chosen, all, byDeLong };
    return {
      id: 'performance',
      title: 'Classification performance',
      panels: panelsOf(result),
      values: [...values, ...countValues(data, params)],
      tables: tablesOf(result, set.measures),
      caption: caption(result),
      methods: methods(result),
      warnings: [
        ...data.warnings,
        ...deLongWarning,
        ...chosen.warnings,
        ...redrawnWarning(chosen.redrawn, chosen.convention.resamples),
        ...smallClassWarnings(data),
      ],
      sizeMm: { width: 183, height: 75 },
    };
  },
});

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const levelText = ({ level }: PerformanceParams): string => `${significant(level * 100)}%`;

function intervalPhrase({ convention, redrawn }: Evaluated, data: Predictions, params: PerformanceParams): string {
  const { resamples, method, draws, centre } = convention;
  const [noun, patients] =
    draws === 'patients' ? (['patient', data.patientCount] as const) : (['lesion', data.truth.length] as const);
  const phrase = bootstrapPhrase({ ...params, resamples }, method, { noun, patients, redrawn });
  return centre === 'mean' ? `${phrase}; the estimate is the mean of the resamples` : phrase;
}

function countValues(data: Predictions, params: PerformanceParams): Value[] {
  const count = (id: string, label: string, definition: string, estimate: number): Value => ({
    id,
    label,
    definition,
    quantity: { estimate },
  });
  const [first] = data.classes.length === 2 && params.decision === 'threshold' ? [params.threshold] : [];
  return [
    count('lesions', 'Lesions', 'Lesions with truth and prediction.', data.truth.length),
    count('patients', 'Patients', 'Patients of these lesions.', data.patientCount),
    ...data.classes.map((name, k) =>
      count(`class-${k + 1}-lesions`, `Lesions, ${name}`, `Lesions of "${name}".`, countOf(data.truth, k)),
    ),
    ...(first === undefined
      ? []
      : [count('threshold', 'Threshold', 'Probability from which on the answer is positive.', first)]),
  ];
}

function caption({ data, params, chosen, byDeLong }: Performance): string {
  const [, positive] = data.classes;
  const what =
    data.classes.length === 2
      ? `predictions of ${params.target} = ${positive} (${countOf(data.truth, 1)} of ${whereText(data, params)})`
      : `predictions of the ${data.classes.length} classes of ${params.target} in ${whereText(data, params)}`;
  const auc = byDeLong ? " The AUC has DeLong's interval." : '';
  const study =
    params.study === 'none'
      ? ''
      : ` Reference: ${studyResults[params.study].label.replace('Study: ', '')}, as printed by Pai et al. for other patients.`;
  return `Performance of the ${what}. ${answerSentence(data, params)} Whiskers: ${intervalPhrase(chosen, data, params)}.${auc} Brier score and log loss stand in the table.${study}`;
}

function methods({ data, params, chosen, byDeLong }: Performance): string {
  const ranking =
    data.classes.length === 2
      ? 'AUC (ties as one half) and average precision (not interpolated)'
      : `AUC and average precision of each class against the rest, averaged over the ${data.classes.length} fixed classes`;
  const auc = byDeLong ? " The AUC has DeLong's interval." : '';
  return `Classification was measured by ${ranking}, balanced accuracy, accuracy${data.classes.length === 2 ? ', sensitivity, specificity, predictive values, F1' : ''}, Brier score and log loss. ${answerSentence(data, params)} Estimates are given with a ${intervalPhrase(chosen, data, params)}.${auc}`;
}

const smallClassWarnings = (data: Predictions): string[] =>
  data.classes.flatMap((name, k) => {
    const count = countOf(data.truth, k);
    if (count >= fewRows) return [];
    return [
      `There ${count === 1 ? 'is' : 'are'} ${counted(count, 'lesion')} of "${name}": its measures hang on single lesions.`,
    ];
  });
