import type { FigureInput } from '../../figure.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted } from '../wording.ts';
import { analyse, type TimeDependent } from './analysis.ts';
import { panelsOf } from './drawing.ts';
import { suggestTimeDependent, timeDependentParams } from './params.ts';
import { intervalPhrase, predictionPhrase, timeTable, valuesOf } from './values.ts';

/** Fewer events than this make every value hang on single patients. */
const fewEvents = 20;

export const timeDependent = defineStatistic({
  id: 'time-dependent',
  title: 'Accuracy over time',
  definition:
    'How well a score tells, at each time, those who have had the event from those who have not (AUC), and how close predicted survival comes to what happened (Brier score). Censored patients are allowed for by weights.',
  params: timeDependentParams,
  group: 'Survival',
  needs: [],
  suggest: suggestTimeDependent,
  compute(table, params, context): FigureInput {
    const found = analyse(table, params, context);
    const panels = panelsOf(found);
    return {
      id: 'time-dependent',
      title: 'Accuracy over time',
      panels,
      values: valuesOf(found),
      tables: [timeTable(found)],
      caption: caption(found),
      methods: methods(found),
      warnings: warnings(found),
      sizeMm: { width: panels.length > 1 ? 183 : 89, height: 66 },
    };
  },
});

const eventsOf = ({ patients }: TimeDependent): number => patients.data.events.reduce((sum, event) => sum + event, 0);

const hasBrier = ({ moments }: TimeDependent): boolean => moments.some(({ brier }) => 'estimate' in brier);

function caption(found: TimeDependent): string {
  const { params, patients } = found;
  const risk =
    params.direction === 'lower-risk' ? 'a higher score means a lower risk' : 'a higher score means a higher risk';
  const brier = hasBrier(found)
    ? ` Brier score of survival probabilities ${predictionPhrase(found)}, beside the Kaplan–Meier estimate (dashed).`
    : '';
  return `Cumulative/dynamic AUC of ${params.score} over time in ${counted(patients.data.times.length, 'patient')}${subsetText(params)} (${counted(eventsOf(found), 'event')}); ${risk}.${brier} Bands and whiskers: ${intervalPhrase(found)}. Grey line: chance.`;
}

function methods(found: TimeDependent): string {
  const { params } = found;
  const brier = hasBrier(found)
    ? ` Accuracy of survival probabilities ${predictionPhrase(found)} was measured by the Brier score with the same weights, beside the Kaplan–Meier estimate as reference.`
    : '';
  const units = params.timeUnit === params.axisUnit ? '' : ' A year was taken as 365.25 days.';
  return `Discrimination over time was measured by the cumulative/dynamic area under the ROC curve with inverse probability of censoring weights from the Kaplan–Meier estimate of censoring, ties counted as one half, with a ${intervalPhrase(found)}; the censoring distribution was estimated anew in each resample.${brier}${units}`;
}

function warnings(found: TimeDependent): string[] {
  const { params, patients, fittedOn } = found;
  const events = eventsOf(found);
  return [
    ...patients.data.warnings,
    ...(events < fewEvents ? [`There are ${counted(events, 'event')}: the values hang on single patients.`] : []),
    ...(params.brier === 'cox' && params.fitColumn === '' && hasBrier(found)
      ? ['The Cox model behind the Brier score was fitted on the patients shown: the score is optimistic.']
      : []),
    ...(fittedOn !== null && params.fitColumn !== '' && fittedOn < 2 * fewEvents
      ? [`The Cox model behind the Brier score rests on ${counted(fittedOn, 'patient')}.`]
      : []),
  ];
}
