import type { FigureInput, FigureTable } from '../../figure.ts';
import { defineStatistic } from '../statistic.ts';
import { subsetText } from '../subset.ts';
import { counted, pValue, significant } from '../wording.ts';
import { type AnalysedModel, analysePerturbation, type PerturbationAnalysis, varianceOf } from './analysis.ts';
import { decimalsOf } from './decimals.ts';
import { contourShares } from './offset-panels.ts';
import { perturbationHeightMm, perturbationPanels, perturbationWidthMm } from './panels.ts';
import { metricNames, type SeedPerturbationParams, seedPerturbationParams, suggestSeedPerturbation } from './params.ts';
import { perturbationValues } from './values.ts';

/** Fewer draws than this say little about a variance. */
const fewDraws = 20;

export const seedPerturbation = defineStatistic({
  id: 'seed-perturbation',
  title: 'Seed perturbation',
  definition:
    'What becomes of the predictions when the seed point is placed a little elsewhere, as another reader would: the measure of the biomarker at every draw, and how far the prediction of each lesion moves.',
  params: seedPerturbationParams,
  group: 'Stability',
  needs: ['perturbations'],
  suggest: suggestSeedPerturbation,
  compute(table, params): FigureInput {
    const analysis = analysePerturbation(table, params);
    return {
      id: 'seed-perturbation',
      title: 'Seed perturbation',
      panels: perturbationPanels(analysis, params),
      values: perturbationValues(analysis, params),
      tables: [measureTable(analysis, params), ...analysis.models.map((model) => lesionTable(model, params))],
      caption: caption(analysis, params),
      methods: methods(analysis, params),
      warnings: warnings(analysis, params),
      sizeMm: { width: perturbationWidthMm, height: perturbationHeightMm },
    };
  },
});

const four = (value: number): string => value.toFixed(4);

function measureTable({ models, data }: PerturbationAnalysis, params: SeedPerturbationParams): FigureTable {
  return {
    title: `${metricNames[params.metric]} over ${counted(data.draws.length, 'draw')}`,
    columns: ['Model', 'At the seeds', 'Mean', 'SD', 'Least', 'Largest'],
    rows: models.map(({ name, metrics, unperturbedMetric }) => [
      name || 'This model',
      'estimate' in unperturbedMetric ? four(unperturbedMetric.estimate) : unperturbedMetric.unavailable,
      ...(metrics
        ? [
            four(metrics.reduce((sum, value) => sum + value, 0) / metrics.length),
            Math.sqrt(varianceOf(metrics)).toFixed(4),
            four(Math.min(...metrics)),
            four(Math.max(...metrics)),
          ]
        : [null, null, null, null]),
    ]),
  };
}

/** The lesions whose prediction spreads most. */
function lesionTable(model: AnalysedModel, { listed, level }: SeedPerturbationParams): FigureTable {
  const decimals = decimalsOf(model.spreads);
  const text = (value: number): string => value.toFixed(decimals);
  const widest = model.spreads.toSorted((a, b) => b.deviation - a.deviation).slice(0, listed);
  return {
    title: `Least stable lesions${model.name === '' ? '' : `, ${model.name}`}`,
    columns: [
      'Lesion',
      'Patient',
      'At the seed',
      'Mean of the draws',
      'SD',
      `${significant(level * 100)}% of the draws`,
      'Draws of another class',
    ],
    rows: widest.map(({ lesion, unperturbed, mean, deviation, low, high, flips }) => [
      model.lesions[lesion] as string,
      model.patientNames[lesion] ?? null,
      unperturbed === null ? null : text(unperturbed),
      text(mean),
      significant(deviation, 3),
      `${text(low)}–${text(high)}`,
      `${significant(flips * 100)}%`,
    ]),
  };
}

/** Standard deviation of the displacements seen along each axis, or nothing. */
function displacementText({ models }: PerturbationAnalysis): string {
  const offsets = models.find(({ offsetsMm }) => offsetsMm)?.offsetsMm;
  if (!offsets) return '';
  const deviations = [0, 1, 2].map((axis) => Math.sqrt(varianceOf(offsets.filter((_, i) => i % 3 === axis))));
  return ` (standard deviations ${deviations.map((value) => significant(value, 3)).join(', ')} mm along x, y, z)`;
}

function caption(analysis: PerturbationAnalysis, params: SeedPerturbationParams): string {
  const { models, data, threshold, variances } = analysis;
  const [first] = models;
  const draws = data.draws.length;
  const hasOffsets = models.some(({ offsetsMm }) => offsetsMm);
  const hasMetric = models.some(({ metrics }) => metrics);
  const letters = 'abcd'.split('');
  const next = (): string => letters.shift() as string;
  const sentences = [
    `Predictions of ${counted(first?.lesions.length ?? 0, 'lesion')}${data.patientCount === null ? '' : ` of ${counted(data.patientCount, 'patient')}`}${subsetText(params)} at ${draws} random displacements of each seed${displacementText(analysis)}.`,
    ...(hasOffsets
      ? [
          `${next()}, Displacements along x and y; contours hold ${contourShares.map((share) => `${100 * share}%`).join(', ')} of the seeds.`,
        ]
      : []),
    ...(hasMetric
      ? [
          `${next()}, ${metricNames[params.metric]} of each draw; box: quartiles and mean, whiskers: farthest values within 1.5 interquartile ranges; grey: at the seeds themselves.`,
        ]
      : []),
    `${next()}, Standard deviation of the prediction of each lesion.`,
    `${next()}, Mean and ${significant(params.level * 100)}% of the draws of each lesion${data.classes.length > 2 ? '' : `; grey: threshold ${significant(threshold, 6)}`}.`,
    ...(variances && 'estimate' in variances.p
      ? [
          `Equal variances of the two models: ${pValue(variances.p.estimate)} (${variances.paired ? 'Pitman–Morgan, paired draws' : 'Brown–Forsythe'}, two-sided).`,
        ]
      : []),
  ];
  return sentences.join(' ');
}

function methods({ data, variances, threshold }: PerturbationAnalysis, params: SeedPerturbationParams): string {
  const test = variances
    ? ` The variances of the two models were compared by the ${variances.paired ? 'Pitman–Morgan test on paired draws' : 'Brown–Forsythe test'} (two-sided).`
    : '';
  const classes =
    data.classes.length > 2 ? 'the most probable class' : `a probability above ${significant(threshold, 6)}`;
  return `Robustness to the placement of the seed was measured over ${data.draws.length} random displacements of every seed, each axis by an independent normal: ${metricNames[params.metric]} was computed for each draw over all lesions, and for each lesion the standard deviation of the prediction and whether its class (${classes}) changed.${test}`;
}

function warnings({ data, models }: PerturbationAnalysis, params: SeedPerturbationParams): string[] {
  const draws = data.draws.length;
  const undefinedClass = models[0]?.truth.filter((label) => label < 0).length ?? 0;
  return [
    ...data.warnings,
    ...(draws < fewDraws ? [`${counted(draws, 'draw')}: a variance of so few is uncertain.`] : []),
    ...(undefinedClass > 0
      ? [
          `${counted(undefinedClass, 'lesion')} without a value of ${params.target} count for the spread, not for the ${metricNames[params.metric]}.`,
        ]
      : []),
    ...(models.some(({ offsetsMm }) => offsetsMm) ? [] : ['The table does not say how the seeds were displaced.']),
  ];
}
