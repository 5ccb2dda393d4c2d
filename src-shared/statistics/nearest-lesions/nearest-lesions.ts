import { AppError } from '../../errors.ts';
import type { FigureInput, PanelInput, Series } from '../../figure.ts';
import { attached, type DataTable, distinctTexts, matchesText, textColumn } from '../data-table.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, significant } from '../wording.ts';
import { type NearestLesionsParams, nearestLesionsParams, suggestNearestLesions } from './params.ts';
import { type Candidate, rankedLesions } from './ranking.ts';

const rowMm = 5;
const mostClasses = 8;

export const nearestLesions = defineStatistic({
  id: 'nearest-lesions',
  title: 'Nearest lesions',
  definition:
    'Lists the lesions whose features are most like those of a chosen one, with their classes and clinical values: what the encoder takes for alike.',
  params: nearestLesionsParams,
  group: 'Feature space',
  needs: ['features'],
  suggest: suggestNearestLesions,
  compute(table, params, { signal, report }): FigureInput {
    const names = textColumn(table, params.nameColumn);
    const chosen = chosenRow(names, params);
    const { dimension, values } = attached(table, 'features');
    const { ranked, compared } = rankedLesions({ table, chosen, dimension, values }, params, { signal, report });
    if (ranked.length === 0)
      throw new AppError(
        'invalid-input',
        `There is no ${params.otherPatients ? 'lesion of another patient' : 'other lesion'} with features to compare with.`,
      );
    const nearest = ranked.slice(0, params.count);
    const nameOf = ({ row }: Candidate): string => names[row] ?? `row ${row + 1}`;
    return {
      id: 'nearest-lesions',
      title: `Nearest lesions of ${params.lesion}`,
      panels: [panel(table, nearest, nameOf, params)],
      values: nearest.slice(0, 1).map((candidate) => ({
        id: 'nearest',
        label: `Nearest: ${nameOf(candidate)}`,
        definition: `${capital(measureText(params))} of ${params.lesion} and the lesion nearest to it.`,
        quantity: { estimate: candidate.value },
      })),
      tables: [
        {
          title: `Nearest lesions of ${params.lesion}`,
          columns: ['Rank', 'Lesion', capital(measureText(params)), ...params.described],
          rows: [
            chosenEntry(table, chosen, params),
            ...nearest.map((candidate, index) => entry(table, candidate, index, nameOf, params)),
          ],
        },
      ],
      caption: `The ${counted(nearest.length, 'lesion')} nearest to ${params.lesion} by the ${measureText(params)} of ${scaleText(params)}, of ${counted(compared, 'lesion')}${params.otherPatients ? ' of other patients' : ''}${subsetText(params)}${params.colour === '' ? '' : `, coloured by ${params.colour}`}.`,
      methods: `Lesions were ranked by the ${measureText(params)} of their ${dimension} features to those of a chosen lesion (${scaleText(params)}).`,
      warnings: [],
      sizeMm: { width: 89, height: 18 + rowMm * nearest.length },
    };
  },
});

function chosenRow(names: readonly (string | null)[], { lesion, nameColumn }: NearestLesionsParams): number {
  if (lesion.trim() === '') throw new AppError('invalid-input', 'Choose a lesion.');
  const rows = names.flatMap((name, row) => (matchesText(name, lesion) ? [row] : []));
  if (rows.length === 1) return rows[0] as number;
  throw new AppError(
    'invalid-input',
    rows.length === 0
      ? `No row has ${nameColumn} = "${lesion}".`
      : `${rows.length} rows have ${nameColumn} = "${lesion}"; the name of a lesion must be its own.`,
  );
}

const measureText = ({ similarity }: NearestLesionsParams): string =>
  similarity === 'cosine' ? 'cosine similarity' : 'Euclidean distance';

const scaleText = ({ scale }: NearestLesionsParams): string =>
  scale === 'standardise' ? 'standardised features' : 'features as they are';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A row per lesion, the nearest at the top. */
function panel(
  table: DataTable,
  nearest: readonly Candidate[],
  nameOf: (candidate: Candidate) => string,
  params: NearestLesionsParams,
): PanelInput {
  const groups = groupsOf(table, nearest, params);
  return {
    id: 'nearest',
    x: { label: capital(measureText(params)) },
    y: { label: '', scale: 'category', categories: nearest.map(nameOf) },
    series: groups.map(
      ({ label, members }, colour): Series => ({
        mark: 'intervals',
        id: `class-${colour + 1}`,
        label,
        colour,
        along: 'x',
        joined: false,
        points: members.map((position) => {
          const candidate = nearest[position] as Candidate;
          const subject = table.subjects?.[candidate.row];
          return { x: candidate.value, y: position, ...(subject === undefined ? {} : { subject }) };
        }),
      }),
    ),
    legend: groups.length > 1,
  };
}

function groupsOf(table: DataTable, nearest: readonly Candidate[], { colour }: NearestLesionsParams) {
  const everything = [{ label: 'Lesions', members: nearest.map((_, position) => position) }];
  if (colour === '') return everything;
  const texts = textColumn(table, colour);
  const classOf = ({ row }: Candidate): string => texts[row] ?? 'unknown';
  const classes = distinctTexts(nearest.map(classOf));
  if (classes.length > mostClasses) {
    throw new AppError(
      'invalid-input',
      `${colour} has ${classes.length} values among the lesions shown; at most ${mostClasses} colours can be told apart.`,
    );
  }
  return classes.map((label) => ({
    label,
    members: nearest.flatMap((candidate, position) => (classOf(candidate) === label ? [position] : [])),
  }));
}

const cellsOf = (table: DataTable, row: number, { described }: NearestLesionsParams): (string | null)[] =>
  described.map((name) => textColumn(table, name)[row] ?? null);

const chosenEntry = (table: DataTable, row: number, params: NearestLesionsParams) => [
  'chosen',
  params.lesion,
  null,
  ...cellsOf(table, row, params),
];

const entry = (
  table: DataTable,
  candidate: Candidate,
  index: number,
  nameOf: (candidate: Candidate) => string,
  params: NearestLesionsParams,
) => [
  index + 1,
  nameOf(candidate),
  Number(significant(candidate.value, 6).replace('−', '-')),
  ...cellsOf(table, candidate.row, params),
];
