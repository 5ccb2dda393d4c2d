import { basename } from 'node:path';
import type { HandlersOf } from '#shared/contract/call.ts';
import type { packageCalls } from '#shared/contract/packages.ts';
import { previewPackage } from '../packages/preview-package.ts';
import { getCohort } from '../store/cohorts.ts';
import { getRun } from '../store/runs.ts';
import { type MainContext, queueOf, readDb } from './context.ts';

export const packageHandlers: HandlersOf<typeof packageCalls, MainContext> = {
  'packages.export': (request, context) => {
    const { name } = getCohort(readDb(context), request.cohortId);
    return { jobId: queueOf(context).submit('export-package', request, `Export “${name}” without pixels`) };
  },
  'packages.preview': ({ path }, context) => previewPackage(readDb(context), path),
  'packages.import': (request, context) => ({
    jobId: queueOf(context).submit('import-package', request, `Import ${basename(request.path)}`),
  }),
  'packages.apply': (request, context) => {
    const { name } = getRun(readDb(context), request.runId);
    const cohort = getCohort(readDb(context), request.cohortId);
    return { jobId: queueOf(context).submit('apply-run', request, `Apply “${name}” to “${cohort.name}”`) };
  },
};
