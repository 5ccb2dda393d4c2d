import { describe, expect, it } from 'vitest';
import { cohortTable } from '#shared/statistics/cohort-table/cohort-table.ts';
import { tableFromRecords } from '#shared/statistics/data-table.ts';

const context = { signal: new AbortController().signal };
const patients = [
  { age: 60, sex: 'male', part: 'train', note: 'a' },
  { age: 70, sex: 'female', part: 'train', note: 'b' },
  { age: 62, sex: 'male', part: 'test', note: 'c' },
  { age: null, sex: 'male', part: 'test', note: 'd' },
];
const rowsOf = (params: object, records: Parameters<typeof tableFromRecords>[0] = patients, ids = {}) =>
  cohortTable.compute(tableFromRecords(records, ids), params, context).tables[0]!;

describe('cohort characteristics', () => {
  it('gives medians with quartiles of type 7, percentages of those with a value, and what is missing', () => {
    const { columns, rows } = rowsOf({ group: 'part', variables: ['age', 'sex'] });
    expect(columns).toEqual(['Characteristic', 'All (n = 4)', 'train (n = 2)', 'test (n = 2)']);
    expect(rows).toEqual([
      // R: quantile(c(60, 70, 62), c(.25, .5, .75)) is 61, 62, 66
      ['age, median (quartiles)', '62 (61–66)', '65 (62.5–67.5)', '62 (62–62)'],
      ['  missing', '1', '0', '1'],
      ['sex, n (%)', null, null, null],
      ['  female', '1 (25.0)', '1 (50.0)', '0 (0.0)'],
      ['  male', '3 (75.0)', '1 (50.0)', '2 (100.0)'],
    ]);
  });

  it('counts a patient with several lesions once', () => {
    const { columns } = rowsOf({}, patients, { patients: Int32Array.of(1, 1, 2, 3) });
    expect(columns[1]).toBe('All (n = 3)');
  });

  it('leaves out texts with a value of nearly every patient, which name people rather than describe them', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ name: `N${i}`, sex: i % 2 ? 'male' : 'female' }));
    expect(rowsOf({}, many).rows.map(([name]) => name)).toEqual(['sex, n (%)', '  female', '  male']);
  });
});
