import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { bundledChromium } from '#main/export/bundled-chromium.ts';
import { type Browser, findBrowser, type Host, thisHost } from '#main/export/find-browser.ts';
import { openHeadlessPage } from '#main/export/headless-page.ts';

const bundled: Browser = { executable: '/cache/chromium', source: 'package', args: [], env: {} };

function host(
  platform: NodeJS.Platform,
  present: readonly string[],
  env: Record<string, string> = {},
  root = false,
): Host {
  return {
    platform,
    isRoot: root,
    env,
    exists: (path) => present.includes(path),
    realPath: (path) => (path === '/usr/bin/chromium-browser' ? '/usr/bin/snap' : path),
    bundled: async () => bundled,
  };
}

test('an installed browser comes before the bundled one, Chrome before the others', async () => {
  const env = { PATH: '/usr/local/bin:/usr/bin' };
  expect(await findBrowser(host('linux', ['/usr/bin/chromium', '/usr/bin/google-chrome'], env))).toEqual({
    executable: '/usr/bin/google-chrome',
    source: 'Google Chrome',
    args: [],
    env: {},
  });
  expect(await findBrowser(host('linux', [], env))).toBe(bundled);
});

test('macOS and Windows are searched where programs live there', async () => {
  const chrome = '/Users/ada/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
  expect((await findBrowser(host('darwin', [chrome], { HOME: '/Users/ada' })))?.executable).toBe(chrome);
  const edge = 'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe';
  const found = await findBrowser(host('win32', [edge], { 'PROGRAMFILES(X86)': 'C:\\Program Files (x86)' }));
  expect(found).toMatchObject({ executable: edge, source: 'Microsoft Edge' });
});

test('a browser inside a snap is passed over: it sees neither our files nor our pipes', async () => {
  expect(await findBrowser(host('linux', ['/usr/bin/chromium-browser'], { PATH: '/usr/bin' }))).toBe(bundled);
});

test('root gets a browser without its sandbox, which refuses to start otherwise', async () => {
  const found = await findBrowser(host('linux', ['/usr/bin/chromium'], { PATH: '/usr/bin' }, true));
  expect(found?.args).toEqual(['--no-sandbox']);
});

test('SEEDPOINT_BROWSER decides, and a wrong one is an error', async () => {
  const env = { PATH: '/usr/bin', SEEDPOINT_BROWSER: '/opt/mine' };
  expect((await findBrowser(host('linux', ['/opt/mine', '/usr/bin/chromium'], env)))?.executable).toBe('/opt/mine');
  await expect(findBrowser(host('linux', [], env))).rejects.toMatchObject({ code: 'invalid-input' });
});

const packaged = await bundledChromium();

test.skipIf(!packaged)('the bundled Chromium is unpacked once into the cache of the user', async () => {
  expect(existsSync(packaged!.executable)).toBe(true);
  const startMs = performance.now();
  expect(await bundledChromium()).toEqual(packaged);
  expect(performance.now() - startMs).toBeLessThan(200);
});

const browsers = [await findBrowser(thisHost), packaged].filter(
  (browser, i, all) => browser !== null && all.findIndex((other) => other?.executable === browser.executable) === i,
) as Browser[];

/** The command lines of every process, where the system shows them. */
const commandLines = () =>
  existsSync('/proc/self/cmdline')
    ? readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map((id) => {
          try {
            return readFileSync(`/proc/${id}/cmdline`, 'utf8').replaceAll('\0', ' ');
          } catch {
            return '';
          }
        })
    : [];

test.each(browsers.map((browser) => [browser.source, browser] as const))(
  '%s opens a page out of sight, runs it, keeps its address off the command line and ends with it',
  async (_source, browser) => {
    const visits: string[] = [];
    let ran: () => void = () => undefined;
    const scriptRan = new Promise<void>((resolve) => (ran = resolve));
    const server = createServer((request, response) => {
      visits.push(request.url ?? '');
      if (request.url === '/ran') ran();
      response.setHeader('content-type', 'text/html');
      response.end(request.url === '/page?token=secret' ? '<p>β</p><script>fetch("/ran")</script>' : '');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const page = await openHeadlessPage(`http://127.0.0.1:${port}/page?token=secret`, browser);
      await scriptRan;
      expect(visits).toContain('/page?token=secret');
      const ours = commandLines().filter((line) => line.includes('--remote-debugging-pipe'));
      if (process.platform === 'linux') expect(ours.length).toBeGreaterThan(0);
      expect(commandLines().filter((line) => line.includes('token=secret'))).toEqual([]);
      await page.close();
    } finally {
      server.closeAllConnections();
      server.close();
    }
  },
);

test('a program that is no browser is reported, not waited for', async () => {
  const started = openHeadlessPage('http://127.0.0.1:9/', {
    executable: process.execPath,
    source: 'node',
    args: [],
    env: {},
  });
  await expect(started).rejects.toMatchObject({
    code: 'device',
    message: expect.stringContaining('ended at its start'),
  });
});
