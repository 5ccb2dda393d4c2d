import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureInput, FigureTable } from '../../figure.ts';
import type { DataTable } from '../data-table.ts';
import { holm } from '../multiplicity/adjust.ts';
import { type ForestRow, forestHeightMm, forestPanel } from '../regression/forest.ts';
import { pText, ratioText, slug } from '../regression/texts.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, quantityText, significant } from '../wording.ts';
import { isRatio, isSurvival, type SubgroupData, subgroupData } from './data.ts';
import { type Estimate, estimate, type Interaction, interaction } from './estimates.ts';
import { type SubgroupMeasure, type SubgroupParams, subgroupParams, suggestSubgroups } from './params.ts';

interface Level {
  readonly label: string;
  readonly estimate: Estimate;
}

interface Column {
  readonly name: string;
  readonly levels: readonly Level[];
  readonly interaction: Interaction;
  readonly missing: number;
}

export const subgroups = defineStatistic({
  id: 'subgroups',
  title: 'Subgroups',
  definition:
    'A score judged within the levels of site, sex, stage, scanner or age: AUC, C-index, hazard or odds ratio, as a forest plot. An interaction test per column says whether the levels differ by more than chance.',
  params: subgroupParams,
  group: 'Comparison',
  needs: [],
  suggest: suggestSubgroups,
  compute: (table: DataTable, params: SubgroupParams, context): FigureInput => {
    const data = subgroupData(table, params);
    const everyone = estimate(data, Array.from(data.outcome.keys()), params);
    const columns = data.columns.map((column, i): Column => {
      context.signal.throwIfAborted();
      context.report?.(i / data.columns.length);
      const members = column.levels.map((): number[] => []);
      column.codes.forEach((code, entry) => members[code]?.push(entry));
      const estimates = members.map((entries) => estimate(data, entries, params));
      return {
        name: column.name,
        levels: column.levels.map((label, k) => ({ label, estimate: estimates[k] as Estimate })),
        interaction: interaction(data, members, estimates, params),
        missing: column.codes.filter((code) => code < 0).length,
      };
    });
    const rows = forestRows(columns, everyone, params);
    return {
      id: 'subgroups',
      title: 'Subgroups',
      panels: [
        forestPanel({
          id: 'forest',
          rows,
          labelHeader: 'Subgroup',
          leftHeaders: [data.noun === 'lesion' ? 'Lesions' : 'Patients', data.times ? 'Events' : 'Positive'],
          rightHeaders: [`${measureNames[params.measure]} (${significant(params.level * 100)}% CI)`, 'p, interaction'],
          axis: measureNames[params.measure],
          scale: isRatio(params) ? 'log' : 'linear',
          neutral: isRatio(params) ? 1 : 0.5,
          seriesLabel: measureNames[params.measure],
        }),
      ],
      values: values(data, columns, everyone, params),
      tables: [subgroupTable(data, columns, everyone, params)],
      caption: caption(data, columns, everyone, params),
      methods: methods(data, params),
      warnings: warnings(data, columns, params),
      sizeMm: { width: 183, height: forestHeightMm(rows.length) },
    };
  },
});

const measureNames: Record<SubgroupMeasure, string> = {
  auc: 'AUC',
  'odds-ratio': 'Odds ratio',
  'hazard-ratio': 'Hazard ratio',
  'c-index': 'C-index',
};

const formatOf =
  (params: SubgroupParams) =>
  (value: number): string =>
    isRatio(params) ? ratioText(value) : value.toFixed(2);

const interactionP = (test: Interaction): Quantity => ('p' in test ? { estimate: test.p } : test);

