import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';
import { z } from 'zod';
import { AppError } from '#shared/errors.ts';

const holderSchema = z.object({ pid: z.number().int(), host: z.string(), since: z.string(), token: z.string() });
type Holder = z.infer<typeof holderSchema>;

export type Lock =
  | {
      readonly held: true /** A process died while it held the lock before. */;
      readonly tookOver: boolean;
      release(): void;
    }
  | { readonly held: false /** e.g. `pid 4211 on ward-3` */; readonly heldBy: string };

/**
 * Takes the lock file of a workspace, or says who has it. A lock of a process of this machine that no longer runs is
 * taken over; one of another machine cannot be judged from here and counts as live.
 */
export function takeLock(path: string): Lock {
  const mine: Holder = { pid: process.pid, host: hostname(), since: new Date().toISOString(), token: randomUUID() };
  if (writeLock(path, mine)) return heldLock(path, mine, false);
  const holder = readHolder(path);
  if (holder && !isStale(holder)) return { held: false, heldBy: `pid ${holder.pid} on ${holder.host}` };
  setAside(path, mine);
  if (writeLock(path, mine)) return heldLock(path, mine, true);
  const winner = readHolder(path);
  return { held: false, heldBy: winner ? `pid ${winner.pid} on ${winner.host}` : 'another process' };
}

const heldLock = (path: string, mine: Holder, tookOver: boolean): Lock => ({
  held: true,
  tookOver,
  release() {
    if (readHolder(path)?.token === mine.token) rmSync(path, { force: true });
  },
});

/** False where there is a lock already. */
function writeLock(path: string, holder: Holder): boolean {
  try {
    writeFileSync(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw new AppError(
      'storage',
      'The folder of this workspace cannot be written. Check its permissions and the space left.',
      { cause: error },
    );
  }
}

/** Of several processes that find the same stale lock, one moves it away; the others find it gone. */
function setAside(path: string, mine: Holder): void {
  const aside = `${path}.${mine.token}`;
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Null for a lock that was cut short while it was written, as by a full disk: nobody holds it. */
function readHolder(path: string): Holder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** Process numbers are given out again, so a lock from before this machine or this very process started is stale too. */
function isStale(holder: Holder): boolean {
  if (holder.host !== hostname()) return false;
  const since = Date.parse(holder.since);
  const slackMs = 2000;
  if (since < Date.now() - uptime() * 1000 - slackMs) return true;
  if (holder.pid === process.pid) return since < Date.now() - process.uptime() * 1000 - slackMs;
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
