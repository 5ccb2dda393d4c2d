import { listed } from '../sections.ts';
import { type Answer, author, filled, type Known, partly, place, wasShown } from './checklist.ts';
import { clinicalComparison, subgroups } from './known-performance.ts';

/** Answers that CLEAR alone asks for. */

export function guidelines(): Answer {
  return partly('TRIPOD+AI and CLEAR checklists are in the set.', 'complete them and cite them.', '');
}

export function ethics(): Answer {
  return partly(
    'In this set patients stand under study codes only.',
    'name committee, number, consent and how the images were de-identified.',
    '',
  );
}

export function pipeline(known: Known): Answer {
  return wasShown(known, ['study-overview'])
    ? filled('Overview of the steps from scan to evidence.', place(known, null, ['study-overview']))
    : author('draw it.');
}

export function protocol({ record: { images } }: Known): Answer {
  if (!images.sliceSpacingMm) return author('give scanner, tube voltage, kernel and contrast.');
  return partly(
    'Range of voxel spacing as in the Methods.',
    'give scanner, tube voltage, kernel and contrast.',
    'Methods, Images and preprocessing',
  );
}

export function clinicalPredictors(known: Known): Answer {
  const { columns } = known.record.cohort;
  if (columns.length === 0) return author('define them, or say that there were none.');
  const names = columns.map(({ name, unit }) => (unit === null ? name : `${name} (${unit})`));
  return partly(
    `Imported: ${listed(names)}.`,
    'define each and how it was measured.',
    place(known, 'Cohort', ['cohort-table']),
  );
}

export function segmentation({ record: { seeds } }: Known): Answer {
  if (seeds.length === 0) return author('describe it.');
  return partly(
    'Features were taken from a cube about one seed point per lesion; no contour entered them. The sources of the seed points are counted in the Methods.',
    'describe how regions or points were made.',
    'Methods, Images and preprocessing',
  );
}

export function resampling(known: Known): Answer {
  if (known.record.encoders.length === 0) return author('describe it.');
  return filled('Linear interpolation to voxels of 1 mm.', place(known, 'Images and preprocessing'));
}

export function discretisation(known: Known): Answer {
  if (known.record.encoders.length === 0) return author('describe it.');
  return filled(
    'Not applied: deep features were computed from scaled intensities.',
    place(known, 'Images and preprocessing'),
  );
}

export function imageTypes(known: Known): Answer {
  if (known.record.encoders.length === 0) return author('describe them.');
  return filled('Original images; no filter was applied.', place(known, 'Images and preprocessing'));
}

export function extraction(known: Known): Answer {
  const { encoders, software } = known.record;
  if (encoders.length === 0) return author('describe it.');
  const texts = encoders.map(
    ({ name, architecture, trained }) => `“${name}” (${architecture}${trained ? '' : ', untrained: random weights'})`,
  );
  return filled(
    `Seedpoint ${software.appVersion} with ${listed(texts)}; SHA-256 of the weights in the Methods.`,
    place(known, 'Features'),
  );
}

export function featureCount(known: Known): Answer {
  const { encoders } = known.record;
  if (encoders.length === 0) return author('give it.');
  return filled(
    `${listed(encoders.map(({ name, featureCount: count }) => `${count} of “${name}”`))}; all were used.`,
    place(known, 'Features'),
  );
}

export function defaults(known: Known): Answer {
  if (known.items.length === 0) return author('state it.');
  return filled(
    'Receipts list every parameter, also those left at their defaults.',
    'receipts beside each figure and table',
  );
}

export function reduction(known: Known): Answer {
  if (known.record.biomarkers.length === 0) return author('describe it.');
  return filled('None: all features entered the penalised regression.', place(known, 'Biomarkers'));
}

export function confounders(known: Known): Answer {
  const ids = ['added-value', 'subgroups'];
  if (!wasShown(known, ids)) return author('say how confounders (e.g. lesion volume, scanner) were handled.');
  return partly(
    `${subgroups(known).status === 'author' ? '' : 'Subgroups were compared. '}${clinicalComparison(known).status === 'author' ? '' : 'The biomarker was tested beside clinical covariates.'}`.trim(),
    'name the confounders considered.',
    place(known, 'Statistical analysis', ids),
  );
}

export function selection(known: Known): Answer {
  if (known.record.biomarkers.length === 0) return author('describe it.');
  return partly(
    'Within a biomarker, C was chosen on the tuning part; the test part served no choice.',
    'say how the biomarker of the main result was chosen among those trained.',
    place(known, 'Biomarkers'),
  );
}

export function featureStatistics(known: Known): Answer {
  const ids = ['feature-stability', 'feature-test-retest'];
  if (!wasShown(known, ids))
    return author('give the reproducibility of the features, or say that it was not examined; none was selected.');
  return filled('Stability of the features; none was selected.', place(known, null, ids));
}

export function limitations({ record: { encoders } }: Known): Answer {
  const untrained = encoders.filter(({ trained }) => !trained);
  if (untrained.length === 0) return author('discuss them.');
  return partly(
    `${listed(untrained.map(({ name }) => `“${name}”`))} had random weights: the results show the procedure only.`,
    'discuss the others.',
    '',
  );
}

export function settings(known: Known): Answer {
  if (known.record.encoders.length === 0) return author('state it.');
  return partly(
    `The profile ${listed([...new Set(known.record.encoders.map(({ profile }) => profile))])} fixes all settings of pre-processing.`,
    'say where the software is available.',
    place(known, 'Images and preprocessing'),
  );
}
