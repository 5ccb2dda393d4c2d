import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { AppError } from '#shared/errors.ts';
import type { GeneSetCollection } from '#shared/statistics/attachments.ts';

export interface GeneSetsFile {
  readonly sets: GeneSetCollection['sets'];
  /** Of the sets as read, so that the same collection is known again under another file name. */
  readonly sha256: string;
  readonly warnings: readonly string[];
}

/** All of MSigDB is 60 MB. */
const mostBytes = 200_000_000;
const mostSets = 100_000;
const longestName = 500;
const unpack = promisify(gunzip);

/** Reads a collection in GMT form (gzipped or not); `unreadable-file` where it is something else. */
export async function readGeneSetsFile(path: string): Promise<GeneSetsFile> {
  const bytes = await boundedBytes(path);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  let text: Uint8Array = bytes;
  if (packed) {
    text = await unpack(bytes, { maxOutputLength: mostBytes }).catch((error: unknown) => {
      throw new AppError('unreadable-file', `"${basename(path)}" could not be unpacked.`, { cause: error });
    });
  }
  return parseGeneSets(new TextDecoder().decode(text), basename(path));
}

async function boundedBytes(path: string): Promise<Uint8Array> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size > mostBytes) throw new AppError('unsupported', `"${basename(path)}" is too big for gene sets.`);
    } finally {
      await file.close();
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new AppError('not-found', `There is no file "${path}".`, { cause: error });
    throw new AppError('unreadable-file', `"${basename(path)}" could not be read.`, { cause: error });
  }
}

/**
 * GMT: a line per set with its name, a description and its genes, separated by tabs. A gene that a set names twice
 * counts once; a set that repeats another word by word is dropped, one that repeats only its name gets a number.
 */
export function parseGeneSets(text: string, fileName: string): GeneSetsFile {
  const sets: { name: string; genes: string[] }[] = [];
  const byName = new Map<string, string>();
  let [withoutGenes, copies, renamed, repeatedGenes] = [0, 0, 0, 0];
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)) {
    if (line.trim() === '') continue;
    const [rawName = '', , ...cells] = line.split('\t');
    const listed = cells.map((cell) => cell.trim()).filter((gene) => gene !== '');
    const genes = [...new Set(listed)];
    let name = rawName.trim().slice(0, longestName);
    if (name === '' || genes.length === 0) {
      withoutGenes++;
      continue;
    }
    repeatedGenes += listed.length - genes.length;
    const content = genes.toSorted().join('\t');
    if (byName.get(name) === content) {
      copies++;
      continue;
    }
    if (byName.has(name)) {
      renamed++;
      name = freeName(name, byName);
    }
    byName.set(name, content);
    sets.push({ name, genes });
    if (sets.length > mostSets)
      throw new AppError('unsupported', `"${fileName}" has more than ${mostSets.toLocaleString('en')} sets.`);
  }
  if (sets.length === 0 || withoutGenes > 10 * sets.length) {
    throw new AppError(
      'unreadable-file',
      `"${fileName}" holds no gene sets. A GMT file has a line per set: its name, a description and its genes, separated by tabs.`,
    );
  }
  return {
    sets,
    sha256: createHash('sha256').update(JSON.stringify(sets)).digest('hex'),
    warnings: [
      ...(withoutGenes > 0 ? [`Left out for want of a name or genes: ${counted(withoutGenes)}.`] : []),
      ...(copies > 0 ? [`Left out as copies of sets already read: ${counted(copies)}.`] : []),
      ...(renamed > 0 ? [`Numbered, because another set has the same name: ${counted(renamed)}.`] : []),
      ...(repeatedGenes > 0 ? [`Genes named twice by their set count once: ${repeatedGenes}.`] : []),
    ],
  };
}

const counted = (sets: number): string => `${sets} ${sets === 1 ? 'set' : 'sets'}`;

function freeName(name: string, taken: ReadonlyMap<string, string>): string {
  for (let copy = 2; ; copy++) {
    const candidate = `${name} (${copy})`;
    if (!taken.has(candidate)) return candidate;
  }
}
