import type { viewerCalls } from '#shared/contract/viewer.ts';
import { geometry, lesion, scan } from '../examples.ts';
import { listOf, nothing, type PayloadsOf, without } from '../payload.ts';

const shown = {
  cohortId: 1,
  scan,
  geometry,
  patientCode: 'P0003',
  patientLabel: 'anonymous-3',
  lesions: [lesion],
  scans: [scan],
};
const map = {
  id: 4,
  runId: 11,
  runName: 'Probe',
  lesionId: 7,
  patientCode: 'P0007',
  lesionNumber: 1,
  method: 'occlusion',
  className: 'malignant',
  settings: { blockMm: 10, strideMm: 5, fill: 'mean' },
  current: true,
  createdAt: '2026-11-23T18:00:00.000Z',
};
const examine = { scanId: 5, seedMm: [1, 2, 3], runId: 11, draws: 20, seed: 42, engine: 'cpu', ticket: 'a' };
const answer = {
  classes: ['dead', 'alive'],
  probabilities: [0.3, 0.7],
  threshold: 0.48,
  trained: false,
  engine: 'cpu',
  spread: { draws: 20, sd: [0.01, 0.01], low: [0.28, 0.68], high: [0.32, 0.72] },
};
const examined = { warnings: [], flags: [{ kind: 'border', message: 'Beyond the scan by 4 mm.' }], answer };

export const viewerPayloads: PayloadsOf<keyof typeof viewerCalls> = {
  'viewer.scan': {
    input: { valid: [{ scanId: 5 }], refused: [{}, { scanId: 0 }] },
    output: { valid: [shown], refused: [null, without(shown, 'geometry'), { ...shown, lesions: [{}] }] },
  },
  'viewer.release': { input: { valid: [{ scanId: 5 }], refused: [{}, { scanId: 'CT' }] }, output: nothing },
  'viewer.saliency': {
    input: { valid: [{ lesionId: 7 }], refused: [{}, { lesionId: 0 }] },
    output: listOf(map, without(map, 'runName')),
  },
  'viewer.examine': {
    input: {
      valid: [
        { ...examine, lesionId: 7, varianceMm2: 4 },
        examine,
        { scanId: 5, seedMm: [1, 2, 3], runId: null, ticket: 'a' },
      ],
      refused: [
        without(examine, 'ticket'),
        { ...examine, draws: 201 },
        { ...examine, varianceMm2: 0 },
        { ...examine, seedMm: [1, 2] },
        { ...examine, engine: 'abacus' },
      ],
    },
    output: {
      valid: [examined, { ...examined, answer: null }, { ...examined, answer: { ...answer, spread: null } }],
      refused: [without(examined, 'flags'), { ...examined, flags: [{ kind: 'ugly', message: '' }] }],
    },
  },
  'viewer.similar': {
    input: {
      valid: [{ lesionId: 7, featureSetId: 8 }],
      refused: [{ lesionId: 7 }, { lesionId: 7, featureSetId: 8, limit: 101 }],
    },
    output: listOf({ lesion, similarity: 0.93 }, { lesion }),
  },
};
