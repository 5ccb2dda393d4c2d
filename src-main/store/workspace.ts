import { existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { purgeRemovedCohorts } from './cohorts.ts';
import { type Connection, now, type ReadDb, type WriteDb } from './database.ts';
import { type Lock, takeLock } from './lock.ts';
import { createDatabase, openDatabase } from './open.ts';

const databaseName = 'workspace.sqlite';
const lockName = 'workspace.lock';

/** An open workspace. Whoever opened it closes it. */
export interface WorkspaceSession {
  readonly path: string;
  readonly name: string;
  readonly db: ReadDb;
  readonly readOnly: boolean;
  /** Who holds the workspace, where this session is read-only. */
  readonly heldBy: string | null;
  readonly modelsFolder: string;
  readonly exportsFolder: string;
  /** May be deleted at any time. */
  readonly cacheFolder: string;
  readonly logsFolder: string;
  /** The same database for writing; `conflict` where this session is read-only. */
  writable(): WriteDb;
  close(): void;
}

const layout = (path: string) => ({
  database: join(path, databaseName),
  lock: join(path, lockName),
  backups: join(path, 'backups'),
  modelsFolder: join(path, 'models'),
  exportsFolder: join(path, 'exports'),
  cacheFolder: join(path, 'cache'),
  logsFolder: join(path, 'logs'),
});

/** Makes a workspace in a folder, which is made too if it is not there. */
export function createWorkspace(path: string, name: string): WorkspaceSession {
  const folder = resolve(path);
  const places = layout(folder);
  if (existsSync(places.database)) {
    throw new AppError(
      'conflict',
      `There is a workspace in “${basename(folder)}” already: open it, or choose another folder.`,
    );
  }
  makeFolders(folder);
  const lock = takeLock(places.lock);
  if (!lock.held) throw new AppError('conflict', `“${basename(folder)}” is in use by ${lock.heldBy}.`);
  return startSession(folder, lock, () => {
    const db = createDatabase(places.database, { readOnly: false, backupsFolder: places.backups });
    db.run('INSERT INTO workspace (id, name, created_at) VALUES (1, ?, ?)', [name, now()]);
    return db;
  });
}

/** Opens the workspace in a folder (or its database file): for writing, or read-only where another process holds it. */
export function openWorkspace(path: string): WorkspaceSession {
  const folder = workspaceFolder(path);
  const places = layout(folder);
  if (!existsSync(places.database)) {
    const why = existsSync(folder) ? `it holds no ${databaseName}` : 'there is no such folder';
    throw new AppError('not-found', `There is no workspace in “${basename(folder)}”: ${why}.`);
  }
  const lock = takeLock(places.lock);
  if (lock.held) makeFolders(folder);
  return startSession(folder, lock, () => {
    const db = openDatabase(places.database, {
      readOnly: !lock.held,
      backupsFolder: places.backups,
      checkIntegrity: lock.held && lock.tookOver,
    });
    if (lock.held) purgeRemovedCohorts(db);
    return db;
  });
}

/** The folder that a path to a workspace, or to its database file, means. */
export function workspaceFolder(path: string): string {
  const full = resolve(path);
  return basename(full) === databaseName && existsSync(full) && statSync(full).isFile() ? dirname(full) : full;
}

function makeFolders(folder: string): void {
  const { modelsFolder, exportsFolder, cacheFolder, logsFolder } = layout(folder);
  try {
    for (const place of [folder, modelsFolder, exportsFolder, cacheFolder, logsFolder])
      mkdirSync(place, { recursive: true });
  } catch (error) {
    throw new AppError(
      'storage',
      `The folder “${basename(folder)}” cannot be written. Check its permissions and the space left.`,
      { cause: error },
    );
  }
}

function startSession(folder: string, lock: Lock, open: () => Connection): WorkspaceSession {
  let db: Connection;
  let name: string;
  try {
    db = open();
    name = db.get<{ name: string }>('SELECT name FROM workspace')?.name ?? basename(folder);
  } catch (error) {
    if (lock.held) lock.release();
    throw error;
  }
  const { modelsFolder, exportsFolder, cacheFolder, logsFolder } = layout(folder);
  return {
    path: folder,
    name,
    db,
    readOnly: !lock.held,
    heldBy: lock.held ? null : lock.heldBy,
    modelsFolder,
    exportsFolder,
    cacheFolder,
    logsFolder,
    writable() {
      if (!lock.held)
        throw new AppError('conflict', `This workspace is open for reading only: ${lock.heldBy} holds it.`);
      return db;
    },
    close() {
      try {
        db.close();
      } finally {
        if (lock.held) lock.release();
      }
    },
  };
}
