import type { curationCalls } from '#shared/contract/curation.ts';
import { cohort, lesion, scan, split } from '../examples.ts';
import { type Direction, listOf, nothing, type PayloadsOf, without } from '../payload.ts';

const ofCohort: Direction = { valid: [{ cohortId: 1 }], refused: [{}, { cohortId: 0 }, { cohortId: '1' }] };
const ofLesion: Direction = { valid: [{ lesionId: 7 }], refused: [{}, { lesionId: 0 }, { lesionId: 'P0003-1' }] };
const lesionOutput: Direction = { valid: [lesion], refused: [null, without(lesion, 'review')] };
const change = { excluded: true, review: 'accepted', addTags: ['near the wall'], removeTags: ['to do'] };
const listedScan = { ...scan, patientCode: 'P0003', patientLabel: 'anonymous-3', lesionCount: 2, day: 84 };
const criterion = {
  label: 'Slices of at most 3 mm',
  field: 'scan:spacing-z',
  operator: 'at-most',
  values: ['3'],
  effect: 'include',
  missing: 'keep',
};
const flow = {
  criteria: [criterion],
  lesions: 120,
  patients: 80,
  counts: [{ label: 'Slices of at most 3 mm', lesionsOut: 20, patientsOut: 11, lesionsLeft: 100, patientsLeft: 69 }],
};
const flowOutput: Direction = {
  valid: [flow, { criteria: [], lesions: 0, patients: 0, counts: [] }],
  refused: [without(flow, 'patients'), { ...flow, counts: [{ label: 'x' }] }],
};
const criteriaInput: Direction = {
  valid: [
    { cohortId: 1, criteria: [criterion] },
    { cohortId: 1, criteria: [] },
  ],
  refused: [
    { cohortId: 1 },
    { cohortId: 1, criteria: [{ ...criterion, label: '  ' }] },
    { cohortId: 1, criteria: [{ ...criterion, operator: 'like' }] },
    { cohortId: 1, criteria: [{ ...criterion, values: [3] }] },
    { cohortId: 1, criteria: [{ ...criterion, effect: 'drop' }] },
    { cohortId: 1, criteria: [{ ...criterion, missing: 'guess' }] },
    { cohortId: 1, criteria: Array.from({ length: 51 }, () => criterion) },
  ],
};
const leak = {
  kind: 'study',
  message: 'P0012 (train) and P0090 (test) share a study.',
  patients: ['P0012', 'P0090'],
  parts: ['train', 'test'],
};
const fromColumn = {
  cohortId: 1,
  name: 'Official',
  column: 'Train_Val_Test',
  parts: { train: ['1'], tune: ['2'], test: ['3'] },
  resolve: 'leave-out',
};
const seedOfReader = { lesionId: 7, reader: 'Reader A', seedMm: [1.5, -2, 3] };
const wall = {
  total: 1,
  counts: { all: 3, flagged: 1, unreviewed: 2, queried: 1, excluded: 0, unchecked: 0 },
  rows: [{ lesion, flags: [{ kind: 'border', message: 'The cube reaches 4 mm beyond the scan.' }], checkedAt: null }],
};

