import type { Endpoint } from '#shared/domain/entities.ts';
import type { CohortId } from '#shared/domain/ids.ts';
import type { StatisticSource } from '#shared/domain/source.ts';
import { probabilityColumn } from '#shared/statistics/roc/params.ts';
import { sourceOf, type UseCase } from './study.ts';

/** A part of an item: one statistic, with its share of the row it stands in. */
export interface PartPlan {
  readonly statisticId: string;
  readonly source: StatisticSource;
  /** Beside what is proposed for the data. */
  readonly params?: Readonly<Record<string, unknown>>;
  readonly panelIds?: readonly string[];
  /** Before the caption of the part: of what it is. */
  readonly lead?: string;
  /** Share of the width of the row; absent: all parts of a row alike. */
  readonly share?: number;
}

export type ItemKind = 'figure' | 'extended-figure' | 'table' | 'extended-table';

/** A figure or table of the manuscript before it is made. */
export interface ItemPlan {
  /** Stable, and the name of its files. */
  readonly id: string;
  readonly kind: ItemKind;
  readonly title: string;
  /**
   * Rows of parts from the top, with their height in mm (null: as high as the figure of the statistic is); for a table
   * the parts come one below the other.
   */
  readonly rows: readonly { readonly heightMm: number | null; readonly parts: readonly PartPlan[] }[];
}

/** What the study prints, for the use cases that this cohort has; what cannot be made is found out in the making. */
export function planItems(cohortId: CohortId, useCases: readonly UseCase[]): ItemPlan[] {
  const first = useCases[0]?.primary ?? null;
  const whole = sourceOf(cohortId, first);
  return [
    figure('figure-overview', 'Overview of the study', [[null, { statisticId: 'study-overview', source: whole }]]),
    ...useCases.flatMap((useCase) => useCaseFigures(cohortId, useCase)),
    ...useCases.slice(0, 1).flatMap((useCase) => evidenceFigures(cohortId, useCase)),
    extended('cohort-flow', 'Flow of patients', [[null, { statisticId: 'cohort-flow', source: whole }]]),
    extended('lesion-size', 'Size of the lesions', [[null, { statisticId: 'lesion-size', source: whole, share: 0.5 }]]),
    table('table', 'cohort', 'Characteristics of the cohort', [{ statisticId: 'cohort-table', source: whole }]),
    ...useCases.flatMap((useCase) => useCaseTables(cohortId, useCase)),
  ];
}

/** Performance against the share of training data, the feature space, and for survival the curves of each model. */
function useCaseFigures(cohortId: CohortId, { endpoint, primary, models, runs }: UseCase): ItemPlan[] {
  const name = slug(endpoint.name);
  const compared = sourceOf(cohortId, primary, models);
  const all = sourceOf(cohortId, primary, runs);
  const isSurvival = endpoint.definition.kind === 'alive-at';
  const isBinary = primary.classes.length === 2;
  const metric = isBinary ? 'auc' : 'balanced-accuracy';
  const survival = models.slice(0, 4).map((run) => ({
    statisticId: 'kaplan-meier',
    source: sourceOf(cohortId, run),
    lead: run.name,
  }));
  const embeddings = models.slice(0, 2).map((run) => ({
    statisticId: 'embedding',
    source: sourceOf(cohortId, run),
    params: { method: 'tsne' },
    lead: run.name,
  }));
  return [
    figure(`figure-${name}`, `${endpoint.name}: performance`, [
      [62, ...performanceParts(compared, all, metric, runs.length > models.length)],
      [72, ...(isSurvival ? survival.slice(0, 2) : embeddings)],
    ]),
    extended(`curves-${name}`, `${endpoint.name}: discrimination and calibration`, [
      [
        78,
        { statisticId: 'roc', source: sourceOf(cohortId, primary) },
        { statisticId: 'precision-recall', source: sourceOf(cohortId, primary) },
      ],
      ...(isBinary
        ? [
            [
              78,
              { statisticId: 'calibration', source: sourceOf(cohortId, primary) },
              { statisticId: 'decision-curve', source: sourceOf(cohortId, primary) },
            ] as const,
          ]
        : []),
    ]),
    extended(`confusion-${name}`, `${endpoint.name}: confusion`, [
      [
        80,
        { statisticId: 'confusion-matrix', source: sourceOf(cohortId, primary) },
        { statisticId: 'performance', source: sourceOf(cohortId, primary) },
      ],
    ]),
    ...(isSurvival
      ? [
          extended(
            `survival-${name}`,
            `${endpoint.name}: survival by model`,
            pairs(survival).map((pair) => [80, ...pair] as const),
          ),
          extended(`time-${name}`, `${endpoint.name}: discrimination over time`, [
            [
              75,
              {
                statisticId: 'time-dependent',
                source: sourceOf(cohortId, primary),
                params: {
                  brier: 'cox',
                  fitColumn: 'part',
                  fitValue: 'tune',
                  axisUnit: 'days',
                  at: horizonOf(endpoint),
                },
              },
            ],
          ]),
        ]
      : []),
    ...(isSurvival ? [extended(`space-${name}`, `${endpoint.name}: feature space`, [[75, ...embeddings]])] : []),
    extended(`subgroups-${name}`, `${endpoint.name}: subgroups`, [
      [null, { statisticId: 'subgroups', source: sourceOf(cohortId, primary) }],
    ]),
    extended(`added-value-${name}`, `${endpoint.name}: added value beside clinical covariates`, [
      [null, { statisticId: 'added-value', source: sourceOf(cohortId, primary) }],
    ]),
  ];
}

