import type { stabilityCalls } from '#shared/contract/stability.ts';
import { listOf, nothing, type PayloadsOf, without } from '../payload.ts';

const perturbation = {
  id: 3,
  runId: 11,
  draws: 50,
  varianceMm2: 16,
  seed: 42,
  engine: 'onnxruntime 1.30.0 cpu',
  lesionCount: 21,
  createdAt: '2026-11-23T18:00:00.000Z',
  completedAt: null,
};
const start = { runId: 11, draws: 50, varianceMm2: 16, seed: 42, part: 'test', engine: 'cpu' };

export const stabilityPayloads: PayloadsOf<keyof typeof stabilityCalls> = {
  'perturbations.list': {
    input: { valid: [{ runId: 11 }], refused: [{}, { runId: 0 }] },
    output: listOf(perturbation, without(perturbation, 'draws')),
  },
  'perturbations.start': {
    input: {
      valid: [start, { runId: 11 }],
      refused: [
        without(start, 'runId'),
        { ...start, draws: 1 },
        { ...start, draws: 1001 },
        { ...start, varianceMm2: 0 },
        { ...start, seed: 1_000_001 },
        { ...start, part: 'train' },
        { ...start, engine: 'abacus' },
      ],
    },
    output: { valid: [{ jobId: 10 }], refused: [{}, { jobId: 0 }] },
  },
  'perturbations.remove': {
    input: { valid: [{ perturbationId: 3 }], refused: [{}, { perturbationId: '3' }] },
    output: nothing,
  },
};
