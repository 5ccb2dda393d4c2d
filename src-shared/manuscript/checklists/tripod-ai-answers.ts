import { listed } from '../sections.ts';
import { type Answer, author, type Known, partly, place, wasShown } from './checklist.ts';
import { analysedText, features, preprocessing } from './known-answers.ts';
import { comparison, measures, results, subgroups } from './known-performance.ts';

/** Answers that TRIPOD+AI alone asks for. */

export function titleHint({ record: { endpoints } }: Known): Answer {
  const names = listed(endpoints.map(({ name }) => `“${name}”`));
  return author(`name development or evaluation, population and outcome${names === '' ? '.' : ` (here ${names}).`}`);
}

export function objectives({ record: { biomarkers } }: Known): Answer {
  if (biomarkers.length === 0) return author('state the aims.');
  return partly('Models were developed and evaluated on held-out patients of the same cohort.', 'state the aims.', '');
}

export function predictors(known: Known): Answer {
  if (known.record.encoders.length === 0) return author('define each predictor.');
  return partly(
    `${preprocessing(known).text} ${features(known).text}`,
    'say when the scans were made relative to the outcome.',
    place(known, 'Features'),
  );
}

export function performanceMeasures(known: Known): Answer {
  const given = measures(known);
  const compared = comparison(known);
  return compared.status === 'author' ? given : { ...given, text: `${compared.text} ${given.text}` };
}

export function performanceResults(known: Known): Answer {
  const given = results(known);
  const groups = subgroups(known);
  if (given.status === 'author') return given;
  if (groups.status === 'author') return partly(given.text, 'add key subgroups; none were analysed.', given.where);
  return {
    status: 'partly',
    text: `${given.text} ${groups.text}`,
    where: place(known, null, ['performance', 'roc', 'subgroups']),
  };
}

export function clusters(known: Known): Answer {
  return wasShown(known, ['subgroups'])
    ? partly(
        'Subgroups were compared.',
        'say whether centres or scanners were among them.',
        place(known, null, ['subgroups']),
      )
    : author(
        'describe differences between centres, or say that they were not examined; the models have no term for centres.',
      );
}

export function updating({ record: { biomarkers } }: Known): Answer {
  return biomarkers.length === 0
    ? author('say whether a model was updated.')
    : partly('No model was updated after its test in this app.', 'confirm that none was updated elsewhere.', '');
}

export function predictions(known: Known): Answer {
  if (known.record.biomarkers.length === 0) return author('say how predictions were computed.');
  return partly(
    'The fitted model, scaler and threshold were applied unchanged to the test patients.',
    'for a model of others, name it.',
    place(known, 'Biomarkers'),
  );
}

export function differences(known: Known): Answer {
  if (known.record.splits.length === 0) return author('describe differences between development and evaluation.');
  return partly(
    'Development and test patients are random parts of one cohort, with the same definitions of outcome and predictors.',
    'add a comparison of their characteristics.',
    place(known, 'Splits'),
  );
}

export function participants(known: Known): Answer {
  const text = analysedText(known);
  if (text === '') return author('give participants and events of each analysis.');
  return partly(
    text,
    'give the events of each survival analysis from its caption.',
    place(known, 'Splits', ['cohort-flow', 'cox', 'performance']),
  );
}

export function limitations({ record: { encoders } }: Known): Answer {
  const untrained = encoders.filter(({ trained }) => !trained);
  return untrained.length > 0
    ? partly(
        `${listed(untrained.map(({ name }) => `“${name}”`))} had random weights: the results show the procedure only.`,
        'discuss the other limitations.',
        '',
      )
    : author('discuss sample size, representativeness, overfitting, missing data and the single cohort.');
}
