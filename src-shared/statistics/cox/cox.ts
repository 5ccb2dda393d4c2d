import type { FigureInput, PanelInput } from '../../figure.ts';
import type { DataTable } from '../data-table.ts';
import { scoreName } from '../kaplan-meier/grouping.ts';
import { type ForestRow, forestHeightMm, forestPanel } from '../regression/forest.ts';
import { termLines } from '../regression/term-lines.ts';
import { pText, ratioText } from '../regression/texts.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, pValue, quantityText, significant } from '../wording.ts';
import { analyseCox, type CoxAnalysis, type CoxModel } from './analysis.ts';
import { type CoxParams, coxParams, suggestCox } from './params.ts';
import { lineValues, modelValues, ratioTable, testTable, transformNames } from './report.ts';
import { mostPoints, residualPanels } from './residual-panels.ts';

const widthMm = 183;
/** Of each panel of residuals, three side by side. */
const residualMm = { width: 58, height: 48, gap: (widthMm - 3 * 58) / 2 };

export const cox = defineStatistic({
  id: 'cox',
  title: 'Cox regression',
  definition:
    'Hazard ratios of a score and of clinical covariates, each alone or adjusted for each other, with a forest plot. Tests whether the ratios stay the same over time.',
  params: coxParams,
  group: 'Survival',
  needs: [],
  suggest: suggestCox,
  compute: (table: DataTable, params: CoxParams, context): FigureInput => {
    const analysis = analyseCox(table, params, context);
    const { together, alone } = analysis;
    const main = together ? [together] : alone;
    const rows = main.flatMap((model) => forestRows(model, params));
    const heightMm = forestHeightMm(rows.length);
    const residuals = params.residualPlots ? placed(residualPanels(main, params), heightMm) : [];
    const { noun } = analysis.data;
    const forest = forestPanel({
      id: 'forest',
      rows,
      labelHeader: 'Covariate',
      leftHeaders: [noun === 'lesion' ? 'Lesions' : 'Patients', 'Events'],
      rightHeaders: [`Hazard ratio (${significant(params.level * 100)}% CI)`, 'p'],
      axis: 'Hazard ratio',
      scale: 'log',
      neutral: 1,
      seriesLabel: 'Hazard ratio',
    });
    const forestPlace = residuals.length > 0 ? { placeMm: { x: 0, y: 0, width: widthMm, height: heightMm } } : {};
    return {
      id: 'cox',
      title: 'Cox regression',
      panels: [{ ...forest, ...forestPlace }, ...residuals],
      values: valuesOf(analysis, params),
      tables: [
        ...(together
          ? [ratioTable('Hazard ratios, one model', [together], params, noun), testTable('Tests', [together])]
          : []),
        ...(alone.length > 0
          ? [
              ratioTable('Hazard ratios, each covariate alone', alone, params, noun),
              testTable('Tests, each covariate alone', alone),
            ]
          : []),
      ],
      caption: caption(analysis, main, params),
      methods: methods(params, together !== null),
      warnings: [...analysis.warnings, ...modelWarnings(main, params)],
      sizeMm: { width: widthMm, height: heightMm + Math.ceil(residuals.length / 3) * residualMm.height },
    };
  },
});

function placed(panels: readonly PanelInput[], top: number): PanelInput[] {
  return panels.map((panel, i) => ({
    ...panel,
    placeMm: {
      x: (i % 3) * (residualMm.width + residualMm.gap),
      y: top + Math.floor(i / 3) * residualMm.height,
      width: residualMm.width,
      height: residualMm.height,
    },
  }));
}

function forestRows(model: CoxModel, params: CoxParams): ForestRow[] {
  const lines = termLines(model, params);
  return model.terms.flatMap((term): ForestRow[] => {
    const own = lines.filter((line) => line.term === term);
    const label = term.name === params.score ? term.label.replace(term.name, scoreName(term.name)) : term.label;
    if (term.levels.length === 0) {
      return own.map(({ ratio }) => ({
        label,
        left: [String(model.count), String(model.events)],
        right: [quantityText(ratio.ratio, ratioText), pText(ratio.p)],
        quantity: ratio.ratio,
      }));
    }
    return [
      { label, left: [], right: [] },
      ...term.levels.map((level): ForestRow => {
        const line = own.find(({ column }) => column === level.column);
        return {
          label: `  ${level.label}`,
          left: [String(level.count), String(level.events)],
          right: line ? [quantityText(line.ratio.ratio, ratioText), pText(line.ratio.p)] : ['1 (reference)', ''],
          quantity: line ? line.ratio.ratio : { estimate: 1 },
        };
      }),
    ];
  });
}

