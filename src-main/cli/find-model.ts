import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { importModel } from '../models/import-model.ts';
import { listModelFolders, type ModelFolder, manifestFile, readModelFolder } from '../models/model-folder.ts';
import { writeUntrainedModel } from '../models/untrained.ts';
import { configFolder } from '../store/recent.ts';
import type { VerbIo } from './verb.ts';

/** Models of the command line: those of a workspace, or the user's own outside of any. */
export const modelsFolderOf = (workspace: string | undefined): string =>
  join(workspace === undefined ? configFolder() : resolve(workspace), 'models');

/** ONNX graphs: in the workspace, or where this platform keeps what may be deleted. */
export function cacheFolderOf(workspace: string | undefined): string {
  if (workspace !== undefined) return join(resolve(workspace), 'cache');
  if (process.platform === 'win32') {
    return join(process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'Seedpoint', 'cache');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'Seedpoint');
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'seedpoint');
}

/** The short name by which the command line calls a model. */
export const shortId = ({ manifest }: ModelFolder): string => manifest.sha256.slice(0, 8);

/**
 * What `--model` means: a model folder, a weight file, the beginning of a checksum or the name of a known model, or
 * `untrained` for the random weights in the box. The callback gets the model; a weight file is imported for as long.
 */
export async function withModel<Result>(
  text: string,
  workspace: string | undefined,
  io: VerbIo,
  work: (model: ModelFolder) => Promise<Result>,
): Promise<Result> {
  const known = await listModelFolders(modelsFolderOf(workspace));
  const named = known.filter(
    ({ manifest }) => manifest.name === text || (text.length >= 4 && manifest.sha256.startsWith(text)),
  );
  if (named.length > 1)
    throw new AppError('conflict', `"${text}" could be ${named.length} models; give more of the checksum.`);
  if (named[0]) return work(named[0]);
  if (existsSync(join(text, manifestFile)))
    return work({ folder: resolve(text), manifest: await readModelFolder(text) });
  if (text !== 'untrained' && !(await stat(text).catch(() => null))) {
    const names = known.map((model) => `${shortId(model)} (${model.manifest.name})`).join(', ') || 'none';
    throw new AppError('not-found', `There is no model, file or folder "${text}". Known models: ${names}.`);
  }
  const temporary = await mkdtemp(join(tmpdir(), 'seedpoint-model-'));
  try {
    return await work(
      text === 'untrained'
        ? await writeUntrainedModel(temporary, 1)
        : await importModel(text, temporary, { name: basename(text), signal: io.signal }),
    );
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
