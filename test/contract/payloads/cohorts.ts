import type { cohortCalls } from '#shared/contract/cohorts.ts';
import { auditEntry, cohort, column, endpoint, endpointDefinition, lesion, scan, split } from '../examples.ts';
import { type Direction, listOf, nothing, type PayloadsOf, without } from '../payload.ts';

const ofCohort: Direction = {
  valid: [{ cohortId: 1 }],
  refused: [{}, { cohortId: 0 }, { cohortId: 1.5 }, { cohortId: '1' }],
};
const cohortOutput: Direction = {
  valid: [cohort],
  refused: [null, without(cohort, 'lesionCount'), { ...cohort, patientCount: 1.5 }],
};
const lesionOutput: Direction = {
  valid: [lesion, { ...lesion, roi: null, volumeMm3: null, region: null, criterion: 'Slices of at most 3 mm' }],
  refused: [
    { ...lesion, seedMm: [1, 2] },
    { ...lesion, seedSource: 'guess' },
    { ...lesion, review: 'maybe' },
    { ...lesion, tags: 'near the wall' },
    { ...lesion, seedMm: [1, 2, null] },
  ],
};
const create = { name: 'Lung', description: 'CT of the chest' };
const update = { cohortId: 1, name: 'Lung', description: '' };
const page = {
  cohortId: 1,
  offset: 0,
  limit: 100,
  sort: { field: 'clinical:age', descending: true },
  filters: [{ field: 'roi', operator: 'contains', value: 'gtv' }],
  search: 'P00',
  splitId: 6,
};
const row = { ...lesion, clinical: { age: 61, stage: 'IIB', smoker: true, dose: null }, part: 'test' };
const detail = { lesion, scan, clinical: {} };
const createSplit = {
  cohortId: 1,
  name: 'Random',
  seed: 42,
  fractions: { train: 0.6, tune: 0.2, test: 0.2 },
  stratifyBy: null,
};
const createEndpoint = { cohortId: 1, name: 'Two-year survival', definition: endpointDefinition };
const endpointPreview = {
  level: 'patient',
  counts: { dead: 61, alive: 40 },
  undefinedCount: 24,
  reasons: { 'censored before day 730': 24 },
  sentence: 'The endpoint was being alive 730 days after time zero.',
};
const edits: Direction = {
  valid: [{ undo: { label: 'Move the seed' }, redo: null }],
  refused: [{ undo: null }, { undo: 'Move', redo: null }],
};

