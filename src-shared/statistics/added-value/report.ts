import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureTable } from '../../figure.ts';
import { lineLabel, termLines } from '../regression/term-lines.ts';
import { pText, ratioText, signed } from '../regression/texts.ts';
import { quantityText } from '../wording.ts';
import type { Analysis, Test } from './analysis.ts';
import { modelNames } from './models.ts';
import type { AddedValueParams } from './params.ts';
import type { Validated } from './validation.ts';
import { decimals, limits, measureName, quantityOf, ratioName, testName, titles } from './wording.ts';

export function values(analysis: Analysis, params: AddedValueParams): Value[] {
  const { data, validation, tests, events } = analysis;
  const measure = measureName(params);
  const what =
    params.endpoint === 'binary' ? 'AUC of the predicted probability' : 'Harrell’s C of the linear predictor';
  const p = (test: Test): Quantity => ('p' in test ? { estimate: test.p } : test);
  const bootstrap = `Bootstrap over patients (${params.resamples} resamples), all models fitted again in each; percentile limits of the resamples’ apparent values, moved by the optimism`;
  return [
    {
      id: 'patients',
      label: data.noun === 'lesion' ? 'Lesions' : 'Patients',
      definition: 'With outcome, imaging and all clinical covariates; the same in all models.',
      quantity: { estimate: data.outcome.length },
    },
    {
      id: 'events',
      label: data.times ? 'Events' : 'Positive',
      definition: data.times
        ? 'Whose follow-up ended with the event.'
        : `With ${params.target} = "${params.positive}".`,
      quantity: { estimate: events },
    },
    {
      id: 'added-imaging-p',
      label: 'Imaging added to clinical, p',
      definition: `Of the combined model against the clinical one: ${testName(analysis)}, two-sided. This is the test of added value; gains in ${measure} of nested models have no valid simple test.`,
      quantity: p(tests.imaging),
    },
    {
      id: 'added-clinical-p',
      label: 'Clinical added to imaging, p',
      definition: `Of the combined model against the imaging one: ${testName(analysis)}, two-sided.`,
      quantity: p(tests.clinical),
    },
    ...modelNames.flatMap((name): Value[] => {
      const found = validation.models[name];
      const one = (id: string, label: string, definition: string, value: Quantity): Value => ({
        id: `${name}-${id}`,
        label: `${label}, ${titles[name].toLowerCase()}`,
        definition,
        quantity: value,
      });
      const number = (key: 'apparent' | 'optimism'): Quantity =>
        'corrected' in found ? { estimate: found[key] } : found;
      return [
        one(
          'apparent',
          `${measure}, apparent`,
          `${what} on those the model was fitted to: optimistic.`,
          number('apparent'),
        ),
        one('corrected', `${measure}, corrected`, `${what}, less the optimism. ${bootstrap}.`, quantityOf(found)),
        one(
          'optimism',
          'Optimism',
          'Mean fall of a resample’s model from the resample to all (Harrell). A score fixed beforehand and alone has none.',
          number('optimism'),
        ),
      ];
    }),
    {
      id: 'gain',
      label: `Gain in ${measure}, corrected`,
      definition: `Combined minus clinical, less the optimism of the difference. ${bootstrap}.`,
      quantity: quantityOf(validation.gain),
    },
    ...(validation.reclassification
      ? [
          {
            id: 'nri',
            label: 'Net reclassification improvement',
            definition:
              'Category-free (> 0): net share of the positive whose probability rises by adding imaging plus that of the negative whose falls. Apparent, percentile bootstrap; it tends to favour the larger model even if imaging adds nothing.',
            quantity: validation.reclassification.nri,
          },
          {
            id: 'idi',
            label: 'Integrated discrimination improvement',
            definition:
              'Rise of the difference of mean probability between the positive and the negative. Apparent, percentile bootstrap; it tends to favour the larger model.',
            quantity: validation.reclassification.idi,
          },
        ]
      : []),
  ];
}

export function modelTable({ designs, fits, validation }: Analysis, params: AddedValueParams): FigureTable {
  const measure = measureName(params);
  const number = (value: number): number => Number(value.toPrecision(4));
  const row = (
    name: string,
    columns: number | null,
    logLikelihood: number | null,
    found: Validated | { unavailable: string },
    text: (value: number) => string,
  ) => [
    name,
    columns,
    logLikelihood === null ? null : Number(logLikelihood.toFixed(3)),
    'corrected' in found ? number(found.apparent) : null,
    'corrected' in found ? number(found.optimism) : null,
    quantityText(quantityOf(found), text),
  ];
  return {
    title: 'Models',
    columns: [
      'Model',
      'Coefficients',
      'Log-likelihood',
      `${measure}, apparent`,
      'Optimism',
      `${measure}, corrected (${limits(params)})`,
    ],
    rows: [
      ...modelNames.map((name) => {
        const fit = fits[name];
        const logLikelihood = 'unavailable' in fit ? null : fit.logLikelihood;
        return row(titles[name], designs[name].design.columns, logLikelihood, validation.models[name], decimals);
      }),
      row('Gain by imaging', null, null, validation.gain, signed),
    ],
  };
}

export function testTable(analysis: Analysis): FigureTable {
  const row = (name: string, test: Test) =>
    'p' in test
      ? [name, Number(test.chiSquare.toPrecision(5)), test.degreesOfFreedom, pText({ estimate: test.p })]
      : [name, null, null, test.unavailable];
  const name = testName(analysis);
  return {
    title: `Tests (${name})`,
    columns: ['Added', 'χ²', 'Degrees of freedom', 'p'],
    rows: [row('Imaging to clinical', analysis.tests.imaging), row('Clinical to imaging', analysis.tests.clinical)],
  };
}

export function coefficientTable({ designs, fits }: Analysis, params: AddedValueParams): FigureTable {
  return {
    title: 'Coefficients',
    columns: ['Model', 'Covariate', 'β', `${ratioName(params)} (${limits(params)})`, 'p'],
    rows: modelNames.flatMap((name) =>
      termLines({ terms: designs[name].terms, fit: fits[name] }, { score: '', level: params.level }).map((line) => [
        titles[name],
        lineLabel(line),
        'estimate' in line.ratio.coefficient ? Number(line.ratio.coefficient.estimate.toPrecision(4)) : null,
        quantityText(line.ratio.ratio, ratioText),
        pText(line.ratio.p),
      ]),
    ),
  };
}
