import type { Connection } from '../database.ts';
import { first } from './0001-first.ts';
import { evidence } from './0002-evidence.ts';
import { curation } from './0003-curation.ts';

/** One step of the schema. A released one is never edited: a change is a new file with the next number. */
export interface Migration {
  readonly version: number;
  /** Runs inside a transaction of its own. */
  up(db: Connection): void;
}

export const migrations: readonly Migration[] = [first, evidence, curation];
