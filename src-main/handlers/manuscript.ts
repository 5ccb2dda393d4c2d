import type { HandlersOf } from '#shared/contract/call.ts';
import type { manuscriptCalls } from '#shared/contract/manuscript.ts';
import { getCohort } from '../store/cohorts.ts';
import { type MainContext, queueOf, readDb } from './context.ts';

export const manuscriptHandlers: HandlersOf<typeof manuscriptCalls, MainContext> = {
  'manuscript.write': (options, context) => {
    const title = `Manuscript set of ${getCohort(readDb(context), options.cohortId).name}`;
    return { jobId: queueOf(context).submit('manuscript-set', options, title) };
  },
};
