import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { AppError } from '#shared/errors.ts';
import { type Browser, findBrowser } from './find-browser.ts';

const startMs = 30_000;

/**
 * Opens `url` in a browser out of sight. The address goes through the DevTools pipe, not the command line, where other
 * users of the machine could read its token; and no debugging port is opened.
 * @param browser Absent: the one that `findBrowser` finds.
 */
export async function openHeadlessPage(url: string, browser?: Browser): Promise<{ close(): Promise<void> }> {
  const found = browser ?? (await findBrowser());
  if (!found) {
    throw new AppError(
      'unsupported',
      'Figures are drawn by a browser, and none was found. Install Chrome, Chromium or Edge.',
    );
  }
  const profile = await mkdtemp(join(tmpdir(), 'seedpoint-browser-'));
  const child = spawn(found.executable, [...flags, ...found.args, `--user-data-dir=${profile}`], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...found.env },
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const removeProfile = () => rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const close = async () => {
    child.kill('SIGKILL');
    await exited;
    await removeProfile().catch(() => undefined);
  };
  // A browser must not outlive us; `unref` alone would let it.
  const killWithUs = () => child.kill('SIGKILL');
  process.once('exit', killWithUs);
  void exited.then(() => process.off('exit', killWithUs));
  try {
    await openTarget(child, url, exited);
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

const flags = [
  '--headless',
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-extensions',
  '--disable-sync',
  '--disable-gpu',
  // Shared memory in /dev/shm is 64 MB in a container.
  '--disable-dev-shm-usage',
  // Text is measured for paper: no rounding of widths to whole pixels.
  '--font-render-hinting=none',
];

/** One DevTools request over file descriptors 3 and 4: JSON, each message ended by a zero byte. */
async function openTarget(child: ChildProcess, url: string, exited: Promise<void>): Promise<void> {
  const [, , , input, output] = child.stdio as [null, null, null, Writable, Readable];
  // A browser that dies breaks the pipe; its exit is what we report.
  input.on('error', () => undefined);
  output.on('error', () => undefined);
  const answered = new Promise<boolean>((resolve) => {
    let pending = '';
    output.setEncoding('utf8').on('data', (chunk: string) => {
      const messages = (pending + chunk).split('\0');
      pending = messages.pop() ?? '';
      for (const message of messages) {
        const reply = JSON.parse(message) as { id?: number; error?: unknown };
        if (reply.id === 1) resolve(reply.error === undefined);
      }
    });
  });
  input.write(`${JSON.stringify({ id: 1, method: 'Target.createTarget', params: { url } })}\0`);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), startMs);
  });
  const outcome = await Promise.race([answered, exited.then(() => 'exited' as const), late]);
  clearTimeout(timer);
  if (outcome === true) return;
  const why = outcome === 'late' ? `did not answer within ${startMs / 1000} seconds` : 'ended at its start';
  throw new AppError(
    'device',
    `The browser that draws figures ${why}. \`seedpoint doctor\` names it; SEEDPOINT_BROWSER chooses another.`,
  );
}