function forestRows(columns: readonly Column[], everyone: Estimate, params: SubgroupParams): ForestRow[] {
  const row = (label: string, found: Estimate, p: string, diamond: boolean): ForestRow => ({
    label,
    left: [String(found.count), String(found.positives)],
    right: [quantityText(found.quantity, formatOf(params)), p],
    quantity: found.quantity,
    ...(diamond ? { diamond } : { weight: found.count }),
  });
  return [
    ...columns.flatMap((column) => [
      { label: column.name, left: [], right: [] },
      ...column.levels.map(({ label, estimate: found }, k) =>
        row(`  ${label}`, found, k === 0 ? pText(interactionP(column.interaction)) : '', false),
      ),
    ]),
    row('All', everyone, '', true),
  ];
}

/** How the levels of a column are compared. */
function testText({ isClustered }: SubgroupData, { measure, ratioTest }: SubgroupParams): string {
  const over = isClustered ? ' over patients' : '';
  if (measure === 'auc')
    return `chi-square test of the differences between levels (logit scale, ${isClustered ? 'Obuchowski’s' : 'DeLong’s'} variances${over})`;
  if (measure === 'c-index')
    return `chi-square test of the differences between levels (logit scale, infinitesimal-jackknife variances${over})`;
  if (isClustered) return 'robust Wald test of the products of score and level, lesions clustered by patient';
  const model = measure === 'hazard-ratio' ? 'Cox’s model (ties: Efron)' : 'logistic regression';
  return `${ratioTest} test of the products of score and level in ${model}`;
}

function limitsText({ isClustered }: SubgroupData, { measure }: SubgroupParams): string {
  if (measure === 'auc') return isClustered ? 'Obuchowski’s variance over patients' : 'DeLong’s variance';
  if (measure === 'c-index') return 'the infinitesimal jackknife over patients';
  return isClustered ? 'Wald, robust variance over patients' : 'Wald';
}

function definitionOf(data: SubgroupData, params: SubgroupParams): string {
  const texts: Record<SubgroupMeasure, string> = {
    auc: `Probability that a positive ${data.noun} scores ${params.direction} than a negative one, ties one half`,
    'c-index': 'Harrell’s share of comparable pairs that the score puts in the right order',
    'hazard-ratio': `Hazard ratio of ${data.scoreText}; Cox’s model with the score alone, ties: Efron`,
    'odds-ratio': `Odds ratio of ${data.scoreText}; logistic regression with the score alone`,
  };
  return `${texts[params.measure]}, among the ${data.noun}s of this subgroup. Limits: ${limitsText(data, params)}.`;
}

function values(data: SubgroupData, columns: readonly Column[], everyone: Estimate, params: SubgroupParams): Value[] {
  const name = measureNames[params.measure];
  const definition = definitionOf(data, params);
  return [
    {
      id: 'all',
      label: `${name}, all`,
      definition: definition.replace('of this subgroup', 'shown'),
      quantity: everyone.quantity,
    },
    ...columns.flatMap((column): Value[] => [
      ...column.levels.map(({ label, estimate: found }, k) => ({
        id: `${slug(column.name)}-${k + 1}`,
        label: `${name}, ${column.name} ${label}`,
        definition,
        quantity: found.quantity,
      })),
      {
        id: `interaction-${slug(column.name)}`,
        label: `Interaction with ${column.name}, p`,
        definition: `That the ${name.toLowerCase().replace('auc', 'AUC').replace('c-index', 'C-index')} is the same in all levels that have an estimate: ${testText(data, params)}; two-sided, not adjusted for several columns.`,
        quantity: interactionP(column.interaction),
      },
    ]),
  ];
}

/** Holm's adjusted p of each column that has a test. */
function adjusted(columns: readonly Column[]): Map<string, number> {
  const tested = columns.flatMap(({ name, interaction: test }) => ('p' in test ? [{ name, p: test.p }] : []));
  const ps = holm(tested.map(({ p }) => p));
  return new Map(tested.map(({ name }, i) => [name, ps[i] as number]));
}

