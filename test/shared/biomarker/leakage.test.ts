import { expect, test } from 'vitest';
import {
  identifierKey,
  type LeakageFacts,
  leaksAcross,
  linkedGroups,
  linksOf,
  pretrainingLeaks,
} from '#shared/biomarker/leakage.ts';

test.each([
  ['LUNG1-016', 'lung1_16'],
  ['Patient 7', 'patient007'],
  ['A.B.', 'ab'],
  ['Müller-3', 'Mu\u0308ller 3'],
  ['０１６', '16'],
  ['000', '0'],
])('%s and %s are spellings of one identifier', (a, b) => {
  expect(identifierKey(a)).toBe(identifierKey(b));
});

test.each([
  ['1-23', '12-3'],
  ['P-10', 'P-1'],
  ['LUNG1-016', 'LUNG-1016'],
  ['--', '++'],
  ['a1b', 'a1c'],
])('%s and %s are not', (a, b) => {
  expect(identifierKey(a)).not.toBe(identifierKey(b));
});

const scan = (patientId: number, studyUid: string | null, headerHash: string, seriesUid: string | null = null) => ({
  patientId,
  studyUid,
  seriesUid,
  headerHash,
});
const facts: LeakageFacts = {
  patients: ['A-1', 'a 01', 'B', 'C', 'D', 'E'].map((label, index) => ({
    id: index + 1,
    code: `P000${index + 1}`,
    label,
  })),
  scans: [
    scan(1, 's1', 'h1'),
    scan(3, 's3', 'h3', 'series'),
    scan(4, 's3', 'h4', 'series'),
    scan(5, null, 'h5'),
    scan(6, null, 'h5'),
  ],
};

test('patients are linked by spelling, study, scan and patch, each link once', () => {
  const links = linksOf(facts, {
    pairs: [
      { patients: [5, 1], correlation: 0.985 },
      { patients: [1, 5], correlation: 0.991 },
    ],
    complete: true,
  });
  expect(links.map(({ kind, patientIds }) => [kind, ...patientIds])).toEqual([
    ['patient', 1, 2],
    ['study', 3, 4],
    ['scan', 3, 4],
    ['scan', 5, 6],
    ['patch', 1, 5],
  ]);
  expect(links.at(-1)?.how).toContain('0.991');
  expect([...linkedGroups(links, [1, 2, 3, 4, 5, 6])]).toEqual([
    [1, 1],
    [2, 1],
    [3, 3],
    [4, 3],
    [5, 1],
    [6, 1],
  ]);
});

test('of a list of twins that is not complete, all that are joined are one link', () => {
  const links = linksOf(
    { patients: facts.patients, scans: [] },
    {
      pairs: [
        { patients: [2, 5], correlation: 0.99 },
        { patients: [6, 5], correlation: 0.99 },
        { patients: [3, 4], correlation: 0.99 },
      ],
      complete: false,
    },
  );
  expect(links.filter(({ kind }) => kind === 'patch').map(({ patientIds }) => patientIds)).toEqual([
    [2, 5, 6],
    [3, 4],
  ]);
});

test('a link leaks where its patients lie in two parts; messages name study codes, never identifiers', () => {
  const links = linksOf(facts, { pairs: [], complete: true });
  const parts = new Map([
    [1, 'train'],
    [2, 'test'],
    [3, 'train'],
    [4, 'train'],
    [5, 'tune'],
  ]);
  expect(leaksAcross(links, facts, parts)).toEqual([
    {
      kind: 'patient',
      message: 'P0001 (train) and P0002 (test) have identifiers that differ in spelling alone.',
      patients: ['P0001', 'P0002'],
      parts: ['train', 'test'],
    },
  ]);
  expect(leaksAcross(links, facts, null)).toHaveLength(4);
});

test('a patient of the test part whom the pre-training cohort has is one leak, by whatever they share first', () => {
  const pretraining = {
    name: 'Big',
    patients: [{ id: 90, code: 'P0001', label: 'a1' }],
    scans: [scan(90, 's1', 'h1'), scan(90, 's3', 'x')],
  };
  const parts = new Map([
    [1, 'test'],
    [2, 'train'],
    [3, 'test'],
    [6, 'test'],
  ]);
  const leaks = pretrainingLeaks(facts, pretraining, [{ patientId: 6, correlation: 0.99 }], parts);
  expect(leaks.map(({ patients }) => patients)).toEqual([['P0001'], ['P0003'], ['P0006']]);
  expect(leaks[0]?.message).toBe('P0001 (test) has the identifier of a patient of the pre-training cohort “Big”.');
  expect(leaks[1]?.message).toContain('a study');
  expect(leaks[2]?.message).toContain('0.990');
});
