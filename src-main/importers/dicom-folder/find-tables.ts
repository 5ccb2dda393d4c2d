import { findFiles } from '../dataset-files.ts';

const table = /\.(csv|tsv|xlsx)(\.gz)?$/i;
const likely = /clinic|outcome|surviv|patient|follow|demograph/i;
const mostTables = 20;
/** Folders below the chosen one in which tables are looked for: deeper down are slices. */
const depth = 2;

/** Paths of the tables in a folder of scans that may hold its clinical values, the likeliest first. */
export async function findTables(folder: string, signal: AbortSignal): Promise<string[]> {
  const found = await findFiles(folder, (name) => table.test(name) && !/^[.~]/.test(name), { signal, depth });
  found.sort((a, b) => Number(likely.test(b.name)) - Number(likely.test(a.name)));
  return found.slice(0, mostTables).map(({ path }) => path);
}
