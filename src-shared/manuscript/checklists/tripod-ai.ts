import { author, type Checklist, type ChecklistItem } from './checklist.ts';
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
} from './known-answers.ts';
import { code, specification, subgroups, threshold } from './known-performance.ts';
import {
  clusters,
  differences,
  limitations,
  objectives,
  participants,
  performanceMeasures,
  performanceResults,
  predictions,
  predictors,
  titleHint,
  updating,
} from './tripod-ai-answers.ts';

/**
 * TRIPOD+AI: 27 items, 52 with their sub-items. Numbers and subjects of items 1 to 6 were compared with a public
 * rendering of the checklist and the number of items with the page of the guideline; the rest is from knowledge of the
 * published list. Requirements are in our own words.
 */
export const tripodAi: Checklist = {
  id: 'tripod-ai',
  title: 'TRIPOD+AI checklist',
  citation:
    'Collins GS, Moons KGM, Dhiman P, et al. TRIPOD+AI statement: updated guidance for reporting clinical prediction models that use regression or machine learning methods. BMJ 2024;385:e078378.',
  items: [
    ...under('Title and abstract', [
      ['1', 'Title: that a prediction model is developed or evaluated, for whom and for which outcome.', titleHint],
      [
        '2',
        'Abstract: structured as the guideline for abstracts asks.',
        () => author('write it last, from the tables.'),
      ],
    ]),
    ...under('Introduction', [
      [
        '3a',
        'Medical context, diagnostic or prognostic, why a model is needed, which ones exist.',
        () =>
          author(
            'say whether the model is diagnostic or prognostic, which decision it would serve, and what existing models lack.',
          ),
      ],
      [
        '3b',
        'For whom the model is meant, at which point of care, and who would use it.',
        () => author('name the patients, the point of care at which a CT is at hand, and who would read the result.'),
      ],
      [
        '3c',
        'Known inequalities in health between groups of the target population.',
        () => author('name groups with worse access or outcome in this disease, with sources.'),
      ],
      ['4', 'Aims, and whether a model is developed, evaluated or both.', objectives],
    ]),
    ...under('Methods: data and participants', [
      ['5a', 'Sources of the data of development and evaluation, why chosen, how representative.', dataSource],
      [
        '5b',
        'First and last date of inclusion, and end of follow-up.',
        () => author('give the dates; the app does not keep any.'),
      ],
      [
        '6a',
        'Setting of the study: kind of care, number and place of centres.',
        () => author('name the centres, their number and country, and the kind of care.'),
      ],
      ['6b', 'Who was eligible.', () => author('give the criteria of inclusion and exclusion before import.')],
      [
        '6c',
        'Treatments received and how they were dealt with in the analysis.',
        () => author('name treatments before and after imaging, and whether the analysis took them into account.'),
      ],
      ['7', 'How data were prepared and checked, and whether alike in all groups.', preprocessing],
    ]),
    ...under('Methods: outcome, predictors, sample', [
      ['8a', 'The outcome, its horizon, how and when it was assessed, and whether alike in all groups.', outcome],
      [
        '8b',
        'Who judged the outcome where judgement is needed, with which qualification.',
        () =>
          author(
            'name the assessors and their qualification, or say that the outcome needs no judgement, as death does.',
          ),
      ],
      [
        '8c',
        'Whether those who assessed the outcome knew the predictors.',
        () => author('say whether they knew images, predictions or other predictors.'),
      ],
      ['9a', 'How the first set of predictors was chosen, and any selection before modelling.', features],
      ['9b', 'Each predictor: definition, how and when measured.', predictors],
      [
        '9c',
        'Who judged predictors where judgement is needed, with which qualification.',
        () => author('describe who placed the seed points or drew the regions.'),
      ],
      ['10', 'How the size of the sample was arrived at, for development and evaluation.', sampleSize],
      ['11', 'How missing values were handled, and why values or patients were left out.', missingData],
    ]),
    ...under('Methods: analysis', [
      ['12a', 'How data were used for development and evaluation, and any division of them.', split],
      ['12b', 'How predictors entered the model: form, scaling, transformation.', scaling],
      ['12c', 'Kind of model, why, and all steps of its making with tuning and internal validation.', algorithm],
      ['12d', 'How differences between centres or other clusters were handled.', clusters],
      ['12e', 'Measures and plots of performance and why; comparisons of models.', performanceMeasures],
      ['12f', 'Any updating of the model after evaluation.', updating],
      ['12g', 'For evaluation: how predictions were computed.', predictions],
      ['13', 'Measures against unequal classes, and recalibration after them.', imbalance],
      ['14', 'What was done for fairness, and why.', subgroups],
      ['15', 'What the model gives (probability, class) and how thresholds were set.', threshold],
      ['16', 'Differences between the data of development and of evaluation.', differences],
      ['17', 'Ethical approval and consent, or the waiver.', () => author('name committee, number and consent.')],
    ]),
    ...under('Open science', [
      [
        '18a',
        'Funding and the part of the funders.',
        () => author('name the funders and their part in design, analysis and writing.'),
      ],
      [
        '18b',
        'Conflicts of interest of all authors.',
        () => author('state financial and other interests of every author.'),
      ],
      [
        '18c',
        'Where the protocol can be found, or that there was none.',
        () => author('say where it can be read, or that none was written.'),
      ],
      [
        '18d',
        'Registration, or that the study was not registered.',
        () => author('give registry and number, or say that the study was not registered.'),
      ],
      [
        '18e',
        'Availability of the data.',
        () => author('state it; every figure has its source data as CSV, without identifiers.'),
      ],
      ['18f', 'Availability of the code of the analysis.', code],
    ]),
    ...under('Patient and public involvement', [
      [
        '19',
        'Involvement of patients and the public, or that there was none.',
        () => author('say how they took part in design, conduct or reporting, or that they did not.'),
      ],
    ]),
    ...under('Results', [
      ['20a', 'Flow of participants, with and without the outcome, and length of follow-up.', flow],
      [
        '20b',
        'Characteristics, overall and by source, with missing values and differences between groups.',
        characteristics,
      ],
      [
        '20c',
        'For evaluation: distribution of predictors and outcome compared with the data of development.',
        differences,
      ],
      ['21', 'Participants and outcome events in each analysis.', participants],
      ['22', 'The full model, so that others can predict with it, and limits on access.', specification],
      ['23a', 'Performance with intervals, also in key subgroups; plots.', performanceResults],
      ['23b', 'Differences of performance between clusters, if examined.', clusters],
      ['24', 'Results of updating the model, if done.', updating],
    ]),
    ...under('Discussion', [
      [
        '25',
        'Interpretation of the main results, with fairness, beside earlier studies.',
        () => author('interpret them; the app gives no interpretation.'),
      ],
      ['26', 'Limitations (sample, representativeness, overfitting, missing data) and their effects.', limitations],
      [
        '27a',
        'How poor or missing input is to be handled when the model is used.',
        () =>
          author(
            'say what is to be done with scans of other protocols, artefacts, or a lesion larger than the cube of 50 mm.',
          ),
      ],
      [
        '27b',
        'Whether users must handle input or output, and which expertise they need.',
        () => author('describe it; with this app a user places or confirms a seed point in a CT scan.'),
      ],
      [
        '27c',
        'Next steps: use, generalisation, further evaluation.',
        () => author('name external evaluation, prospective use and the groups to be studied next.'),
      ],
    ]),
  ],
};

type Row = readonly [id: string, requirement: string, answer: ChecklistItem['answer']];

function under(section: string, rows: readonly Row[]): ChecklistItem[] {
  return rows.map(([id, requirement, answer]) => ({ id, section, requirement, answer }));
}
