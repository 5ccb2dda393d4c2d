import { AppError } from '#shared/errors.ts';
import { allSeeds } from './fields.ts';
import type { LunaLayout } from './layout.ts';
import { type Nodules, readNodules } from './nodule-table.ts';

/** The nodules of the chosen table, or of the parts of the study together. */
export async function selectNodules(
  { tables }: Pick<LunaLayout, 'tables'>,
  table: string,
  signal: AbortSignal,
): Promise<Nodules> {
  const chosen = tables.filter(({ name }) => (table === allSeeds ? /(^|[/\\])task2_/i.test(name) : name === table));
  const read = await Promise.all(
    chosen.flatMap(({ path, kind }) => (kind === 'rated' ? [] : [readNodules(path, kind, signal)])),
  );
  if (read.length === 0)
    throw new AppError('not-found', 'There is no annotations.csv and no seed table of the reference package here.');
  return { nodules: read.flatMap(({ nodules }) => nodules), refused: read.flatMap(({ refused }) => refused) };
}
