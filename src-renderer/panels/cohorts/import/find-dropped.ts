import { ask } from '#renderer/state/use-call.ts';

/** Where people keep what they drop, below the home folder. */
const usual = ['', 'Desktop', 'Downloads', 'Documents', 'Data', 'data'];

/**
 * Looks for things that a browser named without saying where they lie: in the folders given and in the usual ones of the
 * machine that runs the main side. What is found is a proposal, for the user to see before anything is read.
 */
export async function findDropped(names: readonly string[], folders: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const home = await listing(undefined);
  const below = home ? home.entries.filter(({ name, directory }) => directory && usual.includes(name)) : [];
  const look = async (folder: Awaited<ReturnType<typeof listing>>) => {
    for (const { name, path } of folder?.entries ?? []) {
      if (names.includes(name) && !found.has(name)) found.set(name, path);
    }
  };
  for (const folder of folders) await look(await listing(folder));
  await look(home);
  for (const { path } of below) await look(await listing(path));
  return found;
}

const listing = (path: string | undefined) => ask('files.list', path === undefined ? {} : { path }).catch(() => null);
