import { expect, test } from 'vitest';
import { commonFolder } from '#renderer/panels/cohorts/dialogs/common-folder.ts';
import { criteriaFlow } from '#renderer/panels/cohorts/dialogs/criteria-flow.ts';
import { criterionProblem, criterionText } from '#renderer/panels/cohorts/dialogs/criterion-text.ts';
import { guessParts } from '#renderer/panels/cohorts/dialogs/guess-parts.ts';
import type { Criterion } from '#shared/domain/criteria.ts';
import { figureSchema } from '#shared/figure.ts';

const thin: Criterion = {
  label: 'Thin slices',
  field: 'scan:spacing-z',
  operator: 'between',
  values: ['0.5', '3'],
  effect: 'include',
  missing: 'leave-out',
};

test('criteria are put in words', () => {
  expect(criterionText(thin, { label: 'Slice spacing', unit: 'mm' })).toBe('Slice spacing is 0.5 to 3 mm');
  expect(criterionText({ operator: 'one-of', values: ['I', 'II'] }, { label: 'Stage', unit: null })).toBe(
    'Stage is I or II',
  );
  expect(criterionText({ operator: 'equals', values: ['true'] }, { label: 'Smoker', unit: null })).toBe(
    'Smoker is yes',
  );
});

test('a criterion that cannot be asked says why', () => {
  expect(criterionProblem(thin, 'number')).toBeNull();
  expect(criterionProblem({ ...thin, values: ['3', '0.5'] }, 'number')).toMatch(/above/);
  expect(criterionProblem({ ...thin, values: ['3'] }, 'number')).toMatch(/missing/);
  expect(criterionProblem({ ...thin, values: ['thin', '3'] }, 'number')).toMatch(/number/);
  expect(criterionProblem({ ...thin, label: ' ' }, 'number')).toMatch(/words/);
});

test('the flow of criteria is a figure with a box for each', () => {
  const figure = criteriaFlow({
    lesions: 10,
    patients: 8,
    counts: [{ label: 'Thin slices', lesionsOut: 3, patientsOut: 2, lesionsLeft: 7, patientsLeft: 6 }],
  });
  expect(figureSchema.parse(figure)).toEqual(figure);
  const lines = figure.panels[0]?.flow?.boxes.flatMap((box) => box.lines) ?? [];
  expect(lines).toContain('left out: 2 patients, 3 lesions');
  expect(lines).toContain('6 patients, 7 lesions');
});

test('parts are guessed from the values of a column', () => {
  expect(guessParts(['train', 'val', 'Test', 'other'])).toEqual({ train: ['train'], tune: ['val'], test: ['Test'] });
  expect(guessParts(['3', '1', '2'])).toEqual({ train: ['1'], tune: ['2'], test: ['3'] });
  expect(guessParts(['a', 'b'])).toEqual({ train: [], tune: [], test: [] });
});

test('the folder that scans have in common', () => {
  const volume = (path: string) => ({ format: 'volume', path }) as const;
  expect(commonFolder([volume('/m/scans/a/1.nii'), volume('/m/scans/b/2.nii'), { format: 'none' }])).toBe('/m/scans');
  expect(commonFolder([volume('D:\\ct\\a.nii'), { format: 'dicom', files: ['D:\\ct\\b\\1.dcm'] }])).toBe('D:\\ct');
  expect(commonFolder([])).toBe('');
});
