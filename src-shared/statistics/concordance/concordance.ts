import type { Value } from '../../domain/entities.ts';
import { AppError } from '../../errors.ts';
import type { FigureInput, FigureTable } from '../../figure.ts';
import type { DataTable } from '../data-table.ts';
import { scoreName } from '../kaplan-meier/grouping.ts';
import { survivalData } from '../kaplan-meier/patients.ts';
import { holm } from '../multiplicity/adjust.ts';
import { completeUnits, numberCovariate } from '../regression/covariates.ts';
import { forestHeightMm, forestPanel } from '../regression/forest.ts';
import { pText, signed, slug } from '../regression/texts.ts';
import { unitsOf } from '../regression/units.ts';
import { bootstrapMethodNames } from '../resampling/intervals.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetRows, subsetText } from '../subset.ts';
import { counted, quantityText, significant } from '../wording.ts';
import { type Difference, type Estimates, estimateConcordance, type ScoredFollowUp } from './estimates.ts';
import { type ConcordanceParams, concordanceParams, suggestConcordance } from './params.ts';

export const concordance = defineStatistic({
  id: 'concordance',
  title: 'Concordance index',
  definition:
    'How well scores rank patients by survival: the share of comparable pairs in which the patient with the higher risk has the event first. Several scores are compared on the same patients.',
  params: concordanceParams,
  group: 'Survival',
  needs: [],
  suggest: suggestConcordance,
  compute: (table: DataTable, params: ConcordanceParams, context): FigureInput => {
    const { data, warnings } = scoredFollowUp(table, params);
    const found = estimateConcordance(data, params, context);
    const events = data.events.reduce((sum, event) => sum + event, 0);
    const format = (value: number): string => value.toFixed(3);
    const adjusted = adjustedTexts(found.differences);
    const compared = params.scores.length > 1;
    const rows = params.scores.map((name, i) => {
      const pair = found.differences.findIndex(({ first, second }) => first === 0 && second === i);
      const difference = found.differences[pair];
      return {
        label: scoreName(name),
        left: [],
        right: [
          quantityText(found.quantities[i] ?? { unavailable: '–' }, format),
          ...(compared
            ? [difference ? quantityText(difference.quantity, signed) : '', difference ? pText(difference.p) : '']
            : []),
        ],
        ...(found.quantities[i] ? { quantity: found.quantities[i] } : {}),
      };
    });
    const limits = `${significant(params.level * 100)}% CI`;
    return {
      id: 'concordance',
      title: 'Concordance index',
      panels: [
        forestPanel({
          id: 'concordance',
          rows,
          labelHeader: 'Score',
          leftHeaders: [],
          rightHeaders: [`C (${limits})`, ...(compared ? [`First − this (${limits})`, 'p'] : [])],
          axis: `${params.pairs === 'uno' ? 'Uno’s' : 'Harrell’s'} C`,
          scale: 'linear',
          neutral: 0.5,
          seriesLabel: 'C',
        }),
      ],
      values: values(data, found, params, events),
      tables: [
        scoreTable(found, params, data, events),
        ...(compared ? [differenceTable(found, params, adjusted)] : []),
      ],
      caption: caption(data, params, events),
      methods: methods(params),
      warnings: [
        ...warnings,
        ...found.warnings,
        ...(events < 10 ? [`Only ${counted(events, 'event')}: the limits are approximate.`] : []),
      ],
      sizeMm: { width: compared ? 183 : 89, height: forestHeightMm(rows.length) },
    };
  },
});

function scoredFollowUp(table: DataTable, params: ConcordanceParams): { data: ScoredFollowUp; warnings: string[] } {
  if (new Set(params.scores).size < params.scores.length)
    throw new AppError('invalid-input', 'A score is chosen twice.');
  const survival = survivalData(table, {
    ...params,
    grouping: 'none',
    group: '',
    score: '',
    threshold: null,
    equalScores: 'low',
  });
  const units = unitsOf(table, subsetRows(table, params), params.lesions);
  const numbers = new Map(Array.from(units.patients.first, (row, unit) => [row, unit]));
  const kept = survival.rows.map((row) => numbers.get(row) as number);
  const scores = params.scores.map((name) => numberCovariate(table, units, name, params.lesions));
  const { positions, warnings } = completeUnits(scores, kept, 'patient');
  if (positions.length === 0) throw new AppError('invalid-input', 'No patient has follow-up and all scores.');
  const sign = params.direction === 'shorter' ? 1 : -1;
  return {
    data: {
      times: Float64Array.from(positions, (i) => survival.times[i] as number),
      events: Uint8Array.from(positions, (i) => survival.events[i] as number),
      risks: scores.map((score) =>
        Float64Array.from(positions, (i) =>
          score.kind === 'number' ? sign * (score.values[kept[i] as number] as number) : 0,
        ),
      ),
    },
    warnings: [...survival.warnings, ...warnings],
  };
}

const nameOf = (params: ConcordanceParams): string => (params.pairs === 'uno' ? 'Uno’s C' : 'Harrell’s C');

