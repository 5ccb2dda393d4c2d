import { author, type Checklist, type ChecklistItem } from './checklist.ts';
import {
  clinicalPredictors,
  confounders,
  defaults,
  discretisation,
  ethics,
  extraction,
  featureCount,
  featureStatistics,
  guidelines,
  imageTypes,
  limitations,
  pipeline,
  protocol,
  reduction,
  resampling,
  segmentation,
  selection,
  settings,
} from './clear-answers.ts';
import {
  algorithm,
  characteristics,
  dataSource,
  features,
  flow,
  imbalance,
  missingData,
  outcome,
  preprocessing,
  sampleSize,
  scaling,
  split,
  testing,
} from './known-answers.ts';
import {
  clinicalComparison,
  code,
  comparison,
  interpretability,
  measures,
  results,
  seedStability,
  specification,
  uncertainty,
} from './known-performance.ts';

/**
 * CLEAR: 58 items. Numbers and subjects of items 1, 2 and 7 to 13 were compared with the public pages of the checklist
 * and the number of items with its abstract; the rest is from knowledge of the published list. Requirements are in our
 * own words.
 */
export const clear: Checklist = {
  id: 'clear',
  title: 'CLEAR checklist',
  citation:
    'Kocak B, Baessler B, Bakas S, et al. CheckList for EvaluAtion of Radiomics research (CLEAR): a step-by-step reporting guideline for authors and reviewers endorsed by ESR and EuSoMII. Insights Imaging 2023;14:75.',
  items: numbered([
    [
      'Title, abstract, keywords',
      [
        ['A title that names radiomics and its kind.', () => author('name deep features of CT and the outcome.')],
        ['A structured abstract.', () => author('write it last, from the tables.')],
        ['Keywords of radiomics.', () => author('choose them.')],
      ],
    ],
    [
      'Introduction',
      [
        [
          'Scientific or clinical background.',
          () => author('name the disease, the decision and what is known of imaging biomarkers for it.'),
        ],
        [
          'Why radiomics is used.',
          () => author('say what deep features may show that readers and clinical variables do not.'),
        ],
        ['Aims.', () => author('state hypothesis and primary endpoint.')],
      ],
    ],
    [
      'Method: study design',
      [
        ['Guidelines that were followed.', guidelines],
        ['Ethics: approval, consent, protection of data.', ethics],
        ['How the size of the sample was determined.', sampleSize],
        [
          'Nature of the study, e.g. retrospective.',
          () => author('say retrospective or prospective, cohort or case-control, with registration if any.'),
        ],
        ['Criteria of inclusion and exclusion.', () => author('give the criteria and how patients were selected.')],
        ['A flowchart of the technical steps.', pipeline],
      ],
    ],
    [
      'Method: data',
      [
        ['Source of the data.', dataSource],
        [
          'Overlap with data of earlier publications.',
          () => author('name earlier publications of the same patients, or say that there are none.'),
        ],
        ['How the data were divided.', split],
        ['Imaging protocol.', protocol],
        ['Definition of predictors other than radiomics.', clinicalPredictors],
        ['Definition of the reference standard.', outcome],
      ],
    ],
    [
      'Method: segmentation',
      [
        ['How lesions were segmented.', segmentation],
        ['Who segmented, with which experience.', () => author('describe who contoured or placed the seed points.')],
      ],
    ],
    [
      'Method: pre-processing',
      [
        ['Preparation of the images.', preprocessing],
        ['Resampling and its parameters.', resampling],
        ['Discretisation and its parameters.', discretisation],
        ['Types of images (original, filtered).', imageTypes],
      ],
    ],
    [
      'Method: feature extraction',
      [
        ['How features were extracted, with software and version.', extraction],
        ['Classes of features.', features],
        ['Number of features.', featureCount],
        ['A statement that other parameters were left at their defaults.', defaults],
      ],
    ],
    [
      'Method: data preparation',
      [
        ['Handling of missing data.', missingData],
        ['Imbalance of classes.', imbalance],
        ['Reliability of the segmentation.', seedStability],
        ['Scaling of features.', scaling],
        ['Reduction of dimensions.', reduction],
      ],
    ],
    [
      'Method: modelling',
      [
        ['The algorithm.', algorithm],
        ['Training and tuning.', algorithm],
        ['Handling of confounders.', confounders],
        ['How the final model was selected.', selection],
      ],
    ],
    [
      'Method: evaluation',
      [
        ['How the model was tested (internal, external).', testing],
        ['Measures of performance and why.', measures],
        ['Measures of uncertainty.', uncertainty],
        ['Statistical comparison of performance.', comparison],
        ['Comparison with clinical and combined models.', clinicalComparison],
        ['Interpretability and explanation.', interpretability],
      ],
    ],
    [
      'Results',
      [
        ['Baseline characteristics.', characteristics],
        ['A flowchart of eligibility.', flow],
        ['Statistics of the features (reproducibility, selection).', featureStatistics],
        ['Performance of the model.', results],
        ['Comparison with clinical and combined models: results.', clinicalComparison],
      ],
    ],
    [
      'Discussion',
      [
        ['Overview of the important findings.', () => author('write it; the app gives no interpretation.')],
        ['Earlier works and how this one differs.', () => author('discuss them.')],
        ['Practical implications.', () => author('discuss them.')],
        ['Strengths and limitations.', limitations],
      ],
    ],
    [
      'Open science',
      [
        [
          'Sharing of images and segmentations.',
          () => author('state it; the set holds no images other than those in its figures.'),
        ],
        ['Sharing of feature data.', () => author('state it; the app can export them as a table.')],
        ['Sharing of scripts or settings of pre-processing.', settings],
        ['Sharing of the code of modelling.', code],
        ['Sharing of the final model.', specification],
        ['Sharing of a system ready to use.', () => author('state how the app and the model can be had.')],
      ],
    ],
  ]),
};

type Row = readonly [requirement: string, answer: ChecklistItem['answer']];

/** CLEAR counts through all of its sections. */
function numbered(sections: readonly (readonly [name: string, rows: readonly Row[]])[]): ChecklistItem[] {
  return sections
    .flatMap(([section, rows]) => rows.map(([requirement, answer]) => ({ section, requirement, answer })))
    .map((item, index) => ({ id: String(index + 1), ...item }));
}
