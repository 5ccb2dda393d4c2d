import type { HandlersOf } from '#shared/contract/call.ts';
import type { saliencyCalls } from '#shared/contract/saliency.ts';
import { getRun } from '../store/runs.ts';
import { listSaliency, removeSaliency } from '../store/saliency.ts';
import { type MainContext, queueOf, readDb, writeDb } from './context.ts';

export const saliencyHandlers: HandlersOf<typeof saliencyCalls, MainContext> = {
  'saliency.list': ({ runId }, context) => listSaliency(readDb(context), runId),
  'saliency.start': (input, context) => {
    const { name } = getRun(readDb(context), input.runId);
    return { jobId: queueOf(context).submit('map-saliency', input, `Map the saliency of “${name}”`) };
  },
  'saliency.remove': ({ saliencyIds }, context) => {
    const cohortId = removeSaliency(writeDb(context), saliencyIds, context.user);
    context.emit({ name: 'data.changed', payload: { what: 'saliency', cohortId } });
    return {};
  },
};