function definition(params: ConcordanceParams): string {
  const pairs =
    params.pairs === 'uno'
      ? 'Pairs are weighted by the inverse square of the probability of being uncensored just before the event (Uno 2011).'
      : 'All comparable pairs count alike.';
  return `Share of comparable pairs of patients in which the one with the higher risk has the event first; equal scores count half, equal event times not at all, and at one time an event precedes a censoring. ${pairs} 0.5: no better than chance.`;
}

function values(data: ScoredFollowUp, found: Estimates, params: ConcordanceParams, events: number): Value[] {
  const name = (i: number): string => params.scores[i] as string;
  const interval = intervalText(params);
  return [
    {
      id: 'patients',
      label: 'Patients',
      definition: 'With follow-up and all scores.',
      quantity: { estimate: data.times.length },
    },
    {
      id: 'events',
      label: 'Events',
      definition: 'Patients whose follow-up ended with the event.',
      quantity: { estimate: events },
    },
    ...found.quantities.flatMap((quantity, i): Value[] => [
      {
        id: `c-${slug(name(i))}`,
        label: `${nameOf(params)}, ${name(i)}`,
        definition: `${definition(params)} Limits: ${interval}.`,
        quantity,
      },
    ]),
    ...found.differences.flatMap(({ first, second, quantity, p }): Value[] => [
      {
        id: `difference-${slug(name(first))}-${slug(name(second))}`,
        label: `${nameOf(params)}, ${name(first)} minus ${name(second)}`,
        definition: `Difference on the same patients. Limits: ${interval}.`,
        quantity,
      },
      {
        id: `p-${slug(name(first))}-${slug(name(second))}`,
        label: `p, ${name(first)} against ${name(second)}`,
        definition: `Paired z test that the two are equal, two-sided, with the infinitesimal-jackknife variance of the difference${params.pairs === 'uno' ? ', which takes the censoring weights as known' : ''}. Not adjusted for several comparisons.`,
        quantity: p,
      },
    ]),
  ];
}

function adjustedTexts(differences: readonly Difference[]): string[] {
  const tested = differences.flatMap(({ p }, i) => ('estimate' in p ? [{ i, p: p.estimate }] : []));
  const adjusted = holm(tested.map(({ p }) => p));
  const texts = differences.map(() => '–');
  tested.forEach(({ i }, k) => {
    texts[i] = pText({ estimate: adjusted[k] as number });
  });
  return texts;
}

function scoreTable(found: Estimates, params: ConcordanceParams, data: ScoredFollowUp, events: number): FigureTable {
  return {
    title: 'Scores',
    columns: [
      'Score',
      'Patients',
      'Events',
      `C (${significant(params.level * 100)}% CI)`,
      'Pairs in order',
      'Pairs against',
      'Pairs tied',
    ],
    rows: params.scores.map((name, i) => {
      const counts = found.concordances[i];
      const number = (value: number | undefined): number => Number((value ?? 0).toPrecision(6));
      return [
        name,
        data.times.length,
        events,
        quantityText(found.quantities[i] ?? { unavailable: '–' }, (value) => value.toFixed(3)),
        number(counts?.concordant),
        number(counts?.discordant),
        number(counts?.tied),
      ];
    }),
  };
}

function differenceTable(found: Estimates, params: ConcordanceParams, adjusted: readonly string[]): FigureTable {
  return {
    title: 'Differences',
    columns: ['Score', 'Compared with', `Difference (${significant(params.level * 100)}% CI)`, 'p', 'p, Holm'],
    rows: found.differences.map(({ first, second, quantity, p }, i) => [
      params.scores[first] as string,
      params.scores[second] as string,
      quantityText(quantity, signed),
      pText(p),
      adjusted[i] as string,
    ]),
  };
}

const intervalText = (params: ConcordanceParams): string =>
  params.interval === 'jackknife'
    ? 'normal, from the infinitesimal jackknife'
    : `${bootstrapMethodNames[params.interval]} bootstrap over patients, ${params.resamples} resamples`;

function caption(data: ScoredFollowUp, params: ConcordanceParams, events: number): string {
  return [
    `${nameOf(params)} in ${counted(data.times.length, 'patient')}${subsetText(params)} (${counted(events, 'event')}); a higher score speaks for ${params.direction} survival.`,
    `Whiskers: ${significant(params.level * 100)}% limits, ${intervalText(params)}; line: 0.5, no better than chance.`,
    ...(params.scores.length > 1 ? ['p: paired z test against the first score, two-sided, not adjusted.'] : []),
    ...(params.truncation === null ? [] : [`Events up to ${significant(params.truncation, 4)} ${params.axisUnit}.`]),
    ...(params.horizon === null ? [] : [`Follow-up was cut at ${significant(params.horizon, 4)} ${params.axisUnit}.`]),
  ].join(' ');
}

function methods(params: ConcordanceParams): string {
  const seed = params.interval === 'jackknife' ? '' : ` (seed ${params.seed})`;
  const compare =
    params.scores.length > 1
      ? ' Scores were compared by paired two-sided z tests with infinitesimal-jackknife variances.'
      : '';
  return `Discrimination was measured by ${nameOf(params)}${params.truncation === null ? '' : ` up to ${significant(params.truncation, 4)} ${params.axisUnit}`}, with ${significant(params.level * 100)}% confidence limits: ${intervalText(params)}${seed}.${compare}`;
}
