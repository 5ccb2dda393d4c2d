import { expect, it } from 'vitest';
import { actionText, changeText } from '#renderer/panels/cohorts/dialogs/audit-text.ts';

it('writes a change as a reader would, without what is empty', () => {
  expect(changeText({ seedMm: [-79.205, 4.821962667, -180.5], seedSource: 'click', reviewer: null })).toBe(
    'seedMm -79.205, 4.822, -180.5; seedSource click',
  );
  expect([changeText({ value: 71.5 }), changeText({ excluded: true }), changeText(null), changeText('II')]).toEqual([
    '71.5',
    'excluded yes',
    '',
    'II',
  ]);
});

it('cuts what is too long', () => expect(changeText('x'.repeat(500))).toHaveLength(160));

it('falls back to the name of an action', () => {
  expect([actionText('lesions.setSeed'), actionText('something.new')]).toEqual(['Moved the seed', 'something.new']);
});