/** The time at which the endpoint looks, in days. */
const horizonOf = ({ definition }: Endpoint): string =>
  definition.kind === 'alive-at' ? String(definition.horizonDays) : '';

const performanceParts = (
  compared: StatisticSource,
  all: StatisticSource,
  metric: string,
  hasFractions: boolean,
): PartPlan[] => [
  { statisticId: 'compare-models', source: compared, params: { metric } },
  ...(hasFractions
    ? [{ statisticId: 'data-efficiency', source: all, params: { metric }, panelIds: [`${metric}-by-share`] }]
    : []),
];

/** Saliency, stability and biology of the first use case. */
function evidenceFigures(cohortId: CohortId, { primary, models, displaced, mapped }: UseCase): ItemPlan[] {
  const source = sourceOf(cohortId, primary);
  const atSeeds = sourceOf(cohortId, displaced);
  const other = models[1];
  return [
    figure('figure-saliency', 'Saliency', [
      [null, { statisticId: 'saliency-grid', source: sourceOf(cohortId, mapped) }],
    ]),
    figure('figure-biology', 'Biological basis', [
      [
        80,
        other
          ? { statisticId: 'gene-correlation-comparison', source: sourceOf(cohortId, primary, [other]), share: 0.36 }
          : { statisticId: 'gene-correlation', source, share: 0.4 },
        { statisticId: 'over-representation', source },
      ],
    ]),
    extended('gene-sets', 'Gene set enrichment of the ranked genes', [
      [null, { statisticId: 'gene-set-enrichment', source }],
    ]),
    extended('stability-seeds', 'Stability against the seed point', [
      [null, { statisticId: 'seed-perturbation', source: atSeeds }],
    ]),
    extended('stability-features', 'Stability of the features', [
      [70, { statisticId: 'feature-stability', source: atSeeds }, { statisticId: 'feature-test-retest', source }],
    ]),
    extended('test-retest', 'Test and retest', [
      [75, { statisticId: 'test-retest', source, params: { value: probabilityColumn(primary.classes.at(-1)!) } }],
    ]),
  ];
}

function useCaseTables(cohortId: CohortId, { endpoint, primary, models, runs }: UseCase): ItemPlan[] {
  const name = slug(endpoint.name);
  return [
    table('extended-table', `performance-${name}`, `${endpoint.name}: performance`, [
      { statisticId: 'performance', source: sourceOf(cohortId, primary) },
    ]),
    ...(runs.length > models.length
      ? [
          table('extended-table', `data-efficiency-${name}`, `${endpoint.name}: performance with less data`, [
            { statisticId: 'data-efficiency', source: sourceOf(cohortId, primary, runs) },
          ]),
        ]
      : []),
    ...(endpoint.definition.kind === 'alive-at'
      ? [
          table(
            'extended-table',
            `cox-${name}`,
            `${endpoint.name}: Cox regression`,
            models.map((run) => ({ statisticId: 'cox', source: sourceOf(cohortId, run), lead: run.name })),
          ),
        ]
      : []),
  ];
}

type RowPlan = readonly [heightMm: number | null, ...parts: PartPlan[]];

const figure = (id: string, title: string, rows: readonly RowPlan[]): ItemPlan => item('figure', id, title, rows);
const extended = (id: string, title: string, rows: readonly RowPlan[]): ItemPlan =>
  item('extended-figure', `extended-${id}`, title, rows);

const item = (kind: ItemKind, id: string, title: string, rows: readonly RowPlan[]): ItemPlan => ({
  id,
  kind,
  title,
  rows: rows.map(([heightMm, ...parts]) => ({ heightMm, parts })).filter(({ parts }) => parts.length > 0),
});

const table = (kind: 'table' | 'extended-table', id: string, title: string, parts: PartPlan[]): ItemPlan => ({
  id: `${kind}-${id}`,
  kind,
  title,
  rows: parts.map((part) => ({ heightMm: 0, parts: [part] })),
});

const pairs = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / 2) }, (_, i) => items.slice(2 * i, 2 * i + 2));

/** An endpoint as part of a file name. */
const slug = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40) || 'endpoint';
