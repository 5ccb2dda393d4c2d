import type { Quantity } from '../../domain/entities.ts';
import { scoreName } from '../kaplan-meier/grouping.ts';
import { lineLabel, termLines } from '../regression/term-lines.ts';
import { signed } from '../regression/texts.ts';
import { subsetText } from '../subset.ts';
import { counted, pValue, quantityText, significant } from '../wording.ts';
import type { Analysis } from './analysis.ts';
import { type ModelName, modelNames } from './models.ts';
import type { AddedValueParams } from './params.ts';
import type { Validated } from './validation.ts';

/** Events (or rows of the rarer class) per coefficient below which models are overfitted. */
const fewEvents = 10;

export const titles: Record<ModelName, string> = {
  clinical: 'Clinical',
  imaging: 'Imaging',
  combined: 'Clinical + imaging',
};
export const measureName = (params: AddedValueParams): string => (params.endpoint === 'binary' ? 'AUC' : 'C-index');
export const ratioName = (params: AddedValueParams): string =>
  params.endpoint === 'binary' ? 'Odds ratio' : 'Hazard ratio';
export const limits = (params: AddedValueParams): string => `${significant(params.level * 100)}% CI`;
export const decimals = (value: number): string => value.toFixed(3);
export const quantityOf = (found: Validated | { unavailable: string }): Quantity =>
  'corrected' in found ? found.corrected : found;

export const testName = ({ data }: Analysis): string =>
  data.isClustered ? 'robust Wald test over patients' : 'likelihood-ratio test';

export function caption(analysis: Analysis, params: AddedValueParams): string {
  const { data, tests, events, validation } = analysis;
  const model = params.endpoint === 'binary' ? 'Logistic regression' : 'Cox regression (ties: Efron)';
  return [
    `${model} with clinical covariates (${params.covariates.join(', ')}), with imaging (${params.imaging.map(scoreName).join(', ')}) and with both, in the same ${counted(data.outcome.length, data.noun)}${subsetText(params)} (${data.times ? counted(events, 'event') : `${events} positive`}).`,
    `Upper panel: ${measureName(params)} corrected for optimism, with ${limits(params)}: bootstrap over patients, ${params.resamples} resamples. Lower panel: ${ratioName(params).toLowerCase()}s of the combined model with Wald limits${params.per === 'sd' ? ', numbers per standard deviation' : ''}.`,
    ...('p' in tests.imaging ? [`Imaging added to clinical: ${testName(analysis)}, ${pValue(tests.imaging.p)}.`] : []),
    ...('corrected' in validation.gain
      ? [`Gain in ${measureName(params)}, corrected: ${quantityText(validation.gain.corrected, signed)}.`]
      : []),
  ].join(' ');
}

export function methods(analysis: Analysis, params: AddedValueParams): string {
  const model = params.endpoint === 'binary' ? 'logistic' : 'Cox';
  return `The value of imaging beyond clinical covariates was judged by the ${testName(analysis)} of nested unpenalised ${model} models, and by the gain in ${measureName(params)} with Harrell’s bootstrap correction for optimism and location-shifted percentile limits (${params.resamples} resamples of patients, seed ${params.seed}).`;
}

export function warnings({ data, designs, validation, events, fits }: Analysis, params: AddedValueParams): string[] {
  const rarer = data.times ? events : Math.min(events, data.outcome.length - events);
  const { columns } = designs.combined.design;
  return [
    ...data.warnings,
    ...modelNames.flatMap((name) => {
      const fit = fits[name];
      return 'unavailable' in fit
        ? [`The ${titles[name].toLowerCase()} model has no estimate: ${fit.unavailable}.`]
        : [];
    }),
    ...termLines({ terms: designs.combined.terms, fit: fits.combined }, { score: '', level: params.level }).flatMap(
      (line) =>
        'unavailable' in line.ratio.ratio && !('unavailable' in fits.combined)
          ? [`No ${ratioName(params).toLowerCase()} for ${lineLabel(line)}: ${line.ratio.ratio.unavailable}.`]
          : [],
    ),
    ...(rarer < fewEvents * columns
      ? [
          `${rarer} ${data.times ? 'events' : 'of the rarer class'} for ${counted(columns, 'coefficient')}: with fewer than ${fewEvents} for each, the models are overfitted.`,
        ]
      : []),
    ...(validation.failed > 0
      ? [
          `${validation.failed} of ${params.resamples} resamples gave no value and are left out: a class had vanished or a fit failed.`,
        ]
      : []),
    ...(params.reclassification && params.endpoint === 'survival'
      ? ['NRI and IDI are defined here for a binary endpoint only.']
      : []),
  ];
}
