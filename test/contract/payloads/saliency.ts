import type { saliencyCalls } from '#shared/contract/saliency.ts';
import { listOf, nothing, type PayloadsOf, without } from '../payload.ts';

const map = {
  id: 4,
  runId: 11,
  lesionId: 7,
  patientCode: 'P0007',
  lesionNumber: 1,
  method: 'occlusion',
  className: 'malignant',
  settings: { blockMm: 10, strideMm: 5, fill: 'mean' },
  current: true,
  createdAt: '2026-11-23T18:00:00.000Z',
};
const start = {
  runId: 11,
  lesionIds: [7, 8],
  count: 2,
  seed: 42,
  classIndex: null,
  blockMm: 10,
  strideMm: 5,
  fill: 'air',
  engine: 'cpu',
};

export const saliencyPayloads: PayloadsOf<keyof typeof saliencyCalls> = {
  'saliency.list': {
    input: { valid: [{ runId: 11 }], refused: [{}, { runId: 0 }] },
    output: listOf(map, without(map, 'settings')),
  },
  'saliency.start': {
    input: {
      valid: [start, { runId: 11 }, { ...start, classIndex: 1 }],
      refused: [
        without(start, 'runId'),
        { ...start, lesionIds: ['P0007'] },
        { ...start, count: 0 },
        { ...start, classIndex: -1 },
        { ...start, blockMm: 1 },
        { ...start, strideMm: 11 },
        { ...start, fill: 'noise' },
        { ...start, engine: 'abacus' },
      ],
    },
    output: { valid: [{ jobId: 10 }], refused: [{}, { jobId: 0 }] },
  },
  'saliency.remove': {
    input: { valid: [{ saliencyIds: [4] }], refused: [{}, { saliencyIds: [] }, { saliencyIds: 4 }] },
    output: nothing,
  },
};
