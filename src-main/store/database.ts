import Database from 'better-sqlite3';
import { AppError } from '#shared/errors.ts';

export type Parameter = number | string | Uint8Array | null;
export type Parameters = readonly Parameter[] | Readonly<Record<string, Parameter>>;

declare const readable: unique symbol;
declare const writable: unique symbol;

/** What may read a workspace's database. SQL is prepared once per text and connection. */
export interface ReadDb {
  readonly [readable]: true;
  all<Row>(sql: string, parameters?: Parameters): Row[];
  get<Row>(sql: string, parameters?: Parameters): Row | undefined;
}

/** What may also write it: only the process that holds the workspace has one. */
export interface WriteDb extends ReadDb {
  readonly [writable]: true;
  run(sql: string, parameters?: Parameters): { changes: number; insertedId: number };
  /** All or nothing; a transaction inside another is a savepoint of it. */
  transaction<T>(work: () => T): T;
}

/** The connection itself: for `open.ts`, which sets it up, and for whoever closes it. */
export interface Connection extends WriteDb {
  readonly path: string;
  execute(sql: string): void;
  pragma(text: string): unknown;
  close(): void;
}

const bound = (parameters: Parameters): unknown[] => (Array.isArray(parameters) ? [...parameters] : [parameters]);

function translated<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageError(error);
  }
}

/** Opens the file. Every SQLite error that leaves the connection is an `AppError`. */
export function connect(path: string, options: { readOnly: boolean; mustExist: boolean }): Connection {
  const database = translated(
    () => new Database(path, { readonly: options.readOnly, fileMustExist: options.mustExist, timeout: 5000 }),
  );
  const guard = <T>(work: () => T): T => {
    // Work that was waiting, e.g. for a statistic, when the user closed the workspace.
    if (!database.open) throw new AppError('conflict', 'This workspace was closed meanwhile.');
    return translated(work);
  };
  database.function('fold', { deterministic: true }, (text) => (typeof text === 'string' ? fold(text) : null));
  const statements = new Map<string, Database.Statement>();
  const prepare = (sql: string): Database.Statement => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = database.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };

  const connection = {
    path,
    all: (sql: string, parameters: Parameters = []) => guard(() => prepare(sql).all(...bound(parameters))),
    get: (sql: string, parameters: Parameters = []) => guard(() => prepare(sql).get(...bound(parameters))),
    run: (sql: string, parameters: Parameters = []) =>
      guard(() => {
        const { changes, lastInsertRowid } = prepare(sql).run(...bound(parameters));
        return { changes, insertedId: Number(lastInsertRowid) };
      }),
    transaction: <T>(work: () => T): T => guard(() => database.transaction(work).immediate()),
    execute: (sql: string) => guard(() => void database.exec(sql)),
    pragma: (text: string) => guard(() => database.pragma(text, { simple: true })),
    close: () => translated(() => void database.close()),
  };
  return connection as unknown as Connection;
}

/** By the first part of SQLite's code: what happened and what to do. */
const messages: Record<string, string> = {
  FULL: 'The disk is full: nothing was written. Free some space and try again.',
  BUSY: 'Another program is using the database of this workspace. Close it and try again.',
  LOCKED: 'Another program is using the database of this workspace. Close it and try again.',
  CORRUPT:
    'The database of this workspace is damaged. Restore a copy from its `backups` folder or from your own backup.',
  NOTADB: 'The file workspace.sqlite is not a database: it was damaged or replaced. Restore it from a backup.',
  READONLY: 'The database of this workspace cannot be written. Check the permissions of the folder.',
  PERM: 'The database of this workspace cannot be written. Check the permissions of the folder.',
  CANTOPEN: 'The database of this workspace cannot be opened. Check that the folder exists and may be written.',
  IOERR: 'The disk reported an error while the database was read or written. Check the disk, or the network drive.',
  NOMEM: 'There was not enough memory for the database.',
  TOOBIG: 'A value is too large for the database.',
};

/** Errors of SQLite by who must act; anything else, and errors that only a mistake of ours can cause, pass unchanged. */
export function storageError(error: unknown): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const code = error.code.split('_')[1] ?? '';
  if (code === 'CONSTRAINT') {
    return new AppError('conflict', `This contradicts what is stored already (${error.message}).`, { cause: error });
  }
  const message = messages[code];
  return message ? new AppError('storage', message, { cause: error }) : error;
}

/** A JSON column of our own tables: its shape is what the matching insert wrote. */
export const fromJson = <T>(text: string): T => JSON.parse(text) as T;

/** Text without case, in every script: the SQL function `fold`. */
export const fold = (text: string): string => text.toLowerCase();

export const now = (): string => new Date().toISOString();
