import { randomBytes, randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';

const keyBytes = 32;
/** A map of a million patients is smaller. */
const mostBytes = 200_000_000;

const keyFileSchema = z.object({
  format: z.literal('seedpoint-pseudonyms'),
  version: z.literal(1),
  /** Whoever has it can tell the pseudonym of any patient. */
  key: z.string().regex(new RegExp(`^[0-9a-f]{${2 * keyBytes}}$`)),
  patients: z.record(z.string(), z.object({ pseudonym: z.string(), shiftDays: z.number().int() })),
});
export type KeyFile = z.infer<typeof keyFileSchema>;

/** Reads the key and the map of pseudonyms, or makes a new key where there is no such file. */
export async function openKeyFile(
  path: string,
): Promise<{ content: KeyFile; isNew: boolean; readableByOthers: boolean }> {
  const file = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw unusable(path, 'it cannot be opened.', error);
  });
  if (!file) {
    const content: KeyFile = {
      format: 'seedpoint-pseudonyms',
      version: 1,
      key: randomBytes(keyBytes).toString('hex'),
      patients: {},
    };
    await writeKeyFile(path, content);
    return { content, isNew: true, readableByOthers: false };
  }
  if (!file.isFile() || file.size > mostBytes) throw unusable(path, 'it is no file of pseudonyms.');
  const readableByOthers = process.platform !== 'win32' && (file.mode & 0o077) !== 0;
  return { content: await parseKeyFile(path), isNew: false, readableByOthers };
}

async function parseKeyFile(path: string): Promise<KeyFile> {
  try {
    return keyFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw unusable(
      path,
      'it is no file of pseudonyms, or it is damaged. It was left as it is; name another one.',
      error,
    );
  }
}

/** Replaces the file as a whole, for its owner's eyes only. Pseudonyms that another import added meanwhile are kept. */
export async function saveKeyFile(path: string, content: KeyFile): Promise<void> {
  const { key, patients } = await parseKeyFile(path);
  if (key !== content.key) throw unusable(path, 'it was replaced by another one during the import.');
  await writeKeyFile(path, { ...content, patients: { ...patients, ...content.patients } });
}

async function writeKeyFile(path: string, content: KeyFile): Promise<void> {
  const draft = join(dirname(path), `.${randomUUID()}.part`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify(content, null, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw unusable(path, 'it cannot be written. Is the folder there, and is writing to it allowed?', error);
  }
}

const unusable = (path: string, reason: string, cause?: unknown): AppError =>
  new AppError('invalid-input', `The key file “${basename(path)}” cannot be used: ${reason}`, { cause });
