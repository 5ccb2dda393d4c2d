import { splitParts } from '../../domain/entities.ts';
import { counted, significant } from '../../statistics/wording.ts';
import { rangeText } from '../image-text.ts';
import { listed, unique } from '../sections.ts';
import { type Answer, author, filled, type Known, partly, place, wasShown } from './checklist.ts';

/**
 * Answers that several guidelines ask for. Each says only what the record holds, and turns to the authors where the
 * record is silent.
 */

const performanceStatistics = ['performance', 'roc', 'precision-recall', 'confusion-matrix', 'calibration'];
const measureNames: readonly (readonly [statisticId: string, what: string])[] = [
  ['roc', 'the area under the ROC curve'],
  ['precision-recall', 'average precision'],
  ['confusion-matrix', 'the confusion matrix with balanced accuracy'],
  ['performance', 'sensitivity, specificity, predictive values and Brier score'],
  ['calibration', 'calibration slope, intercept and curve'],
  ['decision-curve', 'net benefit'],
  ['time-dependent', 'discrimination over time'],
  ['concordance', 'the concordance index'],
  ['kaplan-meier', 'survival of the predicted groups'],
  ['cox', 'hazard ratios'],
];

export function dataSource(known: Known): Answer {
  const { patients, scans, lesions } = known.record.cohort;
  return partly(
    `One cohort of ${counted(patients, 'patient')} with ${counted(scans, 'scan')} and ${counted(lesions, 'lesion')}.`,
    'name the source (institutional, public, trial), why it was chosen and whom it represents.',
    place(known, 'Cohort', ['cohort-table']),
  );
}

export function flow(known: Known): Answer {
  const stages = known.record.endpoints[0]?.flow ?? [];
  const first = stages[0];
  const last = stages.at(-1);
  if (!first || !last) return author('show how many patients were found, left out and analysed, with reasons.');
  const text = `From ${counted(first.patients, 'imported patient')} to ${counted(last.patients, 'analysed patient')}, with the reason of every loss${last.lesions === null ? '' : ` (${counted(last.lesions, 'analysed lesion')})`}.`;
  return partly(
    text,
    'add what happened before import and, for follow-up, its length.',
    place(known, 'Endpoints', ['cohort-flow']),
  );
}

export function characteristics(known: Known): Answer {
  if (!wasShown(known, ['cohort-table']))
    return author('give the characteristics of the patients by part, with missing values.');
  return filled('Characteristics with the number of missing values.', place(known, null, ['cohort-table']));
}

export function preprocessing(known: Known): Answer {
  if (known.record.encoders.length === 0) return author('describe how images were prepared.');
  const profiles = unique(known.record.encoders.map(({ profile }) => profile));
  return filled(
    `Cube of 50 mm about each seed point at 1 mm, intensities (HU + 1024) / 3072; ${profiles.length === 1 ? 'profile' : 'profiles'} ${listed(profiles)}. Applied alike to every patient.`,
    place(known, 'Images and preprocessing'),
  );
}

export function outcome(known: Known): Answer {
  const { endpoints } = known.record;
  if (endpoints.length === 0) return author('define the outcome.');
  return partly(
    endpoints.map(({ name, definition }) => `${name}: ${definition}`).join(' '),
    'say how, when and by whom the outcome was assessed.',
    place(known, 'Endpoints'),
  );
}

export function features(known: Known): Answer {
  const { encoders } = known.record;
  if (encoders.length === 0) return author('define the predictors.');
  const texts = encoders.map(
    ({ name, featureCount, trained }) =>
      `${counted(featureCount, 'deep feature')} of the encoder “${name}”${trained ? '' : ', whose weights are random'}`,
  );
  return filled(`${listed(texts)}; all were used, none was selected.`, place(known, 'Features'));
}

export function sampleSize(known: Known): Answer {
  const text = analysedText(known);
  if (text === '') return author('say how the number of patients was arrived at.');
  return partly(
    text,
    'say how the number of patients was arrived at; the app made no calculation of sample size.',
    place(known, 'Splits', ['cohort-flow']),
  );
}

