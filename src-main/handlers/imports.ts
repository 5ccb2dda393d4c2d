import { basename } from 'node:path';
import type { HandlersOf } from '#shared/contract/call.ts';
import type { importCalls } from '#shared/contract/imports.ts';
import { type MainContext, queueOf } from './context.ts';

export const importHandlers: HandlersOf<typeof importCalls, MainContext> = {
  'imports.preview': ({ path }, context) => context.analysis.run('preview-import', { path }),
  'imports.start': ({ cohortId, options }, context) => ({
    jobId: queueOf(context).submit('import', { cohortId, options }, `Import ${basename(options.path)}`),
  }),
};