function subgroupTable(
  data: SubgroupData,
  columns: readonly Column[],
  everyone: Estimate,
  params: SubgroupParams,
): FigureTable {
  const ps = adjusted(columns);
  const cells = ({ count, positives, quantity }: Estimate) => [
    count,
    positives,
    quantityText(quantity, formatOf(params)),
  ];
  return {
    title: 'Subgroups',
    columns: [
      'Column',
      'Subgroup',
      data.noun === 'lesion' ? 'Lesions' : 'Patients',
      data.times ? 'Events' : 'Positive',
      `${measureNames[params.measure]} (${significant(params.level * 100)}% CI)`,
      'p, interaction',
      'p, Holm',
    ],
    rows: [
      ['', 'All', ...cells(everyone), null, null],
      ...columns.flatMap((column) =>
        column.levels.map(({ label, estimate: found }, k) => {
          const holmP = ps.get(column.name);
          return [
            column.name,
            label,
            ...cells(found),
            k === 0 ? pText(interactionP(column.interaction)) : null,
            k === 0 && holmP !== undefined ? pText({ estimate: holmP }) : null,
          ];
        }),
      ),
    ],
  };
}

function caption(data: SubgroupData, columns: readonly Column[], everyone: Estimate, params: SubgroupParams): string {
  const tests = columns.filter(({ interaction: test }) => 'p' in test).length;
  return [
    `${measureNames[params.measure]} of ${data.scoreText} in ${counted(everyone.count, data.noun)}${subsetText(params)} (${data.times ? counted(everyone.positives, 'event') : `${everyone.positives} positive`}) and within subgroups.`,
    `Squares: estimates, area by number of ${data.noun}s; whiskers: ${significant(params.level * 100)}% limits (${limitsText(data, params)}); diamond: all; line: no association.`,
    `p, interaction: ${testText(data, params)}; ${tests === 1 ? 'one test' : `${tests} tests, not adjusted for their number`}.`,
    ...(isSurvival(params) && params.horizon !== null
      ? [`Follow-up was cut at ${significant(params.horizon, 4)} ${params.axisUnit}.`]
      : []),
  ].join(' ');
}

function methods(data: SubgroupData, params: SubgroupParams): string {
  return `The ${params.measure === 'auc' ? 'AUC' : measureNames[params.measure].toLowerCase()} was computed within subgroups, with ${significant(params.level * 100)}% confidence limits (${limitsText(data, params)}); differences between the levels of a column were tested by the ${testText(data, params)} (two-sided). Numbers were cut at ${params.cuts === '' ? 'their median' : 'the values given, else at their median'}.`;
}

function warnings(data: SubgroupData, columns: readonly Column[], params: SubgroupParams): string[] {
  const tests = columns.filter(({ interaction: test }) => 'p' in test).length;
  return [
    ...data.warnings,
    ...columns.flatMap(({ name, levels, missing, interaction: test }) => [
      ...(missing > 0 ? [`${counted(missing, data.noun)} in no subgroup of ${name}: no value.`] : []),
      ...levels.flatMap(({ label, estimate: found }) =>
        'unavailable' in found.quantity ? [`No estimate for ${name} ${label}: ${found.quantity.unavailable}.`] : [],
      ),
      ...('unavailable' in test ? [`No interaction test for ${name}: ${test.unavailable}.`] : []),
      ...levels.flatMap(({ label, estimate: found }) =>
        'estimate' in found.quantity &&
        Math.min(found.positives, data.times ? Infinity : found.count - found.positives) < 10
          ? [
              `${name} ${label} has ${data.times ? counted(found.positives, 'event') : 'fewer than 10 of a class'}: its limits and the interaction test are approximate.`,
            ]
          : [],
      ),
    ]),
    ...(tests > 1
      ? [
          `${tests} interaction tests: chance alone gives at least one p below 0.05 in ${Math.round(100 * (1 - 0.95 ** tests))}% of such figures. The table has p values adjusted by Holm.`,
        ]
      : []),
    ...(params.measure === 'c-index' && data.isClustered
      ? ['Lesions of one patient have the same follow-up: pairs of lesions of different patients count several times.']
      : []),
  ];
}
