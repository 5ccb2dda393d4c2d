import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appFolder } from '#main/app-folder.ts';
import type { Benchmark } from './run.ts';

/** The manuscript set of the demo: everything computed, drawn and written; then again, with its figures in the cache. */
export const bench: Benchmark = {
  name: 'manuscript',
  run() {
    const folder = mkdtempSync(join(tmpdir(), 'seedpoint-bench-'));
    try {
      const workspace = join(folder, 'demo');
      timed(['demo', '--headless', '-o', workspace, '--json'], folder);
      rmSync(join(workspace, 'cache', 'figures'), { recursive: true, force: true });
      const write = ['figures', '--workspace', workspace, '-o', join(folder, 'out'), '--formats', 'pdf,csv', '--json'];
      const first = timed(write, folder);
      const again = timed(write, folder);
      const { sets } = JSON.parse(first.out) as { sets: { made: unknown[] }[] };
      const items = sets.reduce((sum, { made }) => sum + made.length, 0);
      return Promise.resolve([
        { label: 'figures and tables of the demo', value: String(items) },
        {
          label: 'computed, drawn, written (PDF and CSV), program start and end included',
          value: seconds(first.seconds),
        },
        { label: 'again, computed before', value: seconds(again.seconds) },
        { label: 'a figure or table', value: seconds(first.seconds / items) },
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function timed(args: string[], folder: string): { seconds: number; out: string } {
  const startedMs = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(appFolder, 'src-main/cli/main.ts'), ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, SEEDPOINT_CONFIG: join(folder, 'config') },
  });
  if (status !== 0) throw new Error(`seedpoint ${args[0]} ended with ${status}: ${stderr.slice(-500)}`);
  return { seconds: (performance.now() - startedMs) / 1000, out: stdout };
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
