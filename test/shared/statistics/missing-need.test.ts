import { expect, test } from 'vitest';
import { AppError, fromWireError, toWireError } from '#shared/errors.ts';
import { attached, tableFromRecords } from '#shared/statistics/data-table.ts';
import { missingNeed, missingNeedOf } from '#shared/statistics/missing-need.ts';
import { statisticNeeds } from '#shared/statistics/statistic.ts';

test('what is missing survives the way between processes, with its message', () => {
  for (const need of statisticNeeds) {
    const error = fromWireError(toWireError(missingNeed(need, `Get ${need} first.`)));
    expect(error).toMatchObject({ code: 'invalid-input', message: `Get ${need} first.` });
    expect(missingNeedOf(error)).toBe(need);
  }
});

test('other errors say nothing is missing', () => {
  const wrongField = new AppError('invalid-input', 'No.', { issues: [{ path: 'params.time', message: 'No.' }] });
  expect([wrongField, new Error('needs.run'), null].map(missingNeedOf)).toEqual([null, null, null]);
});

test.each([
  ['geneSets', 'gene-sets'],
  ['featureStability', 'feature-stability'],
  ['expression', 'expression'],
] as const)('a table without %s lacks %s', (name, need) => {
  const table = tableFromRecords([]);
  const attempt = () => attached(table, name);
  expect(attempt).toThrow(AppError);
  try {
    attempt();
  } catch (error) {
    expect(missingNeedOf(error)).toBe(need);
  }
});
