import type { Quantity, Value } from '../../domain/entities.ts';
import type { FigureTable } from '../../figure.ts';
import { normalQuantile } from '../../numerics/distributions.ts';
import type { Concordance } from '../concordance/harrell.ts';
import type { Term } from '../regression/covariates.ts';
import { type ChiSquareTest, waldTest } from '../regression/model-fit.ts';
import type { Ratio } from '../regression/ratios.ts';
import { lineLabel, type TermLine, termLines } from '../regression/term-lines.ts';
import { pText, ratioText } from '../regression/texts.ts';
import { quantityText, significant } from '../wording.ts';
import type { CoxModel } from './analysis.ts';
import type { CoxParams } from './params.ts';

/** The Wald test of all levels of a term together. */
export function overallP(model: CoxModel, term: Term): Quantity {
  if ('unavailable' in model.fit) return { unavailable: model.fit.unavailable };
  const test = waldTest(model.fit.columns, model.fit.coefficients, model.fit.covariance, term.columns);
  return test ? { estimate: test.p } : { unavailable: 'a level of it cannot be estimated' };
}

/** C of a model's linear predictor, on the patients it was fitted to. */
export function concordanceQuantity(concordance: Concordance | null, level: number): Quantity {
  if (!concordance) return { unavailable: 'there is no model' };
  const { estimate, variance } = concordance;
  if (Number.isNaN(estimate)) return { unavailable: 'no two patients can be compared' };
  const reach = normalQuantile(1 - (1 - level) / 2) * Math.sqrt(variance);
  if (reach === 0) return { estimate };
  return { estimate, low: Math.max(0, estimate - reach), high: Math.min(1, estimate + reach), level };
}

/** Values of each coefficient of a model. */
export function lineValues(lines: readonly TermLine[], params: CoxParams, suffix: string, adjusted: string): Value[] {
  const ties = { efron: 'Efron', breslow: 'Breslow', exact: 'exact' }[params.ties];
  return lines.flatMap((line) => {
    const name = lineLabel(line);
    const against = line.level
      ? `Hazard of "${line.level.label}" over that of the reference "${line.level.reference}"`
      : `Ratio of hazards for ${line.term.label === line.term.name ? 'one unit more of the column' : 'one standard deviation more'}`;
    const how = `Cox’s model, ${adjusted}; ties: ${ties}; ${params.lesions === 'each' ? 'robust variance over patients' : 'model-based variance'}`;
    return [
      {
        id: `hr-${line.slug}${suffix}`,
        label: `Hazard ratio, ${name}`,
        definition: `${against}. ${how}; Wald limits. Below 1: events come later.`,
        quantity: line.ratio.ratio,
      },
      {
        id: `beta-${line.slug}${suffix}`,
        label: `Coefficient, ${name}`,
        definition: `Logarithm of the hazard ratio. ${how}.`,
        quantity: line.ratio.coefficient,
      },
      {
        id: `p-${line.slug}${suffix}`,
        label: `p, ${name}`,
        definition: `Wald test that the hazard ratio is 1, two-sided. ${how}.`,
        quantity: line.ratio.p,
      },
    ];
  });
}

const noTest: Quantity = { unavailable: 'no coefficient of the model can be tested' };

