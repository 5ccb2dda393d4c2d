import type { FigureInput } from '../../figure.ts';
import type { DataTable } from '../data-table.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { timeText } from '../time-units.ts';
import { counted, pValue, significant } from '../wording.ts';
import { analyse, type Incidences } from './analysis.ts';
import { causeLabel, panelsOf } from './drawing.ts';
import { type CompetingRisksParams, competingRisksParams, suggestCompetingRisks } from './params.ts';
import { incidenceTable, landmarkText, percent, stratified, valuesOf } from './values.ts';

/** Groups smaller than this give curves that single patients move. */
const fewPatients = 10;

export const competingRisks = defineStatistic({
  id: 'competing-risks',
  title: 'Competing risks',
  definition:
    "Cumulative incidence of an event when others may come first, such as death from another cause before relapse, with Gray's test between groups. The Kaplan–Meier estimate overstates it, and is shown beside it.",
  params: competingRisksParams,
  group: 'Survival',
  needs: [],
  suggest: suggestCompetingRisks,
  compute(table: DataTable, params: CompetingRisksParams): FigureInput {
    const found = analyse(table, params);
    const panels = panelsOf(found);
    const rows = Math.ceil(panels.length / 2);
    return {
      id: 'competing-risks',
      title: 'Cumulative incidence with competing risks',
      panels,
      values: valuesOf(found),
      tables: [incidenceTable(found)],
      caption: caption(found),
      methods: methods(found),
      warnings: [...found.data.warnings, ...smallGroups(found)],
      sizeMm: { width: panels.length > 1 ? 183 : 89, height: rows * (66 + 4 * found.groups.length) },
    };
  },
});

function caption(found: Incidences): string {
  const { data, groups, causes, params, tests } = found;
  const events = data.events.reduce((sum, event) => (event > 0 ? sum + 1 : sum), 0);
  const by = groups.length > 1 ? ` by ${params.grouping === 'score' ? params.score : params.group}` : '';
  const tested = tests.flatMap((test, i) =>
    test
      ? [`${causeLabel(found, causes[i] as string)}, χ² = ${significant(test.chiSquare, 4)}, ${pValue(test.p)}`]
      : [],
  );
  const sentences = [
    `Cumulative incidence (Aalen–Johansen) in ${counted(data.times.length, 'patient')}${subsetText(params)} (${counted(events, 'event')} of ${counted(causes.length, 'kind')})${by}.`,
    ...(data.threshold === null
      ? []
      : [
          `Split at ${significant(data.threshold, 4)} (${params.threshold === null ? 'the median of these patients' : 'fixed beforehand'}); equal scores go to the ${params.equalScores} group.`,
        ]),
    ...(params.band ? [`Bands: pointwise ${percent(found)} log-log limits.`] : []),
    ...(params.naive ? ['Dashed: 1 − Kaplan–Meier with competing events taken as censored.'] : []),
    'Below the axis, the numbers at risk.',
    ...(tested.length > 0 ? [`Gray's test${stratified(found)}: ${tested.join('; ')}.`] : []),
    ...(params.horizon === null ? [] : [`Follow-up was cut at ${timeText(params.horizon, params.axisUnit)}.`]),
  ];
  return sentences.join(' ');
}

function methods(found: Incidences): string {
  const { groups, params } = found;
  const competing = found.causes.slice(1).map((cause) => causeLabel(found, cause));
  const named = competing.length === 0 ? 'no competing event' : `${competing.join(', ')} as competing`;
  const compared =
    groups.length > 1
      ? ` Groups were compared for each event by Gray's test (two-sided, rho 0${stratified(found)}).`
      : '';
  const units = params.timeUnit === params.axisUnit ? '' : ' A year was taken as 365.25 days.';
  return `Cumulative incidence of ${causeLabel(found, params.eventValue)}, with ${named}, was estimated by the Aalen–Johansen method with ${percent(found)} log-log limits from the delta-method variance, and reported at ${landmarkText(found)}.${compared}${units}`;
}

const smallGroups = ({ groups }: Incidences): string[] =>
  groups.flatMap(({ label, patients }) =>
    patients === 0
      ? [`No patient is in the group "${label}".`]
      : patients < fewPatients
        ? [`The group "${label}" has ${counted(patients, 'patient')}: single patients move its curves.`]
        : [],
  );