function valuesOf({ data, together, alone }: CoxAnalysis, params: CoxParams) {
  const count = together?.count ?? data.survival.times.length;
  const events = together?.events ?? data.survival.events.reduce((sum, event) => sum + event, 0);
  const others = 'with all covariates together';
  return [
    {
      id: 'patients',
      label: data.noun === 'lesion' ? 'Lesions' : 'Patients',
      definition: together ? 'With follow-up and all covariates: those in the model.' : 'With follow-up.',
      quantity: { estimate: count },
    },
    {
      id: 'events',
      label: 'Events',
      definition: 'Of these, those whose follow-up ended with the event.',
      quantity: { estimate: events },
    },
    ...(together
      ? [...lineValues(termLines(together, params), params, '', others), ...modelValues(together, params)]
      : []),
    ...alone.flatMap((model) =>
      lineValues(termLines(model, params), params, together ? '-alone' : '', 'with this covariate alone'),
    ),
  ];
}

const tiesNames = { efron: 'Efron’s method', breslow: 'Breslow’s method', exact: 'the exact method' } as const;

function caption({ data, together }: CoxAnalysis, main: readonly CoxModel[], params: CoxParams): string {
  const counts = main.map(({ count }) => count);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const total = least === most ? counted(most, data.noun) : `${least} to ${most} ${data.noun}s`;
  const { threshold } = data.survival;
  const global = together?.proportionality?.global;
  return [
    `Cox proportional hazards regression in ${total}${subsetText(params)} (${together ? counted(together.events, 'event') : `${Math.max(...main.map(({ events }) => events))} events`}); ${together ? 'one model with all covariates' : 'one model per covariate'}${params.stratum === '' ? '' : `, stratified by ${params.stratum}`}.`,
    `Squares: hazard ratios; whiskers: ${significant(params.level * 100)}% Wald limits${params.lesions === 'each' ? ' from a variance robust to several lesions of a patient' : ''}; ties by ${tiesNames[params.ties]}; p: Wald test, two-sided.`,
    ...(threshold === null
      ? []
      : [
          `The score was split at ${significant(threshold, 4)} (${params.threshold === null ? 'the median of these patients' : 'fixed beforehand'}); equal scores go to the ${params.equalScores} group.`,
        ]),
    ...(params.horizon === null ? [] : [`Follow-up was cut at ${significant(params.horizon, 4)} ${params.axisUnit}.`]),
    ...(global ? [`Proportional hazards, global test: ${pValue(global.p)}.`] : []),
    ...(params.residualPlots
      ? [
          'Below: scaled Schoenfeld residuals with a natural spline (4 degrees of freedom) and its limits; line: the estimate.',
          ...(main.some(({ events }) => events > mostPoints)
            ? [`Of the residuals at most ${mostPoints} are drawn.`]
            : []),
        ]
      : []),
  ].join(' ');
}

function methods(params: CoxParams, together: boolean): string {
  const model = together ? 'multivariable' : 'univariable';
  const test =
    params.proportionality === 'off' || params.ties === 'exact' || params.lesions === 'each'
      ? ''
      : ` Proportional hazards were tested by the score test of Grambsch and Therneau ${transformNames[params.proportionality]}.`;
  const robust = params.lesions === 'each' ? ' and variances robust to clustering of lesions within patients' : '';
  return `Hazard ratios were estimated by ${model} Cox regression with ties handled by ${tiesNames[params.ties]}${params.stratum === '' ? '' : `, stratified by ${params.stratum}`}${robust}; p values are two-sided Wald tests.${test}`;
}

function modelWarnings(models: readonly CoxModel[], params: CoxParams): string[] {
  const names = new Set<string>();
  for (const { proportionality, terms } of models) {
    terms.forEach((term, i) => {
      if ((proportionality?.terms[i]?.p ?? 1) < 0.05) names.add(term.label);
    });
  }
  const failed = models.flatMap((model) => {
    if ('unavailable' in model.fit)
      return [`No estimate for ${model.terms.map(({ label }) => label).join(', ')}: ${model.fit.unavailable}.`];
    return termLines(model, params).flatMap(({ term, level, ratio }) =>
      'unavailable' in ratio.ratio
        ? [`No hazard ratio for ${term.label}${level ? ` (${level.label})` : ''}: ${ratio.ratio.unavailable}.`]
        : [],
    );
  });
  return [
    ...failed,
    ...(names.size === 0
      ? []
      : [
          `The hazard ratio of ${[...names].join(', ')} may change with time (p < 0.05 in the test of proportional hazards): it is then an average over follow-up.`,
        ]),
  ];
}
