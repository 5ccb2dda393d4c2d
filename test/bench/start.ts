import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { findBrowser } from '#main/export/find-browser.ts';
import type { Benchmark } from './run.ts';

const rounds = 3;
const cli = resolve(import.meta.dirname, '../../out/main/cli.js');

/** Cold start: from the command until the start page answers to the keyboard, in a browser that is open already. */
export const bench: Benchmark = {
  name: 'start',
  async run() {
    if (!existsSync(cli)) throw new Error('Build first: npm run build.');
    const found = await findBrowser();
    if (!found) throw new Error('No browser was found.');
    const env = { ...process.env, ...found.env } as Record<string, string>;
    const browser = await chromium.launch({ executablePath: found.executable, args: [...found.args], env });
    const times: { blankMs: number; listeningMs: number; usableMs: number }[] = [];
    try {
      for (let round = 0; round < rounds; round++) times.push(await coldStart(browser));
    } finally {
      await browser.close();
    }
    const best = times.reduce((a, b) => (a.usableMs <= b.usableMs ? a : b));
    return [
      { label: 'peer: Node starts, an empty page opens in the same browser', value: `${Math.round(best.blankMs)} ms` },
      { label: 'server shell listens', value: `${Math.round(best.listeningMs)} ms` },
      {
        label: 'first interaction possible',
        value: `${Math.round(best.usableMs)} ms (${(best.usableMs / best.blankMs).toFixed(1)} times the peer; best of ${rounds})`,
      },
    ];
  },
};

async function coldStart(browser: Awaited<ReturnType<typeof chromium.launch>>) {
  const folder = await mkdtemp(join(tmpdir(), 'seedpoint-bench-start-'));
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    const blankAt = performance.now();
    await firstOutput(
      spawn(process.execPath, ['-e', 'process.stdout.write("{}")'], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    await page.goto('data:text/html,<button>peer</button>');
    await page.getByRole('button').focus();
    const blankMs = performance.now() - blankAt;

    const startedAt = performance.now();
    const server = spawn(process.execPath, [cli, 'serve', '--json'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, SEEDPOINT_CONFIG: folder },
    });
    const { url } = JSON.parse(await firstOutput(server)) as { url: string };
    const listeningMs = performance.now() - startedAt;
    await page.goto(url);
    await page.getByRole('button', { name: 'Run the demo' }).focus();
    const usableMs = performance.now() - startedAt;
    server.kill();
    return { blankMs, listeningMs, usableMs };
  } finally {
    await context.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

function firstOutput(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((done, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      try {
        JSON.parse(text);
        done(text);
      } catch {
        // Not all of it has come yet.
      }
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`It ended after printing: ${text}`)));
  });
}
