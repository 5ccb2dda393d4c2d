import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { type Connection, connect } from './database.ts';
import { type Migration, migrations } from './migrations/index.ts';

/** Marks a SQLite file as ours: `SEED` in ASCII. */
const applicationId = 0x53454544;
const copiesKept = 3;

export interface OpenOptions {
  readonly readOnly: boolean;
  /** Where copies go before a migration. */
  readonly backupsFolder: string;
  /** Reads every page once: for a workspace whose last session did not end properly. */
  readonly checkIntegrity?: boolean;
  readonly migrations?: readonly Migration[];
}

/** Makes the database of a new workspace. */
export function createDatabase(path: string, options: OpenOptions): Connection {
  if (existsSync(path)) throw new AppError('conflict', `There is a workspace in this folder already: open it instead.`);
  const db = connect(path, { readOnly: false, mustExist: false });
  return setUp(db, () => {
    db.pragma(`application_id = ${applicationId}`);
    prepareConnection(db);
    migrate(db, options);
  });
}

/** Opens the database of a workspace and brings it to the version of this program. */
export function openDatabase(path: string, options: OpenOptions): Connection {
  const db = connect(path, { readOnly: options.readOnly, mustExist: true });
  return setUp(db, () => {
    if (db.pragma('application_id') !== applicationId) {
      throw new AppError('storage', `${basename(path)} is not the database of a Seedpoint workspace.`);
    }
    prepareConnection(db, options.readOnly);
    if (options.checkIntegrity) assertSound(db);
    migrate(db, options);
  });
}

function setUp(db: Connection, work: () => void): Connection {
  try {
    work();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function prepareConnection(db: Connection, readOnly = false): void {
  if (!readOnly) db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  db.pragma('cache_size = -65536');
}

const versionOf = (db: Connection): number => db.pragma('user_version') as number;

function migrate(db: Connection, options: OpenOptions): void {
  const steps = options.migrations ?? migrations;
  assertAscending(steps);
  const latest = steps.at(-1)?.version ?? 0;
  const version = versionOf(db);
  if (version > latest) {
    throw new AppError(
      'storage',
      `This workspace was written by a newer Seedpoint (its database is version ${version}; this program knows versions up to ${latest}). Update Seedpoint to open it.`,
    );
  }
  if (version === latest) return;
  if (options.readOnly) {
    throw new AppError(
      'storage',
      `This workspace is in use by an older Seedpoint (database version ${version}, this program needs ${latest}). Close it there, then open it here.`,
    );
  }
  if (version > 0) {
    assertSound(db);
    copyAside(db, options.backupsFolder, version);
  }
  for (const step of steps) {
    if (step.version > version) runStep(db, step);
  }
}

/** Refuses a list of migrations whose numbers do not go up: a mistake of ours, caught at the first start. */
export function assertAscending(steps: readonly Migration[]): void {
  let previous = 0;
  for (const { version } of steps) {
    if (!Number.isInteger(version) || version <= previous) {
      throw new Error(`Migration ${version} does not follow ${previous}: versions must be whole numbers that go up.`);
    }
    previous = version;
  }
}

/** Foreign keys are off while a step may rebuild tables, and checked before it is committed. */
function runStep(db: Connection, step: Migration): void {
  db.pragma('foreign_keys = OFF');
  try {
    db.transaction(() => {
      step.up(db);
      const orphans = db.all<{ table: string }>('PRAGMA foreign_key_check');
      const first = orphans[0];
      if (first) {
        throw new AppError(
          'storage',
          `Migration ${step.version} failed: ${orphans.length} rows, the first in ${first.table}, would point nowhere. Nothing was changed.`,
        );
      }
      db.pragma(`user_version = ${step.version}`);
    });
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

/** Reports damage in words that can be passed on. */
function assertSound(db: Connection): void {
  const report = db.all<{ quick_check: string }>('PRAGMA quick_check(3)').map((row) => row.quick_check);
  if (report.length === 1 && report[0] === 'ok') return;
  const problems = report.flatMap((text) => text.split('\n')).filter((line) => !line.startsWith('***'));
  throw new AppError(
    'storage',
    `The database of this workspace is damaged: ${problems.slice(0, 3).join('; ')}. Restore a copy from its \`backups\` folder or from your own backup.`,
  );
}

/** A compact copy of the database as it was before the migration; the last three are kept. */
function copyAside(db: Connection, folder: string, version: number): void {
  mkdirSync(folder, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(':', '-');
  const target = join(folder, `workspace-v${version}-${stamp}.sqlite`);
  const unfinished = `${target}.part`;
  db.run('VACUUM INTO ?', [unfinished]);
  renameSync(unfinished, target);
  const copies = readdirSync(folder)
    .filter((name) => /^workspace-v\d+-.*\.sqlite$/.test(name))
    .toSorted((a, b) => stampOf(a).localeCompare(stampOf(b)));
  for (const name of copies.slice(0, -copiesKept)) rmSync(join(folder, name), { force: true });
}

const stampOf = (name: string): string => name.replace(/^workspace-v\d+-/, '');
