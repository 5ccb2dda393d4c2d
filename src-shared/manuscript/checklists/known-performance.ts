import { referTo } from '../manuscript-item.ts';
import { listed } from '../sections.ts';
import { type Answer, author, filled, type Known, partly, place, wasShown } from './checklist.ts';
import { performanceStatistics } from './known-answers.ts';

/** Answers about what was measured, as several guidelines ask for it: claimed only where an item of the set shows it. */

const measureNames: readonly (readonly [statisticId: string, what: string])[] = [
  ['roc', 'the area under the ROC curve'],
  ['precision-recall', 'average precision'],
  ['confusion-matrix', 'the confusion matrix with balanced accuracy'],
  ['performance', 'the measures of classification named in the Methods'],
  ['calibration', 'calibration slope, intercept and curve'],
  ['decision-curve', 'net benefit'],
  ['time-dependent', 'discrimination over time'],
  ['concordance', 'the concordance index'],
  ['kaplan-meier', 'survival of the predicted groups'],
  ['cox', 'hazard ratios'],
];

export function measures(known: Known): Answer {
  const shown = measureNames.filter(([statisticId]) => wasShown(known, [statisticId]));
  if (shown.length === 0) return author('name the measures of performance and why they were chosen.');
  return partly(
    `Computed on the test part: ${listed(shown.map(([, what]) => what))}.`,
    'say why these measures suit the question.',
    place(
      known,
      'Statistical analysis',
      shown.map(([statisticId]) => statisticId),
    ),
  );
}

/** Intervals are claimed only where a sentence of the Methods names them. */
export function uncertainty(known: Known): Answer {
  const withInterval = known.items.filter(({ parts }) =>
    parts.some(({ methods }) => /\binterval|confidence limits/.test(methods)),
  );
  if (withInterval.length === 0) return author('give intervals or another measure of uncertainty.');
  return filled(
    'Intervals with level, kind, resamples and seed as stated in the Methods.',
    ['Methods, Statistical analysis', referTo(withInterval.map(({ number }) => number))].join('; '),
  );
}

export function results(known: Known): Answer {
  if (!wasShown(known, performanceStatistics)) return author('give the estimates of performance with their intervals.');
  return filled(
    'Estimates on the test part with their intervals.',
    place(known, null, [...performanceStatistics, 'time-dependent', 'decision-curve', 'data-efficiency']),
  );
}

export function subgroups(known: Known): Answer {
  if (!wasShown(known, ['subgroups']))
    return author('examine performance in subgroups (e.g. sex, age, site, scanner), or say why not.');
  return partly(
    'Performance was compared between subgroups.',
    'discuss differences, and the groups that the data do not describe.',
    place(known, 'Statistical analysis', ['subgroups']),
  );
}

export function comparison(known: Known): Answer {
  if (!wasShown(known, ['compare-models', 'data-efficiency']))
    return author('compare models by a test for paired predictions, or state that none was made.');
  return filled(
    'Models were compared on the same test lesions, as stated in the Methods.',
    place(known, 'Statistical analysis', ['compare-models', 'data-efficiency']),
  );
}

export function clinicalComparison(known: Known): Answer {
  if (!wasShown(known, ['added-value']))
    return author('compare with clinical and combined models, or state that none was made.');
  return filled(
    'The biomarker was added to clinical covariates and the gain measured.',
    place(known, 'Statistical analysis', ['added-value']),
  );
}

export function threshold(known: Known): Answer {
  const frozen = known.record.biomarkers.filter((one) => one.threshold !== null);
  if (frozen.length === 0) return author('state what the model gives and how classes or groups follow from it.');
  return filled(
    'A probability per class; the threshold of the answer is the median probability predicted for the tuning lesions, frozen before testing and given for each biomarker.',
    place(known, 'Biomarkers'),
  );
}

export function interpretability(known: Known): Answer {
  const ids = [
    'saliency-grid',
    'embedding',
    'gene-correlation',
    'gene-correlation-comparison',
    'over-representation',
    'gene-set-enrichment',
  ];
  if (!wasShown(known, ids)) return author('say whether the model was explained, and how.');
  const names: readonly (readonly [string, string[]])[] = [
    ['saliency maps', ['saliency-grid']],
    ['maps of the feature space', ['embedding']],
    ['association with gene expression', ids.slice(2)],
  ];
  return filled(
    `Made: ${listed(names.filter(([, of]) => wasShown(known, of)).map(([name]) => name))}.`,
    place(known, 'Statistical analysis', ids),
  );
}

export function seedStability(known: Known): Answer {
  const ids = ['seed-perturbation', 'feature-stability', 'test-retest', 'feature-test-retest', 'bland-altman', 'icc'];
  if (!wasShown(known, ids))
    return author('examine how results depend on the reader or the seed point, or say that it was not done.');
  return partly(
    'No contour entered the features, only a seed point. Its stability was examined.',
    'add the agreement of readers where several placed seeds.',
    place(known, 'Statistical analysis', ids),
  );
}

export function specification(known: Known): Answer {
  const { biomarkers } = known.record;
  if (biomarkers.length === 0) return author('give the full model, or how others can use it.');
  return partly(
    'C, threshold, seed and encoder (with its SHA-256) of each biomarker are given; coefficients, intercepts and scaler are kept in the workspace.',
    'say how others get the coefficients and the encoder.',
    place(known, 'Biomarkers'),
  );
}

export function code(known: Known): Answer {
  const { appVersion } = known.record.software;
  return partly(
    `Seedpoint ${appVersion}; receipts give parameters, seeds and fingerprints of data, model and code for each figure and table.`,
    'say where the software and the receipts are available.',
    place(known, 'Software'),
  );
}
