import { describe, expect, it } from 'vitest';
import { tableFromRecords } from '#shared/statistics/data-table.ts';
import { answersOf } from '#shared/statistics/predictions/answers.ts';
import { suggestPositive, suggestPredictions } from '#shared/statistics/predictions/params.ts';
import { readPositive, readPredictions } from '#shared/statistics/predictions/predictions.ts';
import { severalClassTable, twoClassTable } from '../classification-tables.ts';

const all = { positive: '', score: '', subsetColumn: '', subsetValue: '', target: 'target' };

describe('reading predictions', () => {
  it('takes the classes from the columns, in their order, whatever occurs in the truth', () => {
    const data = readPredictions(severalClassTable([0, 1, 2, 3, 4]), all);
    expect(data.classes).toEqual(['bone', 'liver', 'lung', 'pelvis']);
    expect(data.scores).toHaveLength(4);
    expect(data.patientCount).toBe(5);
  });

  it('takes the second of two classes as the positive one when none is named', () => {
    const data = readPredictions(twoClassTable, all);
    expect(data.classes).toEqual(['alive', 'dead']);
    expect(data.scores[1]).toEqual(readPositive(twoClassTable, { ...all, positive: 'dead' }).scores[1]);
  });

  it('leaves out rows that lack something, counts them, and counts other values as negative', () => {
    const table = tableFromRecords([
      { target: 'a', p: 0.1 },
      { target: 'b', p: 0.2 },
      { target: 'c', p: 0.9 },
      { target: null, p: 0.9 },
      { target: 'c', p: null },
    ]);
    const data = readPositive(table, { ...all, positive: 'c', score: 'p' });
    expect([...data.truth]).toEqual([0, 0, 1]);
    expect(data.rows).toEqual([0, 1, 2]);
    expect(data.classes).toEqual(['not c', 'c']);
    expect(data.warnings).toEqual([
      '1 row left out: no value of target.',
      '1 row left out: no prediction.',
      '2 other values of target count as negative.',
    ]);
  });

  it('answers several classes with the first of the most probable ones', () => {
    const table = tableFromRecords(
      ['a', 'b', 'c'].map((target) => ({
        target,
        'probability of a': 0.2,
        'probability of b': 0.4,
        'probability of c': 0.4,
      })),
    );
    const data = readPredictions(table, all);
    expect([...answersOf(data, { decision: 'threshold', threshold: 0.5 })]).toEqual([1, 1, 1]);
  });

  it('proposes the test lesions and the second class of a run; of several classes all, or the first alone', () => {
    expect(suggestPredictions(twoClassTable)).toEqual({
      target: 'target',
      positive: 'dead',
      score: 'probability of dead',
      subsetColumn: 'part',
      subsetValue: 'test',
    });
    expect(suggestPredictions(severalClassTable())).toEqual({ target: 'target', positive: '', score: '' });
    expect(suggestPositive(severalClassTable())).toEqual({
      target: 'target',
      positive: 'bone',
      score: 'probability of bone',
    });
    expect(suggestPredictions(tableFromRecords([{ note: 'x' }]))).toEqual({});
  });
});