export const curationPayloads: PayloadsOf<keyof typeof curationCalls> = {
  'lesions.curate': {
    input: {
      valid: [
        { lesionIds: [7, 8], change },
        { lesionIds: [7], change: {} },
      ],
      refused: [
        { lesionIds: [], change },
        { lesionIds: [7] },
        { lesionIds: ['seven'], change },
        { lesionIds: [7], change: { review: 'seen' } },
        { lesionIds: [7], change: { addTags: [' '] } },
        { lesionIds: [7], change: { addTags: ['x'.repeat(41)] } },
        { lesionIds: [7], change: { removeTags: Array.from({ length: 21 }, (_, index) => `tag ${index}`) } },
      ],
    },
    output: { valid: [{ changed: 2 }], refused: [{}, { changed: 1.5 }] },
  },
  'lesions.setNote': {
    input: {
      valid: [
        { lesionId: 7, note: 'Look again.' },
        { lesionId: 7, note: '' },
      ],
      refused: [{ lesionId: 7 }, { lesionId: 7, note: 'x'.repeat(4001) }],
    },
    output: lesionOutput,
  },
  'lesions.add': {
    input: {
      valid: [{ scanId: 5, seedMm: [1.5, -2, 3] }],
      refused: [{ scanId: 5 }, { scanId: 5, seedMm: [1, 2] }, { scanId: 5, seedMm: [1, 2, Number.NaN] }],
    },
    output: lesionOutput,
  },
  'lesions.tags': {
    input: ofCohort,
    output: listOf({ tag: 'near the wall', lesionCount: 3 }, { tag: 'near the wall', lesionCount: 0.5 }),
  },
  'scans.list': {
    input: {
      valid: [{ cohortId: 1 }, { cohortId: 1, patientId: 3 }, { cohortId: 1, patientId: null }],
      refused: [{}, { cohortId: 1, patientId: 'P0003' }],
    },
    output: listOf(listedScan, without(listedScan, 'day')),
  },
  'scans.relink': {
    input: {
      valid: [{ cohortId: 1, from: '/old/scans', to: '/new/scans' }],
      refused: [
        { cohortId: 1, from: '/old' },
        { cohortId: 1, from: '', to: '/new' },
      ],
    },
    output: { valid: [{ relinked: 3, missing: 1 }], refused: [{ relinked: 3 }] },
  },
  'criteria.get': { input: ofCohort, output: flowOutput },
  'criteria.preview': { input: criteriaInput, output: flowOutput },
  'criteria.set': { input: criteriaInput, output: flowOutput },
  'cohorts.setAggregation': {
    input: {
      valid: [{ cohortId: 1, aggregation: 'largest' }],
      refused: [{ cohortId: 1 }, { cohortId: 1, aggregation: 'median' }],
    },
    output: { valid: [cohort], refused: [null, without(cohort, 'aggregation')] },
  },
  'cohorts.createSubset': {
    input: {
      valid: [{ cohortId: 1, name: 'Upper lobes', lesionIds: [7, 8] }],
      refused: [
        { cohortId: 1, name: 'Upper lobes', lesionIds: [] },
        { cohortId: 1, name: ' ', lesionIds: [7] },
        { cohortId: 1, name: 'x'.repeat(121), lesionIds: [7] },
      ],
    },
    output: { valid: [cohort], refused: [null, without(cohort, 'aggregation')] },
  },
  'leakage.check': {
    input: {
      valid: [
        { cohortId: 1, splitId: 6, modelId: null },
        { cohortId: 1, splitId: null, modelId: 9 },
      ],
      refused: [
        { cohortId: 1 },
        { cohortId: 1, splitId: 'official', modelId: null },
        { cohortId: 1, splitId: null, modelId: null, ticket: 7 },
      ],
    },
    output: {
      valid: [
        { leaks: [leak], total: 4000, compared: ['80 patients by identifier'] },
        { leaks: [], total: 0, compared: [] },
      ],
      refused: [
        { leaks: [leak], compared: [] },
        { leaks: [{ ...leak, kind: 'rumour' }], total: 1, compared: [] },
      ],
    },
  },
  'splits.fromColumn': {
    input: {
      valid: [fromColumn, without(fromColumn, 'resolve')],
      refused: [
        { ...fromColumn, resolve: 'ignore' },
        { ...fromColumn, parts: { train: ['1'], test: ['3'] } },
        { ...fromColumn, parts: { train: [1], tune: [], test: [] } },
        { ...fromColumn, name: '' },
      ],
    },
    output: { valid: [split], refused: [null, without(split, 'patientCounts')] },
  },
  'models.setPretraining': {
    input: {
      valid: [
        { modelId: 9, cohortId: 1 },
        { modelId: 9, cohortId: null },
      ],
      refused: [{ modelId: 9 }, { cohortId: 1 }, { modelId: 9, cohortId: 'DeepLesion' }],
    },
    output: nothing,
  },
  'readers.list': {
    input: ofLesion,
    output: listOf(
      { reader: 'Reader A', seedMm: [1, 2, 3], at: '2026-11-23T18:00:00.000Z' },
      { reader: 'Reader A', seedMm: [1, 2], at: '2026-11-23T18:00:00.000Z' },
    ),
  },
  'readers.setSeed': {
    input: {
      valid: [seedOfReader],
      refused: [without(seedOfReader, 'reader'), { ...seedOfReader, reader: ' ' }, { ...seedOfReader, seedMm: [1] }],
    },
    output: nothing,
  },
  'readers.removeSeed': {
    input: { valid: [{ lesionId: 7, reader: 'Reader A' }], refused: [{ lesionId: 7 }, { lesionId: 7, reader: '' }] },
    output: nothing,
  },
  'seeds.check': { input: ofCohort, output: { valid: [{ jobId: 10 }], refused: [{}, { jobId: 0 }] } },
  'seeds.wall': {
    input: {
      valid: [
        { cohortId: 1, show: 'flagged', offset: 0, limit: 60 },
        { cohortId: 1, offset: 0, limit: 1 },
      ],
      refused: [
        { cohortId: 1, show: 'some', offset: 0, limit: 60 },
        { cohortId: 1, offset: -1, limit: 60 },
        { cohortId: 1, offset: 0, limit: 201 },
      ],
    },
    output: {
      valid: [wall, { ...wall, total: 0, rows: [] }],
      refused: [
        without(wall, 'counts'),
        { ...wall, rows: [{ ...wall.rows[0], flags: [{ kind: 'ugly', message: '' }] }] },
      ],
    },
  },
};