/** The three tests of the model, its likelihood, concordance and the test of proportional hazards. */
export function modelValues(model: CoxModel, params: CoxParams): Value[] {
  const { fit } = model;
  const failed: Quantity | null = 'unavailable' in fit ? { unavailable: fit.unavailable } : null;
  const dependent: Quantity = { unavailable: 'lesions of a patient are not independent; see the robust Wald test' };
  const test = (name: 'likelihoodRatio' | 'wald' | 'score'): Quantity => {
    if ('unavailable' in fit) return { unavailable: fit.unavailable };
    const found = fit[name];
    if (found) return { estimate: found.p };
    if (model.input.clusters && name !== 'wald') return dependent;
    return fit.columns.includes('separated') ? { unavailable: 'a coefficient runs to infinity' } : noTest;
  };
  const global = model.proportionality?.global;
  return [
    {
      id: 'likelihood-ratio-p',
      label: 'Likelihood-ratio test, p',
      definition: 'Against the model without covariates: twice the gain in log partial likelihood, chi-square.',
      quantity: test('likelihoodRatio'),
    },
    {
      id: 'wald-p',
      label: 'Wald test, p',
      definition: 'Against the model without covariates, from the coefficients and their variance, chi-square.',
      quantity: test('wald'),
    },
    {
      id: 'score-p',
      label: 'Score test, p',
      definition:
        'Against the model without covariates, from the slope of the likelihood there, chi-square. With exact ties and one group it is the log-rank test.',
      quantity: test('score'),
    },
    {
      id: 'log-likelihood',
      label: 'Log partial likelihood',
      definition: 'At the estimates. Only differences between models of the same patients mean something.',
      quantity: failed ?? { estimate: 'unavailable' in fit ? 0 : fit.logLikelihood },
    },
    {
      id: 'c-index',
      label: 'C-index of the model',
      definition:
        'Harrell’s concordance of the linear predictor with survival in the patients it was fitted to, which is optimistic; limits from the infinitesimal jackknife.',
      quantity: concordanceQuantity(model.concordance, params.level),
    },
    ...(params.proportionality === 'off'
      ? []
      : [
          {
            id: 'proportional-hazards-p',
            label: 'Proportional hazards, global p',
            definition: `Score test that no coefficient changes with time (Grambsch and Therneau, ${transformNames[params.proportionality]}). A small p speaks against proportional hazards.`,
            quantity: global
              ? { estimate: global.p }
              : {
                  unavailable:
                    params.ties === 'exact'
                      ? 'not defined for exact ties'
                      : model.input.clusters
                        ? 'lesions of a patient are not independent'
                        : 'a coefficient cannot be estimated',
                },
          },
        ]),
  ];
}

export const transformNames = {
  km: 'on the scale of the Kaplan–Meier estimate',
  rank: 'on the rank of time',
  identity: 'on time itself',
} as const;

/** A row per coefficient and per reference level: what a paper prints. */
export function ratioTable(title: string, models: readonly CoxModel[], params: CoxParams, noun: string): FigureTable {
  const rows = models.flatMap((model) => {
    const lines = termLines(model, params);
    return model.terms.flatMap((term) => {
      const own = lines.filter((line) => line.term === term);
      if (term.levels.length === 0)
        return own.map((line) => [term.label, null, model.count, model.events, ...ratioCells(line.ratio)]);
      const overall =
        term.columns.length > 1
          ? [[term.label, 'all levels', model.count, model.events, null, null, null, pText(overallP(model, term))]]
          : [];
      return [
        ...overall,
        ...term.levels.map((level) => {
          const line = own.find(({ column }) => column === level.column);
          const cells = line ? ratioCells(line.ratio) : [null, null, '1 (reference)', null];
          return [term.label, level.label, level.count, level.events, ...cells];
        }),
      ];
    });
  });
  const limits = `${significant(params.level * 100)}% CI`;
  return {
    title,
    columns: [
      'Covariate',
      'Level',
      noun === 'lesion' ? 'Lesions' : 'Patients',
      'Events',
      'β',
      'Standard error',
      `Hazard ratio (${limits})`,
      'p',
    ],
    rows,
  };
}

function ratioCells({ coefficient, standardError, ratio, p }: Ratio): (string | number | null)[] {
  const number = (quantity: Quantity): number | null =>
    'estimate' in quantity ? Number(quantity.estimate.toPrecision(4)) : null;
  return [number(coefficient), number(standardError), quantityText(ratio, ratioText), pText(p)];
}

/** The tests of a model: of all its coefficients, and of proportional hazards. */
export function testTable(title: string, models: readonly CoxModel[]): FigureTable {
  const row = (model: CoxModel, name: string, test: ChiSquareTest | null): (string | number | null)[] => [
    models.length > 1 ? (model.terms[0]?.label ?? '') : 'All covariates',
    name,
    test ? Number(test.chiSquare.toPrecision(5)) : null,
    test ? test.degreesOfFreedom : null,
    test ? pText({ estimate: test.p }) : '–',
  ];
  const rows = models.flatMap((model) => {
    const { fit, proportionality } = model;
    if ('unavailable' in fit) return [];
    return [
      row(model, 'Likelihood ratio', fit.likelihoodRatio),
      row(model, 'Wald', fit.wald),
      row(model, 'Score', fit.score),
      ...(proportionality
        ? [
            ...(model.terms.length > 1
              ? model.terms.map((term, i) =>
                  row(model, `Proportional hazards, ${term.label}`, proportionality.terms[i] ?? null),
                )
              : []),
            row(model, 'Proportional hazards, global', proportionality.global),
          ]
        : []),
    ];
  });
  return { title, columns: ['Model', 'Test', 'χ²', 'Degrees of freedom', 'p'], rows };
}
