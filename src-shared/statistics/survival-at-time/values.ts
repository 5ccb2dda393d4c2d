import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureTable } from '../../figure.ts';
import { timeText } from '../time-units.ts';
import { quantityText, significant } from '../wording.ts';
import type { TimeDependent } from './analysis.ts';

/** How the intervals were made, as a phrase. */
export function intervalPhrase({ params }: TimeDependent): string {
  if (params.resamples === 0) return 'no interval';
  return `${significant(params.level * 100)}% percentile bootstrap interval over patients (${params.resamples} resamples, seed ${params.seed})`;
}

/** Where the survival probabilities behind the Brier score come from. */
export function predictionPhrase({ params, fittedOn }: TimeDependent): string {
  if (params.brier === 'columns') return `predicted by ${params.probabilities.join(', ')}`;
  const where =
    params.fitColumn === ''
      ? 'the same patients (which is optimistic)'
      : `${fittedOn} patients with ${params.fitColumn} = ${params.fitValue}`;
  return `from a Cox model of ${params.score} (Efron, Breslow baseline) fitted on ${where}`;
}

/** Every number of the figure with its definition. */
export function valuesOf(found: TimeDependent): Value[] {
  const { moments, patients, params, range } = found;
  const { unit, phrase } = { unit: params.axisUnit, phrase: intervalPhrase(found) };
  const events = patients.data.events.reduce((sum, event) => sum + event, 0);
  const chosen = moments.filter(({ isChosen }) => isChosen);
  const span = range ? ` from ${significant(range[0], 3)} to ${significant(range[1], 3)} ${unit}` : '';
  return [
    count('patients', 'Patients', 'Patients with follow-up and a prediction.', patients.data.times.length),
    count('events', 'Events', 'Patients whose follow-up ended with the event.', events),
    ...chosen.flatMap(({ time, cases, controls, auc }, i): Value[] => [
      {
        id: `auc-${i + 1}`,
        label: `AUC at ${timeText(time, unit)}`,
        definition: `Probability that a patient with the event by then has a higher risk than one still without it (cumulative/dynamic, inverse probability of censoring weights, ties half); ${phrase}.`,
        quantity: auc,
      },
      count(
        `cases-${i + 1}`,
        `Events by ${timeText(time, unit)}`,
        'Patients with the event at or before this time.',
        cases,
      ),
      count(
        `controls-${i + 1}`,
        `Followed beyond ${timeText(time, unit)}`,
        'Patients whose follow-up ends after this time.',
        controls,
      ),
    ]),
    {
      id: 'mean-auc',
      label: 'Mean AUC over time',
      definition: `AUC(t) averaged${span}, weighted by the drop of the Kaplan–Meier curve between the times; ${phrase}.`,
      quantity: found.meanAuc,
    },
    ...(params.brier === 'none' ? [] : brierValues(found, span)),
  ];
}

const count = (id: string, label: string, definition: string, estimate: number): Value => ({
  id,
  label,
  definition,
  quantity: { estimate },
});

function brierValues(found: TimeDependent, span: string): Value[] {
  const { moments, params } = found;
  const phrase = intervalPhrase(found);
  const source = predictionPhrase(found);
  const meaning = `Mean squared difference between the probability of survival ${source} and what came, with inverse probability of censoring weights; lower is better`;
  const of = (id: string, label: string, definition: string, quantity: Quantity): Value => ({
    id,
    label,
    definition,
    quantity,
  });
  return [
    ...moments
      .filter(({ isChosen }) => isChosen)
      .flatMap(({ time, brier, reference }, i) => [
        of(`brier-${i + 1}`, `Brier score at ${timeText(time, params.axisUnit)}`, `${meaning}; ${phrase}.`, brier),
        of(
          `reference-brier-${i + 1}`,
          `Brier score of Kaplan–Meier at ${timeText(time, params.axisUnit)}`,
          `The same with the Kaplan–Meier estimate of these patients as the prediction for everybody: what a useful score must beat; ${phrase}.`,
          reference,
        ),
      ]),
    of(
      'integrated-brier',
      'Integrated Brier score',
      `Brier score averaged over time${params.brier === 'cox' ? span : ''} (trapezoidal rule); ${phrase}.`,
      found.integratedBrier,
    ),
    of(
      'integrated-reference-brier',
      'Integrated Brier score of Kaplan–Meier',
      `The same for the Kaplan–Meier estimate; ${phrase}.`,
      found.integratedReference,
    ),
    of(
      'scaled-brier',
      'Scaled Brier score',
      `1 − integrated Brier score / that of Kaplan–Meier: 1 is perfect, 0 or less is of no use; ${phrase}.`,
      found.scaledBrier,
    ),
  ];
}

export function timeTable(found: TimeDependent): FigureTable {
  const { moments, params } = found;
  const share = (value: number): string => value.toFixed(3);
  const interval = params.resamples === 0 ? '' : ` (${significant(params.level * 100)}% CI)`;
  const hasBrier = params.brier !== 'none';
  return {
    title: 'Accuracy over time',
    columns: [
      `Time, ${params.axisUnit}`,
      'Events by then',
      'Followed beyond',
      `AUC${interval}`,
      ...(hasBrier ? [`Brier score${interval}`, 'Brier score of Kaplan–Meier'] : []),
    ],
    rows: moments
      .filter(({ isChosen }) => isChosen)
      .map(({ time, cases, controls, auc, brier, reference }) => [
        Number(time.toPrecision(6)),
        cases,
        controls,
        quantityText(auc, share),
        ...(hasBrier ? [quantityText(brier, share), quantityText(reference, share)] : []),
      ]),
  };
}