export const cohortPayloads: PayloadsOf<keyof typeof cohortCalls> = {
  'cohorts.list': { input: nothing, output: listOf(cohort, without(cohort, 'id')) },
  'cohorts.create': {
    input: {
      valid: [create, { name: 'Lung' }],
      refused: [
        { name: '' },
        { name: '   ' },
        { ...create, name: 'x'.repeat(121) },
        { ...create, description: 'x'.repeat(2001) },
      ],
    },
    output: cohortOutput,
  },
  'cohorts.update': {
    input: {
      valid: [update],
      refused: [without(update, 'description'), { ...update, cohortId: -1 }, { ...update, name: ' ' }],
    },
    output: cohortOutput,
  },
  'cohorts.remove': { input: ofCohort, output: nothing },
  'cohorts.columns': { input: ofCohort, output: listOf(column, { ...column, level: 'scan' }) },
  'lesions.page': {
    input: {
      valid: [page, { cohortId: 1, offset: 0, limit: 1 }],
      refused: [
        { ...page, offset: -1 },
        { ...page, limit: 0 },
        { ...page, limit: 501 },
        { ...page, sort: 'roi' },
        { ...page, filters: [{ field: 'roi', operator: 'drop table' }] },
        { ...page, filters: Array.from({ length: 21 }, () => ({ field: 'roi', operator: 'missing' })) },
        { ...page, search: 'x'.repeat(201) },
      ],
    },
    output: {
      valid: [
        { total: 0, rows: [] },
        { total: 1, rows: [row] },
      ],
      refused: [{ rows: [] }, { total: 1, rows: [lesion] }, { total: 1, rows: [{ ...row, clinical: { age: {} } }] }],
    },
  },
  'lesions.get': {
    input: { valid: [{ lesionId: 7 }], refused: [{}, { lesionId: 'seven' }] },
    output: {
      valid: [detail, { ...detail, scan: { ...scan, source: { format: 'volume', path: '/a.nii.gz' } } }],
      refused: [without(detail, 'scan'), { ...detail, scan: { ...scan, source: { format: 'dicom', files: [] } } }],
    },
  },
  'lesions.setSeed': {
    input: {
      valid: [{ lesionId: 7, seedMm: [1.5, -2, 3] }],
      refused: [{ lesionId: 7 }, { lesionId: 7, seedMm: [1, 2, Number.NaN] }, { lesionId: 7, seedMm: [1, 2, 3, 4] }],
    },
    output: lesionOutput,
  },
  'lesions.setExcluded': {
    input: { valid: [{ lesionId: 7, excluded: true }], refused: [{ lesionId: 7 }, { lesionId: 7, excluded: 'yes' }] },
    output: lesionOutput,
  },
  'clinical.set': {
    input: {
      valid: [
        { patientId: 3, column: 'age', value: 61 },
        { patientId: 3, column: 'age', value: null },
        { patientId: 3, lesionId: 7, column: 'malignancy', value: 4 },
      ],
      refused: [
        { patientId: 3, column: 'age' },
        { patientId: 3, column: 'age', value: [61] },
        { patientId: null, column: 'age', value: 1 },
      ],
    },
    output: nothing,
  },
  'endpoints.list': { input: ofCohort, output: listOf(endpoint, { ...endpoint, counts: { alive: 0.5 } }) },
  'endpoints.create': {
    input: {
      valid: [
        createEndpoint,
        { ...createEndpoint, definition: { kind: 'binary', column: 'malignant', positive: ['1'] } },
        { ...createEndpoint, definition: { kind: 'categorical', column: 'site', classes: ['lung', 'liver'] } },
        { ...createEndpoint, definition: without(endpointDefinition, 'censoring') },
        { ...createEndpoint, definition: { ...endpointDefinition, censoring: 'ipcw' } },
      ],
      refused: [
        { ...createEndpoint, definition: { kind: 'binary', column: 'malignant', positive: [] } },
        { ...createEndpoint, definition: { kind: 'categorical', column: 'site', classes: ['lung'] } },
        { ...createEndpoint, definition: { ...endpointDefinition, horizonDays: 0 } },
        { ...createEndpoint, definition: { ...endpointDefinition, censoring: 'guess' } },
        { ...createEndpoint, definition: { kind: 'wish' } },
      ],
    },
    output: { valid: [endpoint], refused: [null, without(endpoint, 'definition')] },
  },
  'endpoints.preview': {
    input: {
      valid: [{ cohortId: 1, definition: endpointDefinition }],
      refused: [{ cohortId: 1 }, { cohortId: 1, definition: { kind: 'wish' } }],
    },
    output: {
      valid: [endpointPreview],
      refused: [without(endpointPreview, 'sentence'), { ...endpointPreview, reasons: { 'censored early': 0.5 } }],
    },
  },
  'endpoints.remove': { input: { valid: [{ endpointId: 2 }], refused: [{}, { endpointId: null }] }, output: nothing },
  'splits.list': { input: ofCohort, output: listOf(split, without(split, 'patientCounts')) },
  'splits.create': {
    input: {
      valid: [createSplit, { ...createSplit, stratifyBy: 2 }, { ...createSplit, keepTogether: false }],
      refused: [
        { ...createSplit, seed: -1 },
        { ...createSplit, seed: 0.5 },
        { ...createSplit, keepTogether: 'yes' },
        { ...createSplit, fractions: { train: 1, tune: 0, test: 0.2 } },
        { ...createSplit, fractions: { train: 0.8, test: 0.2 } },
        without(createSplit, 'stratifyBy'),
      ],
    },
    output: { valid: [split], refused: [null, { ...split, stratifiedBy: 'none' }] },
  },
  'splits.remove': { input: { valid: [{ splitId: 6 }], refused: [{}, { splitId: [] }] }, output: nothing },
  'edits.state': { input: nothing, output: edits },
  'edits.undo': { input: nothing, output: edits },
  'edits.redo': { input: nothing, output: edits },
  'audit.list': {
    input: { valid: [{ offset: 0, limit: 50 }], refused: [{}, { offset: 0, limit: 501 }, { offset: -1, limit: 1 }] },
    output: {
      valid: [{ total: 1, entries: [auditEntry, { ...auditEntry, before: null }] }],
      refused: [
        { total: 1 },
        { total: 1, entries: [without(auditEntry, 'who')] },
        { total: 1, entries: [without(auditEntry, 'before')] },
      ],
    },
  },
};
