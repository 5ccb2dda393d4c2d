import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright';
import { findBrowser } from '#main/export/find-browser.ts';

export interface OpenChromium {
  readonly context: BrowserContext;
  /** Where a test attaches to the same pages. */
  readonly debuggingPort: number;
  close(): Promise<void>;
}

/** The browser behind the double: one profile, one debugging port for the test to attach to. */
export async function openChromium(): Promise<OpenChromium> {
  const browser = await findBrowser();
  if (!browser) throw new Error('The Electron double needs a browser, and none was found.');
  const profile = mkdtempSync(join(tmpdir(), 'seedpoint-double-'));
  process.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 3 }));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: browser.executable,
    args: [...browser.args, '--remote-debugging-port=0', '--disable-dev-shm-usage', '--disable-gpu'],
    env: { ...(process.env as Record<string, string>), ...browser.env },
    viewport: { width: 1440, height: 900 },
  });
  const [port] = readFileSync(join(profile, 'DevToolsActivePort'), 'utf8').split('\n');
  return { context, debuggingPort: Number(port), close: () => context.close() };
}
