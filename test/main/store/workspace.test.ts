import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createCohort, listCohorts } from '#main/store/cohorts.ts';
import { createWorkspace, openWorkspace } from '#main/store/workspace.ts';
import { reopened, temporaryFolder, temporaryWorkspace, who } from './fixture.ts';

const module = '--input-type=module-typescript';

/** Another Node that opens the workspace, says what it got, and keeps it until it is killed. */
async function openElsewhere(path: string): Promise<{ readOnly: boolean; pid: number; kill(): Promise<void> }> {
  const script = `
    import { openWorkspace } from '#main/store/workspace.ts';
    const session = openWorkspace(process.argv[1]);
    console.log(JSON.stringify(session.readOnly));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, [module, '-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  onTestFinished(kill);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { readOnly: line === 'true', pid: child.pid ?? 0, kill };
}

const lockOf = (path: string): string => join(path, 'workspace.lock');
const writeLock = (path: string, holder: { pid: number; host: string; since: string }): void =>
  writeFileSync(lockOf(path), JSON.stringify({ ...holder, token: 'of another' }));

function closedWorkspace(): string {
  const path = join(temporaryFolder(), 'study');
  createWorkspace(path, 'Lung study').close();
  return path;
}

describe('a workspace', () => {
  test('is a folder with a database and room for models, exports, cache and logs', () => {
    const path = join(temporaryFolder(), 'new', 'study');
    const session = createWorkspace(path, 'Lung study');
    expect(session).toMatchObject({ path, name: 'Lung study', readOnly: false, heldBy: null });
    for (const folder of [session.modelsFolder, session.exportsFolder, session.cacheFolder, session.logsFolder]) {
      expect(existsSync(folder)).toBe(true);
    }
    session.close();
    expect(readdirSync(path).toSorted()).toEqual(['cache', 'exports', 'logs', 'models', 'workspace.sqlite']);
  });

  test('opens again by its folder or its database file, under its name, with what was written', () => {
    const path = join(temporaryFolder(), 'study');
    const session = createWorkspace(path, 'Lung study');
    createCohort(session.writable(), { name: 'A', description: '' }, who);
    session.close();
    for (const place of [path, join(path, 'workspace.sqlite')]) {
      const again = openWorkspace(place);
      expect([again.path, again.name, listCohorts(again.db).map(({ name }) => name)]).toEqual([
        path,
        'Lung study',
        ['A'],
      ]);
      again.close();
    }
  });

  test('is not made twice, and not found where there is none', () => {
    const path = closedWorkspace();
    expect(() => createWorkspace(path, 'Other')).toThrow(expect.objectContaining({ code: 'conflict' }));
    expect(() => openWorkspace(join(path, 'models'))).toThrow(expect.objectContaining({ code: 'not-found' }));
    expect(existsSync(lockOf(join(path, 'models')))).toBe(false);
  });

  test('gets its cache folder back when that was deleted', async () => {
    const session = reopened(closedWorkspace());
    expect(existsSync(session.cacheFolder)).toBe(true);
  });

  test('leaves no lock behind where its database cannot be opened', () => {
    const path = closedWorkspace();
    writeFileSync(join(path, 'workspace.sqlite'), 'no database '.repeat(500));
    expect(() => openWorkspace(path)).toThrow(expect.objectContaining({ code: 'storage' }));
    expect(existsSync(lockOf(path))).toBe(false);
  });
});

describe('the lock', () => {
  test('of a live process makes the second session read-only; it sees what the first one writes', () => {
    const first = temporaryWorkspace();
    const second = reopened(first.path);
    expect([second.readOnly, second.heldBy]).toEqual([true, `pid ${process.pid} on ${hostname()}`]);
    expect(() => second.writable()).toThrow(
      expect.objectContaining({ code: 'conflict', message: expect.stringContaining('reading only') }),
    );
    createCohort(first.db, { name: 'Later', description: '' }, who);
    expect(listCohorts(second.db).map(({ name }) => name)).toEqual(['Later']);
    second.close();
    expect(existsSync(lockOf(first.path))).toBe(true);
  });

  test('cannot be got round by SQL: a read-only session has no way to write', () => {
    const first = temporaryWorkspace();
    const second = reopened(first.path);
    expect(() =>
      second.db.get("INSERT INTO cohorts (name, description, created_at) VALUES ('x', '', '') RETURNING id"),
    ).toThrow(expect.objectContaining({ code: 'storage' }));
  });

  test('of another process holds while it lives and is taken over when it was killed', async () => {
    const path = closedWorkspace();
    const other = await openElsewhere(path);
    expect(other.readOnly).toBe(false);
    const waiting = reopened(path);
    expect(waiting.heldBy).toBe(`pid ${other.pid} on ${hostname()}`);
    waiting.close();
    await other.kill();
    expect(reopened(path).readOnly).toBe(false);
    expect(JSON.parse(readFileSync(lockOf(path), 'utf8'))).toMatchObject({ pid: process.pid });
  });

  test('of another machine is respected', () => {
    const path = closedWorkspace();
    writeLock(path, { pid: 1, host: 'ward-3', since: new Date().toISOString() });
    expect(reopened(path).heldBy).toBe('pid 1 on ward-3');
  });

  test('from before this machine started is stale, though its process number lives', () => {
    const path = closedWorkspace();
    writeLock(path, { pid: process.ppid, host: hostname(), since: '2001-01-01T00:00:00Z' });
    expect(reopened(path).readOnly).toBe(false);
  });

  test('with our own process number from before we started is stale', () => {
    const path = closedWorkspace();
    const since = new Date(Date.now() - process.uptime() * 1000 - 60_000).toISOString();
    writeLock(path, { pid: process.pid, host: hostname(), since });
    expect(reopened(path).readOnly).toBe(false);
  });

  test('that was cut short while it was written is nobody’s', () => {
    const path = closedWorkspace();
    writeFileSync(lockOf(path), '{"pid": 12');
    expect(reopened(path).readOnly).toBe(false);
  });

  test('is won by exactly one of several processes that find it stale at once', async () => {
    const path = closedWorkspace();
    const dead = spawnSync(process.execPath, ['-e', '0']).pid;
    writeLock(path, { pid: dead, host: hostname(), since: new Date().toISOString() });
    const script = `
      import { takeLock } from '#main/store/lock.ts';
      process.stdout.write('ready\\n');
      process.stdin.once('data', () => {
        process.stdout.write(takeLock(process.argv[1]).held + '\\n');
        setInterval(() => {}, 1000);
      });`;
    const children = Array.from({ length: 4 }, () => spawn(process.execPath, [module, '-e', script, lockOf(path)]));
    onTestFinished(() => children.forEach((child) => child.kill('SIGKILL')));
    const answers = children.map((child) => createInterface(child.stdout)[Symbol.asyncIterator]());
    for (const answer of answers) expect((await answer.next()).value).toBe('ready');
    for (const child of children) child.stdin.write('go\n');
    const held = await Promise.all(answers.map(async (answer) => (await answer.next()).value as string));
    expect(held.toSorted()).toEqual(['false', 'false', 'false', 'true']);
    expect(readdirSync(path).filter((name) => name.startsWith('workspace.lock'))).toEqual(['workspace.lock']);
  });
});
