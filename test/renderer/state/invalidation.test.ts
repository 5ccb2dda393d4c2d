import { expect, it } from 'vitest';
import { isTouched } from '#renderer/state/invalidation.ts';
import { contract, events } from '#shared/contract/contract.ts';
import { cohortIdSchema } from '#shared/domain/ids.ts';

const [one, two] = [1, 2].map((id) => cohortIdSchema.parse(id)) as [
  ReturnType<typeof cohortIdSchema.parse>,
  ReturnType<typeof cohortIdSchema.parse>,
];

it('makes the lesion pages of the changed cohort old, and no others', () => {
  const change = { what: 'lesions', cohortId: one } as const;
  expect(isTouched(['lesions.page', { cohortId: one, offset: 0 }], change)).toBe(true);
  expect(isTouched(['lesions.page', { cohortId: two, offset: 0 }], change)).toBe(false);
  expect(isTouched(['models.list', {}], change)).toBe(false);
});

it('makes the counts in the list of cohorts old when lesions change', () => {
  expect(isTouched(['cohorts.list', {}], { what: 'lesions', cohortId: one })).toBe(true);
});

it('takes an answer that names no cohort as one of every cohort', () => {
  expect(isTouched(['lesions.get', { lesionId: 5 }], { what: 'lesions', cohortId: two })).toBe(true);
});

it('reaches every cohort where the change names none', () => {
  expect(isTouched(['features.list', { cohortId: two }], { what: 'models', cohortId: null })).toBe(true);
});

it('makes the answer of a statistic old when its data change', () => {
  const key = ['statistics.compute', { source: { cohortId: one, runId: null }, statisticId: 'roc', params: {} }];
  expect(isTouched(key, { what: 'lesions', cohortId: one })).toBe(true);
  expect(isTouched(key, { what: 'figures', cohortId: one })).toBe(false);
});

it('names only calls that exist: a query of every list call is reached by some change', () => {
  const kinds = events['data.changed'].shape.what.options;
  const lists = Object.keys(contract).filter(
    (name) => name.endsWith('.list') && !/^(statistics|files|jobs)\./.test(name),
  );
  const unreached = lists.filter((name) => !kinds.some((what) => isTouched([name, {}], { what, cohortId: null })));
  expect(unreached).toEqual([]);
});
