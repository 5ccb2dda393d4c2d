import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { HandlersOf } from '#shared/contract/call.ts';
import type { importCalls } from '#shared/contract/imports.ts';
import { AppError } from '#shared/errors.ts';
import { readImportReport } from '../store/import-rows.ts';
import { type MainContext, queueOf, readDb, sessionOf } from './context.ts';

export const importHandlers: HandlersOf<typeof importCalls, MainContext> = {
  'imports.columnValues': (input, context) => context.analysis.run('column-values', input),
  'imports.previewRows': (input, context) => context.analysis.run('preview-rows', input),
  'imports.report': (input, context) => readImportReport(readDb(context), input),
  'imports.preview': ({ path }, context) => context.analysis.run('preview-import', { path }),
  'imports.start': async ({ cohortId, options }, context) => {
    if (options.deidentify) await refuseInside(sessionOf(context).path, options.deidentify.keyFile);
    return { jobId: queueOf(context).submit('import', { cohortId, options }, `Import ${basename(options.path)}`) };
  },
};

/** Whoever gets the workspace must not get the key with it. */
async function refuseInside(workspace: string, keyFile: string): Promise<void> {
  if (!isAbsolute(keyFile))
    throw new AppError('invalid-input', 'Give the whole path of the key file.', {
      issues: [{ path: 'options.deidentify.keyFile', message: 'The path is not complete.' }],
    });
  const [folder, home] = await Promise.all([trueFolder(workspace), trueFolder(dirname(keyFile))]);
  const inside = relative(folder, join(home, basename(keyFile)));
  if (/^\.\.(?:[\\/]|$)/.test(inside) || isAbsolute(inside)) return;
  const message = 'The key file must lie outside the workspace: whoever gets the workspace would get the key with it.';
  throw new AppError('invalid-input', message, { issues: [{ path: 'options.deidentify.keyFile', message }] });
}

const trueFolder = (path: string): Promise<string> => realpath(path).catch(() => resolve(path));
