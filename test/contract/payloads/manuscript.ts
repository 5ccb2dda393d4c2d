import type { manuscriptCalls } from '#shared/contract/manuscript.ts';
import type { PayloadsOf } from '../payload.ts';

export const manuscriptPayloads: PayloadsOf<keyof typeof manuscriptCalls> = {
  'manuscript.write': {
    input: {
      valid: [
        { cohortId: 1 },
        { cohortId: 1, runIds: [3], formats: ['pdf'], folder: '/exports' },
        { cohortId: 1, preset: 'slides', columns: 1 },
      ],
      refused: [
        {},
        { cohortId: 1, runIds: [] },
        { cohortId: 1, formats: [] },
        { cohortId: 1, preset: 'gazette' },
        { cohortId: 1, columns: 3 },
      ],
    },
    output: { valid: [{ jobId: 4 }], refused: [{}] },
  },
};
