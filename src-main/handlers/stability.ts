import type { HandlersOf } from '#shared/contract/call.ts';
import type { stabilityCalls } from '#shared/contract/stability.ts';
import { listPerturbations, removePerturbation } from '../store/perturbations.ts';
import { getRun } from '../store/runs.ts';
import { type MainContext, queueOf, readDb, writeDb } from './context.ts';

export const stabilityHandlers: HandlersOf<typeof stabilityCalls, MainContext> = {
  'perturbations.list': ({ runId }, context) => listPerturbations(readDb(context), runId),
  'perturbations.start': (input, context) => {
    const { name } = getRun(readDb(context), input.runId);
    return { jobId: queueOf(context).submit('perturb-seeds', input, `Perturb the seeds of “${name}”`) };
  },
  'perturbations.remove': ({ perturbationId }, context) => {
    const { cohortId } = removePerturbation(writeDb(context), perturbationId, context.user);
    context.emit({ name: 'data.changed', payload: { what: 'perturbations', cohortId } });
    return {};
  },
};
