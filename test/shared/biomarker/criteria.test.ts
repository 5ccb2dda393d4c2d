import { describe, expect, test } from 'vitest';
import { applyCriteria, type CriterionSubject, checkCriteria } from '#shared/biomarker/criteria.ts';
import type { Criterion } from '#shared/domain/criteria.ts';
import type { Cell } from '#shared/domain/entities.ts';

const criterion = (changes: Partial<Criterion>): Criterion => ({
  label: 'Rule',
  field: 'f',
  operator: 'present',
  values: [],
  effect: 'include',
  missing: 'leave-out',
  ...changes,
});

const subject = (patientId: number, cells: Record<string, readonly Cell[]>): CriterionSubject => ({
  patientId,
  values: (field) => cells[field] ?? [],
});

const met = (rule: Partial<Criterion>, cells: readonly Cell[]): boolean =>
  applyCriteria([criterion(rule)], [subject(1, { f: cells })]).failed[0] === -1;

test.each<[Partial<Criterion>, Cell[], boolean]>([
  [{ operator: 'present' }, ['x'], true],
  [{ operator: 'present' }, [], false],
  [{ operator: 'present', effect: 'exclude' }, ['x'], false],
  [{ operator: 'equals', values: ['1'] }, [true], true],
  [{ operator: 'equals', values: ['1.0'] }, [1], true],
  [{ operator: 'equals', values: ['II'] }, ['II '], true],
  [{ operator: 'one-of', values: ['I', 'II'] }, ['III'], false],
  [{ operator: 'one-of', values: ['I', 'II'], effect: 'exclude' }, ['III'], true],
  [{ operator: 'contains', values: ['LUNG'] }, ['left lung'], true],
  [{ operator: 'equals', values: ['b'] }, ['a', 'b'], true],
  [{ operator: 'at-most', values: ['3'] }, [3], true],
  [{ operator: 'at-most', values: ['3'] }, [3.001], false],
  [{ operator: 'at-least', values: ['3'] }, ['4'], true],
  [{ operator: 'between', values: ['1', '3'] }, [3], true],
  [{ operator: 'between', values: ['1', '3'] }, [0.999], false],
  [{ operator: 'at-most', values: ['3'], missing: 'keep' }, [], true],
  [{ operator: 'at-most', values: ['3'], missing: 'leave-out' }, [], false],
  [{ operator: 'at-most', values: ['3'], missing: 'keep' }, ['thick'], true],
  [{ operator: 'equals', values: ['x'], effect: 'exclude', missing: 'leave-out' }, [], false],
])('%o asked of %o: %s', (rule, cells, expected) => {
  expect(met(rule, cells)).toBe(expected);
});

test('a lesion is counted at the first criterion that it fails, a patient with its last lesion', () => {
  const subjects = [
    subject(1, { z: [1], age: [50] }),
    subject(1, { z: [5], age: [50] }),
    subject(2, { z: [5], age: [17] }),
    subject(3, { z: [2], age: [17] }),
    subject(4, { z: [2], age: [60] }),
  ];
  const thin = criterion({ label: 'Thin', field: 'z', operator: 'at-most', values: ['3'] });
  const adult = criterion({ label: 'Adult', field: 'age', operator: 'at-least', values: ['18'] });
  const { failed, counts } = applyCriteria([thin, adult], subjects);
  expect([...failed]).toEqual([-1, 0, 0, 1, -1]);
  expect(counts).toEqual([
    { label: 'Thin', lesionsOut: 2, patientsOut: 1, lesionsLeft: 3, patientsLeft: 3 },
    { label: 'Adult', lesionsOut: 1, patientsOut: 1, lesionsLeft: 2, patientsLeft: 2 },
  ]);
});

describe('what could not mean anything is refused with its place', () => {
  const types = new Map([
    ['f', 'number' as const],
    ['clinical:sex', 'text' as const],
  ]);
  test.each<[Partial<Criterion>, string]>([
    [{ field: 'clinical:weight' }, 'criteria.0.field'],
    [{ operator: 'between', values: ['1'] }, 'criteria.0.values'],
    [{ operator: 'at-least', values: ['three'] }, 'criteria.0.values'],
    [{ operator: 'between', values: ['3', '1'] }, 'criteria.0.values'],
    [{ operator: 'present', values: ['x'] }, 'criteria.0.values'],
    [{ field: 'clinical:sex', operator: 'at-least', values: ['3'] }, 'criteria.0.operator'],
  ])('%o', (rule, path) => {
    expect(() => checkCriteria([criterion(rule)], types)).toThrow(
      expect.objectContaining({ code: 'invalid-input', issues: [expect.objectContaining({ path })] }),
    );
  });
});
