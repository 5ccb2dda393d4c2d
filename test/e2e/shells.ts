import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test as base } from '@playwright/test';
import { _electron, chromium, type Page } from 'playwright';
import { electronState } from '#main/cli/electron-binary.ts';
import { findBrowser } from '#main/export/find-browser.ts';
import { startDouble } from '../main/desktop/electron-double/start-double.ts';

/** `double`: the real code of the desktop shell over a double of Electron; `electron`: Electron itself. */
export type ShellKind = 'server' | 'double' | 'electron';

export interface OpenShell {
  readonly kind: ShellKind;
  /** The window of the app, on its start page. */
  readonly page: Page;
  /** A folder of this shell alone, for workspaces and files; gone when it closes. */
  readonly folder: string;
  /** Answers the next native file dialog; where there is none, nothing happens. */
  answerNextPick(path: string): Promise<void>;
  /** Addresses beyond the app that its pages asked for. Must stay empty. */
  outsideRequests(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');

/** The shells that this machine can run. Electron is one where its binary is. */
export const shellsHere = (): ShellKind[] =>
  electronState().executable === null ? ['server', 'double'] : ['server', 'double', 'electron'];

/** Starts the built app in one of its shells, with an empty list of recent workspaces. */
export async function openShell(kind: ShellKind): Promise<OpenShell> {
  if (!existsSync(join(root, 'out/main/cli.js')))
    throw new Error('The journeys run on the built app: `npm run build` first.');
  const folder = await mkdtemp(join(tmpdir(), 'seedpoint-e2e-'));
  // The demo makes its workspace in the home folder.
  const env = { SEEDPOINT_CONFIG: join(folder, 'config'), HOME: folder, USERPROFILE: folder };
  const shell = await openers[kind](env);
  return {
    ...shell,
    kind,
    folder,
    async close() {
      await shell.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

type Opened = Omit<OpenShell, 'kind' | 'folder'>;
const openers: Record<ShellKind, (env: Record<string, string>) => Promise<Opened>> = {
  server: openServer,
  double: openDouble,
  electron: openElectron,
};

async function openServer(env: Record<string, string>): Promise<Opened> {
  const found = await findBrowser();
  if (!found) throw new Error('No browser was found for the journeys; `seedpoint doctor` says more.');
  const server = spawn(process.execPath, [join(root, 'out/main/cli.js'), 'serve', '--json'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { url, origin } = await firstJson(server);
  const browser = await chromium.launch({
    executablePath: found.executable,
    args: [...found.args],
    env: { ...(process.env as Record<string, string>), ...found.env },
  });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const outside: string[] = [];
  page.on('request', (request) => {
    if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== origin) outside.push(request.url());
  });
  await page.goto(url);
  await page.waitForURL((address) => !address.searchParams.has('token'));
  return {
    page,
    answerNextPick: () => Promise.resolve(),
    outsideRequests: () => Promise.resolve(outside),
    async close() {
      await browser.close();
      if (server.exitCode !== null) return;
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
    },
  };
}

/** `serve --json` prints one document, over several lines, and stays. */
function firstJson(child: ChildProcess): Promise<{ url: string; origin: string }> {
  return new Promise((done, fail) => {
    let text = '';
    child.once('exit', (code) => fail(new Error(`The server ended with exit code ${code}.`)));
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.trimEnd().endsWith('}')) done(JSON.parse(text) as { url: string; origin: string });
    });
  });
}

async function openDouble(env: Record<string, string>): Promise<Opened> {
  const double = await startDouble({ main: join(root, 'out/main/desktop.js'), env });
  return {
    page: double.page,
    answerNextPick: (path) => Promise.resolve(double.tell({ ask: 'pick', path })),
    outsideRequests: async () => (await double.state()).outside,
    close: async () => void (await double.close()),
  };
}

async function openElectron(env: Record<string, string>): Promise<Opened> {
  const { executable } = electronState();
  if (executable === null) throw new Error('There is no Electron binary on this machine.');
  const app = await _electron.launch({
    executablePath: executable,
    args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root],
    env: { ...(process.env as Record<string, string>), ...env },
  });
  const outside: string[] = [];
  app.context().on('request', (request) => {
    if (!/^(seedpoint|data|blob|devtools):/.test(request.url())) outside.push(request.url());
  });
  return {
    page: await app.firstWindow(),
    answerNextPick: (path) =>
      app.evaluate(({ dialog }, answer) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [answer] });
        dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: answer });
      }, path),
    outsideRequests: () => Promise.resolve(outside),
    close: () => app.close(),
  };
}

/** A journey takes `{ shell }`; the projects of `playwright.config.ts` say which one it runs in. */
export const test = base.extend<{ shell: OpenShell }, { shellKind: ShellKind }>({
  shellKind: ['server', { option: true, scope: 'worker' }],
  shell: async ({ shellKind }, provide) => {
    const shell = await openShell(shellKind);
    try {
      await provide(shell);
    } finally {
      await shell.close();
    }
  },
});
export { expect } from '@playwright/test';