/** Patients by part and test lesions by class, of each endpoint. */
export function analysedText({ record: { splits, endpoints, biomarkers } }: Known): string {
  const patients = splits.map(
    ({ name, patients: of }) => `Split “${name}”: ${listed(splitParts.map((part) => `${of[part]} ${part}`))} patients.`,
  );
  const tested = endpoints.flatMap(({ name }) => {
    const newest = biomarkers.filter(({ endpoint }) => endpoint === name).at(-1);
    if (!newest) return [];
    const classes = newest.test.classes.map((one) => `${one.lesions} ${one.name}`);
    return [`${name}: ${counted(newest.test.patients, 'test patient')}, lesions ${listed(classes)}.`];
  });
  return [...patients, ...tested].join(' ');
}

export function missingData(known: Known): Answer {
  const { cohort, endpoints } = known.record;
  if (endpoints.length === 0) return author('describe how missing values were handled.');
  const missing = cohort.columns.filter((column) => column.missing > 0);
  const undefinedTexts = endpoints.map(({ name, undefinedPatients, censoring }) =>
    undefinedPatients === 0
      ? `${name}: every patient had a value.`
      : `${name}: ${counted(undefinedPatients, 'patient')} without a value ${undefinedPatients === 1 ? 'was' : 'were'} ${censoring === 'ipcw' ? 'left out, the others weighted by the inverse probability of not being censored' : 'left out'}.`,
  );
  return filled(
    `Nothing was imputed; each analysis left out rows without a value it needs and counts them. ${missing.length > 0 ? `Clinical variables with missing values: ${listed(missing.map(({ name, missing: n }) => `${name} (${n})`))}.` : 'No clinical variable had missing values.'} ${undefinedTexts.join(' ')}`,
    place(known, 'Endpoints', ['cohort-table']),
  );
}

export function split(known: Known): Answer {
  const { splits } = known.record;
  if (splits.length === 0) return author('say how the data were divided for training and testing.');
  const texts = splits.map(
    ({ name, seed, stratifiedBy, patients }) =>
      `“${name}”: ${listed(splitParts.map((part) => `${patients[part]} ${part}`))} patients at random (seed ${seed}${stratifiedBy === null ? '' : `, stratified by ${stratifiedBy}`}).`,
  );
  return filled(`${texts.join(' ')} Whole patients were assigned.`, place(known, 'Splits'));
}

export function scaling(known: Known): Answer {
  if (known.record.biomarkers.length === 0) return author('say how predictors were transformed and scaled.');
  return filled(
    'Features were standardised with mean and standard deviation of the training lesions; no other transformation.',
    place(known, 'Biomarkers'),
  );
}

export function algorithm(known: Known): Answer {
  const { biomarkers } = known.record;
  if (biomarkers.length === 0) return author('describe the model and how it was built.');
  const searches = unique(
    biomarkers.map(({ search }) =>
      search.size > 1
        ? `C chosen among ${search.size} values from ${rangeText(search.range)} by ${search.score} on the tuning part`
        : `C fixed at ${significant(search.range.low)}`,
    ),
  );
  return filled(
    `L2-penalised logistic regression on all features; ${searches.join('; ')}; fitted on the training part alone; seeds ${listed(unique(biomarkers.map(({ seed }) => String(seed))))}.`,
    place(known, 'Biomarkers'),
  );
}

export function testing(known: Known): Answer {
  const { biomarkers } = known.record;
  if (biomarkers.length === 0) return author('say on which unseen data the model was tested.');
  return partly(
    'Held-out test patients of the same cohort, used neither for fitting nor for any choice. No other cohort was used for testing in this set.',
    'say whether there was external testing.',
    place(known, 'Splits', performanceStatistics),
  );
}

export function imbalance(known: Known): Answer {
  const { endpoints } = known.record;
  if (endpoints.length === 0) return author('say how unequal classes were handled.');
  const texts = endpoints.map(
    ({ name, classes }) => `${name}: ${listed(classes.map((one) => `${one.patients} ${one.name}`))}`,
  );
  return filled(
    `Patients by class: ${texts.join('; ')}. No resampling and no weighting by class was applied.`,
    place(known, 'Endpoints'),
  );
}

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
    ['Methods, Statistical analysis', listed(withInterval.map(({ number }) => number))].join('; '),
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
