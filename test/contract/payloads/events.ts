import type { EventName } from '#shared/contract/contract.ts';
import { job, workspace } from '../examples.ts';
import { type Direction, without } from '../payload.ts';

export const eventPayloads: Readonly<Record<EventName, Direction>> = {
  'job.changed': { valid: [job], refused: [null, without(job, 'state')] },
  'jobs.cleared': { valid: [{}], refused: [null] },
  'workspace.changed': { valid: [workspace, null], refused: [{}, { ...workspace, readOnly: 'no' }] },
  'data.changed': {
    valid: [
      { what: 'features', cohortId: 1 },
      { what: 'models', cohortId: null },
    ],
    refused: [{ what: 'features' }, { what: 'weather', cohortId: null }],
  },
  'statistic.progressed': { valid: [{ ticket: 'a', share: 0.5 }], refused: [{ ticket: 'a' }, { share: 1 }] },
  'drawing.requested': { valid: [{}], refused: [null] },
};
