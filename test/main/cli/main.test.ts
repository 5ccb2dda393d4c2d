import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const run = (args: string[], program = process.execPath) =>
  spawnSync(program, args, { encoding: 'utf8', timeout: 30_000, env: { ...process.env, NODE_OPTIONS: '' } });

describe('the program', () => {
  it('refuses an older Node in a sentence, before it loads anything', () => {
    const pretend = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); await import('./src-main/cli/main.ts');`;
    const { status, stderr, stdout } = run(['--input-type=module', '-e', pretend]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^Seedpoint needs Node 24 or newer; this is Node 20\.20\.2\. [^\n]+\n$/);
  });

  const olderNode = findOlderNode();
  it.skipIf(olderNode === null)('refuses it also where the older Node is real', () => {
    const { status, stderr } = run(['scripts/seedpoint.mjs', 'doctor'], olderNode!);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^Seedpoint needs Node 24/);
  });

  it('prints results on standard output and complaints on standard error', () => {
    expect(run(['src-main/cli/main.ts', '--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+/),
      stderr: '',
    });
    expect(run(['src-main/cli/main.ts', 'burn'])).toMatchObject({ status: 2, stdout: '' });
  });

  it('examines the machine', () => {
    const { status, stdout } = run(['src-main/cli/main.ts', 'doctor', '--json']);
    const { findings } = JSON.parse(stdout) as { findings: { id: string; state: string; detail: string }[] };
    expect(status).toBe(0);
    const states = Object.fromEntries(findings.map(({ id, state }) => [id, state]));
    expect(states).toMatchObject({
      seedpoint: 'ok',
      node: 'ok',
      memory: 'ok',
      disk: 'ok',
      sqlite: 'ok',
      'engine-features-cpu': 'ok',
    });
    expect(Object.keys(states)).toEqual(expect.arrayContaining(['electron', 'browser', 'window-files']));
    for (const { detail } of findings) expect(detail).not.toBe('');
  });
});

/** The Node of the machine, where it is too old for us. */
function findOlderNode(): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(':')) {
    const candidate = join(folder, 'node');
    if (folder.includes('node_modules') || !existsSync(candidate)) continue;
    if (dirname(candidate) === dirname(process.execPath)) continue;
    const major = Number.parseInt(run(['-p', 'process.versions.node'], candidate).stdout, 10);
    if (major >= 18 && major < 24) return candidate;
  }
  return null;
}
