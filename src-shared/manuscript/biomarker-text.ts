import { type AggregationRule, splitParts } from '../domain/entities.ts';
import type { FigureTable } from '../figure.ts';
import { counted, significant } from '../statistics/wording.ts';
import { listed, unique } from './sections.ts';
import type { BiomarkerRecord, SplitRecord, StudyRecord } from './study-record.ts';

/** How patients came into training, tuning and test. */
export function splitParagraphs({ splits }: StudyRecord): string[] {
  if (splits.length === 0) return ['The patients were not split.'];
  return [
    ...splits.map(splitText),
    'Whole patients were assigned: all lesions and scans of a patient are in the same part.',
  ];
}

function splitText({ name, seed, fractions, stratifiedBy, patients, prescribedBy }: SplitRecord): string {
  if (prescribedBy !== null) {
    return `In the split “${name}”, the column ${prescribedBy} said which patients were for training, tuning and test, which gave ${listed(splitParts.map((part) => String(patients[part])))} patients.`;
  }
  const whole = splitParts.reduce((sum, part) => sum + fractions[part], 0);
  const shares = splitParts.map((part) => `${significant((100 * fractions[part]) / whole)}%`);
  const strata = stratifiedBy === null ? 'without stratification' : `stratified by the endpoint “${stratifiedBy}”`;
  return `In the split “${name}”, patients were assigned at random (seed ${seed}, ${strata}) to training, tuning and test in shares of ${listed(shares)}, which gave ${listed(splitParts.map((part) => String(patients[part])))} patients.`;
}

/** The tuning score as a text names it. */
export const scoreName = (score: string): string => (score === 'auc' ? 'AUC' : score);

/** How every biomarker was made, and what came out for each, as a table. */
export function biomarkerText(record: StudyRecord): { paragraphs: string[]; tables: FigureTable[] } {
  const { biomarkers, perturbations, saliency } = record;
  if (biomarkers.length === 0) return { paragraphs: ['No biomarker was trained.'], tables: [] };
  const multinomial = biomarkers.some(({ classCount }) => classCount > 2);
  const fractions = biomarkers.map(({ fraction }) => fraction).filter((fraction) => fraction < 1);
  return {
    paragraphs: [
      [
        `Biomarkers were L2-penalised logistic regressions${multinomial ? ' (multinomial for more than two classes)' : ''} on the features, which were standardised with the mean and the population standard deviation of the training lesions.`,
        ...aggregationSentences(biomarkers),
        ...searchSentences(biomarkers),
        'The model of the chosen strength was fitted on the training lesions alone. Test lesions served neither fitting nor any choice.',
        biomarkers.some(({ threshold }) => threshold !== null)
          ? 'With two classes, the threshold of the answer was frozen at the median probability predicted for the tuning lesions.'
          : '',
      ]
        .filter((text) => text !== '')
        .join(' '),
      fractions.length > 0
        ? `Biomarkers were also trained on ${listed(percentages(fractions))} of the training and tuning patients, drawn by class so that smaller shares lie inside larger ones; the test patients remained the same.`
        : '',
      ...perturbations.map(
        ({ biomarker, draws, varianceMm2, seed, lesions }) =>
          `For “${biomarker}” the seed points of ${counted(lesions, 'lesion')} were each displaced ${counted(draws, 'time')} by a normal deviate of variance ${significant(varianceMm2)} mm² along each axis (seed ${seed}), and features and predictions were computed anew.`,
      ),
      ...saliency.map(
        ({ biomarker, method, lesions }) =>
          `For “${biomarker}” saliency maps of ${counted(lesions, 'test lesion')} were computed (${method}).`,
      ),
    ],
    tables: [biomarkerTable(biomarkers)],
  };
}

/** Nothing where every lesion is a row, or where all biomarkers are of one rule that says no more. */
function aggregationSentences(biomarkers: readonly BiomarkerRecord[]): string[] {
  const named = (rule: AggregationRule): string => {
    const of = biomarkers.filter(({ aggregation }) => aggregation === rule);
    return of.length === biomarkers.length ? '' : ` (${listed(of.map(({ name }) => `“${name}”`))})`;
  };
  const used = new Set(biomarkers.map(({ aggregation }) => aggregation));
  return [
    ...(used.has('largest')
      ? [
          `Of each patient only the largest lesion by volume was used, or the first where no volume was known${named('largest')}.`,
        ]
      : []),
    ...(used.has('mean')
      ? [`The features of the lesions of a patient were averaged, so that each patient was one row${named('mean')}.`]
      : []),
  ];
}

function searchSentences(biomarkers: readonly BiomarkerRecord[]): string[] {
  return unique(
    biomarkers.map(({ search: { size, range, score } }) =>
      size > 1
        ? `The inverse strength of the penalty, C, was chosen among ${size} values evenly spaced in log C from ${significant(range.low)} to ${significant(range.high)} by the ${scoreName(score)} of the tuning lesions, ties going to the smaller C.`
        : `The inverse strength of the penalty, C, was fixed at ${significant(range.low)}.`,
    ),
  );
}

/** `50% and 20%`, descending. */
const percentages = (fractions: readonly number[]): string[] =>
  unique(fractions.toSorted((a, b) => b - a).map((fraction) => `${significant(100 * fraction)}%`));

const biomarkerTable = (biomarkers: readonly BiomarkerRecord[]): FigureTable => ({
  title: 'Biomarkers',
  columns: [
    'Biomarker',
    'Endpoint',
    'Encoder',
    'Training data (%)',
    'Seed',
    'C',
    'Threshold',
    'Lesions (training, tuning, test)',
  ],
  rows: biomarkers.map(({ name, endpoint, encoder, fraction, seed, chosenC, threshold, lesions }) => [
    name,
    endpoint,
    encoder,
    100 * fraction,
    seed,
    chosenC,
    threshold,
    splitParts.map((part) => lesions[part]).join(', '),
  ]),
});
