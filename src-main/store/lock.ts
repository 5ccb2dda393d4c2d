import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';

const holderSchema = z.object({ pid: z.number().int(), host: z.string(), since: z.string(), token: z.string() });
type Holder = z.infer<typeof holderSchema>;

export type Lock =
  | { readonly held: true /** A process died while it held the lock. */; readonly tookOver: boolean; release(): void }
  | { readonly held: false /** e.g. `pid 4211 on ward-3` */; readonly heldBy: string };

/**
 * Takes the lock file of a workspace, or says who has it. A lock of a process of this machine that no longer runs is
 * taken over; one of another machine cannot be judged from here and counts as live.
 */
export function takeLock(path: string): Lock {
  const mine: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString(), token: randomUUID() };
  const tookOver = !createFile(path, mine);
  if (tookOver && !takeOver(path, mine)) {
    const holder = settledHolder(path);
    return { held: false, heldBy: holder ? `pid ${holder.pid} on ${holder.host}` : 'another process' };
  }
  return {
    held: true,
    tookOver,
    release() {
      if (readHolder(path)?.token === mine.token) rmSync(path, { force: true });
    },
  };
}

/** Longer than any takeover lasts: a gate as old as that was left by a process that died in it. */
const gateMs = 10_000;

/** Replaces a stale lock. A second file lets one process at a time look and replace, so that two cannot both win. */
function takeOver(path: string, mine: Holder): boolean {
  const gate = `${path}.takeover`;
  if (!createFile(gate, mine)) {
    if (!isOlder(gate, gateMs)) return false;
    rmSync(gate, { force: true });
    if (!createFile(gate, mine)) return false;
  }
  try {
    const holder = settledHolder(path);
    if (holder && !isStale(holder)) return false;
    const next = `${path}.${mine.token}`;
    writeFileSync(next, JSON.stringify(mine));
    renameSync(next, path);
    return true;
  } finally {
    rmSync(gate, { force: true });
  }
}

function isOlder(path: string, ageMs: number): boolean {
  try {
    return statSync(path).mtimeMs < Date.now() - ageMs;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    throw error;
  }
}

/** False where the file exists. */
function createFile(path: string, holder: Holder): boolean {
  try {
    writeFileSync(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    const message = 'The folder of this workspace cannot be written. Check its permissions and the space left.';
    throw new AppError('storage', message, { cause: error });
  }
}

function readHolder(path: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Gives a process that is writing its lock just now the time to finish; null for one that was cut short for good. */
function settledHolder(path: string): Holder | null {
  for (let attempt = 0; attempt < 10; attempt++) {
    const holder = readHolder(path);
    if (holder) return holder;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  return null;
}

const clockSlackMs = 2000;

/** Process numbers are given out again, so a lock from before this machine or this very process started is stale too. */
function isStale(holder: Holder): boolean {
  if (holder.host !== hostname()) return false;
  const since = Date.parse(holder.since) + clockSlackMs;
  if (since < Date.now() - uptime() * 1000) return true;
  if (holder.pid === process.pid) return since < Date.now() - process.uptime() * 1000;
  return !isRunning(holder.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
