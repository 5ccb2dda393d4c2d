import { type SplitPart, splitParts } from '../../domain/entities.ts';
import { counted, significant } from '../../statistics/wording.ts';
import { scoreName } from '../biomarker-text.ts';
import { rangeText } from '../image-text.ts';
import { listed, unique } from '../sections.ts';
import { type Answer, author, filled, type Known, partly, place, wasShown } from './checklist.ts';

/**
 * Answers that several guidelines ask for. Each says only what the record holds, and turns to the authors where the
 * record is silent.
 */

export const performanceStatistics = ['performance', 'roc', 'precision-recall', 'confusion-matrix', 'calibration'];

const partNames: Record<SplitPart, string> = { train: 'training', tune: 'tuning', test: 'test' };
const partsText = (counts: Readonly<Record<SplitPart, number>>): string =>
  listed(splitParts.map((part) => `${counts[part]} ${partNames[part]}`));

export function dataSource(known: Known): Answer {
  const { patients, scans, lesions } = known.record.cohort;
  return partly(
    `One cohort of ${counted(patients, 'patient')} with ${counted(scans, 'scan')} and ${counted(lesions, 'lesion')}.`,
    'name the source (institutional, public, trial), why it was chosen and whom it represents.',
    place(known, 'Cohort', ['cohort-table']),
  );
}

export function flow(known: Known): Answer {
  const texts = known.record.endpoints.flatMap(({ name, flow: stages }) => {
    const last = stages.at(-1);
    return stages[0] && last ? [`${name}: ${stages[0].patients} imported and ${last.patients} analysed patients`] : [];
  });
  if (texts.length === 0) return author('show how many patients were found, left out and analysed, with reasons.');
  return partly(
    `${texts.join('; ')}. Losses between are given with their reasons.`,
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
  const patients = splits.map(({ name, patients: of }) => `Split “${name}”: ${partsText(of)} patients.`);
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
  const texts = splits.map(({ name, seed, stratifiedBy, patients, prescribedBy }) =>
    prescribedBy !== null
      ? `“${name}”: ${partsText(patients)} patients as the column ${prescribedBy} says.`
      : `“${name}”: ${partsText(patients)} patients at random (seed ${seed}${stratifiedBy === null ? '' : `, stratified by ${stratifiedBy}`}).`,
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
        ? `C chosen among ${search.size} values from ${rangeText(search.range)} by ${scoreName(search.score)} on the tuning part`
        : `C fixed at ${significant(search.range.low)}`,
    ),
  );
  return partly(
    `L2-penalised logistic regression on all features; ${searches.join('; ')}; fitted on the training part alone; random seed ${listed(unique(biomarkers.map(({ seed }) => String(seed))))}.`,
    'say why this kind of model was chosen.',
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
