import type { packageCalls } from '#shared/contract/packages.ts';
import { type Direction, type PayloadsOf, without } from '../payload.ts';

const started: Direction = { valid: [{ jobId: 10 }], refused: [{}, { jobId: 0 }] };
const exported = { cohortId: 1, path: '/out/lung.seedpoint', featureSetIds: [8], runIds: [11], columns: ['age'] };
const preview = {
  path: '/in/lung.seedpoint',
  name: 'Lung',
  description: '',
  createdAt: '2026-11-23T18:00:00.000Z',
  patients: 80,
  lesions: 120,
  columns: ['age'],
  endpoints: ['Two-year survival'],
  splits: ['Random'],
  featureSets: [{ modelName: 'Encoder', profile: 'exact-v1', dimension: 4096, rows: 120 }],
  runs: [{ name: 'Probe', classes: ['dead', 'alive'], threshold: 0.48 }],
  warnings: [],
};

export const packagePayloads: PayloadsOf<keyof typeof packageCalls> = {
  'packages.export': {
    input: {
      valid: [exported, { ...exported, featureSetIds: [], runIds: [], columns: [] }],
      refused: [without(exported, 'runIds'), { ...exported, path: '' }, { ...exported, columns: [7] }],
    },
    output: started,
  },
  'packages.preview': {
    input: { valid: [{ path: '/in/lung.seedpoint' }], refused: [{}, { path: '' }] },
    output: { valid: [preview], refused: [null, without(preview, 'runs'), { ...preview, patients: 0.5 }] },
  },
  'packages.import': {
    input: { valid: [{ path: '/in/lung.seedpoint', name: 'Lung' }], refused: [{ path: '/in/lung.seedpoint' }] },
    output: started,
  },
  'packages.apply': {
    input: {
      valid: [{ runId: 11, cohortId: 2, name: 'Probe on site B' }],
      refused: [
        { runId: 11, cohortId: 2, name: ' ' },
        { cohortId: 2, name: 'Probe' },
      ],
    },
    output: started,
  },
};
