import type { HandlersOf } from '#shared/contract/call.ts';
import type { curationCalls } from '#shared/contract/curation.ts';
import { getCohort } from '../store/cohorts.ts';
import { readSeedWall } from '../store/seed-checks.ts';
import { type MainContext, queueOf, readDb } from './context.ts';

type SeedCalls = Pick<typeof curationCalls, 'seeds.check' | 'seeds.wall'>;

/** The seed wall. */
export const seedHandlers: HandlersOf<SeedCalls, MainContext> = {
  'seeds.check': ({ cohortId }, context) => {
    const { name } = getCohort(readDb(context), cohortId);
    return { jobId: queueOf(context).submit('check-seeds', { cohortId }, `Check the seeds of “${name}”`) };
  },
  'seeds.wall': (request, context) => readSeedWall(readDb(context), request),
};
