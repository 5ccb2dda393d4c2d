import { basename } from 'node:path';
import type { HandlersOf } from '#shared/contract/call.ts';
import type { importCalls } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import { type MainContext, queueOf } from './context.ts';

const notYet = (): never => {
  throw new AppError('unsupported', 'Under construction.');
};

export const importHandlers: HandlersOf<typeof importCalls, MainContext> = {
  'imports.columnValues': notYet,
  'imports.previewRows': notYet,
  'imports.report': notYet,
  'imports.preview': ({ path }, context) => context.analysis.run('preview-import', { path }),
  'imports.start': ({ cohortId, options }, context) => ({
    jobId: queueOf(context).submit('import', { cohortId, options }, `Import ${basename(options.path)}`),
  }),
};
