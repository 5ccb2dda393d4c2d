import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';

const entrySchema = z.object({ path: z.string(), name: z.string(), openedAt: z.string() });
type Entry = z.infer<typeof entrySchema>;

export interface RecentWorkspace extends Entry {
  /** Whether it is still there. */
  readonly present: boolean;
}

const kept = 20;

/** The user's own settings of Seedpoint: `SEEDPOINT_CONFIG`, or the place that this platform has for them. */
export function configFolder(): string {
  const chosen = process.env['SEEDPOINT_CONFIG'];
  if (chosen) return chosen;
  if (process.platform === 'win32')
    return join(process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Seedpoint');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Seedpoint');
  return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'seedpoint');
}

const recentFile = (): string => join(configFolder(), 'recent.json');

/** Newest first. A list that cannot be read is an empty one: it is a convenience, not data. */
function readEntries(): Entry[] {
  try {
    return z.array(entrySchema).parse(JSON.parse(readFileSync(recentFile(), 'utf8')));
  } catch {
    return [];
  }
}

export const listRecent = (): RecentWorkspace[] =>
  readEntries().map((entry) => ({ ...entry, present: existsSync(join(entry.path, 'workspace.sqlite')) }));

/** Puts a workspace first on the list. */
export function rememberWorkspace(workspace: { path: string; name: string }): void {
  const others = readEntries().filter((entry) => entry.path !== workspace.path);
  const first: Entry = { path: workspace.path, name: workspace.name, openedAt: new Date().toISOString() };
  const unfinished = `${recentFile()}.${randomUUID()}`;
  try {
    mkdirSync(configFolder(), { recursive: true });
    writeFileSync(unfinished, JSON.stringify([first, ...others].slice(0, kept), null, 2));
    renameSync(unfinished, recentFile());
  } catch (error) {
    throw new AppError('storage', 'The list of recent workspaces cannot be written in your settings folder.', {
      cause: error,
    });
  }
}
