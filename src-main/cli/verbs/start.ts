import { spawn } from 'node:child_process';
import { appFolder } from '../../app-folder.ts';
import { openServerShell } from '../../server/server-shell.ts';
import { downloadElectron, electronState } from '../electron-binary.ts';
import { valueOf } from '../reply.ts';
import { exitCodes, parseOptions, type Verb, type VerbIo } from '../verb.ts';
import { announce, untilAborted } from './serve.ts';

const downloadLimitMs = 180_000;
/** An Electron that ends this soon, and not well, did not open its window. */
const stillbornMs = 8_000;

export const verb: Verb = {
  name: 'start',
  summary: 'Opens the application: in Electron where it can be had, else in a browser.',
  usage: `[--browser]

  --browser  Opens it in a browser, without looking for Electron.`,
  async run(args, io) {
    const { values } = parseOptions(args, { browser: { type: 'boolean' } });
    return openApp(io, { browser: values.browser === true, demo: false });
  },
};

/** Opens the app and stays until it is closed; `demo`: with the demo running in a new workspace. */
export async function openApp(io: VerbIo, { browser, demo }: { browser: boolean; demo: boolean }): Promise<number> {
  const display = hasDisplay();
  const reason = browser ? null : display ? await runElectron(io, demo) : 'There is no display here.';
  if (typeof reason === 'number') return reason;
  if (reason !== null) io.note(`${reason} Opening the server shell instead.`);
  return serve(io, display, demo);
}

export function hasDisplay(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (platform === 'win32' || platform === 'darwin') return true;
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
}

/** Resolves to the exit code when the app was closed, or to the reason why there is no Electron. */
async function runElectron(io: VerbIo, demo: boolean): Promise<number | string> {
  let electron = electronState();
  if (electron.executable === null && electron.installer !== null) {
    io.note('Downloading Electron (once, about 120 MB) ...');
    if (!(await downloadElectron(electron.installer, downloadLimitMs, io.signal))) {
      return 'The Electron program is not here and cannot be downloaded.';
    }
    electron = electronState();
  }
  if (electron.executable === null) return `There is no Electron program: ${electron.detail}.`;
  return launch(electron.executable, demo ? [appFolder, '--demo'] : [appFolder], io.signal);
}

function launch(executable: string, args: string[], signal: AbortSignal): Promise<number | string> {
  return new Promise((resolve) => {
    const started = performance.now();
    const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
    const child = spawn(executable, args, { stdio: 'inherit', env });
    signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
    child.once('error', () => resolve('Electron does not start.'));
    child.once('exit', (code) => {
      const stillborn = code !== 0 && performance.now() - started < stillbornMs && !signal.aborted;
      resolve(stillborn ? `Electron ended at once (exit ${code}).` : (code ?? exitCodes.interrupted));
    });
  });
}

async function serve(io: VerbIo, display: boolean, demo: boolean): Promise<number> {
  const shell = await openServerShell();
  try {
    if (demo) valueOf(await shell.mainSide.call('workspaces.demo', {}));
    announce(shell, io);
    if (display) openSystemBrowser(shell.server.urlForOnce());
    await untilAborted(io.signal);
    return exitCodes.done;
  } finally {
    await shell.close();
  }
}

/** The address is printed as well, so a machine without such a program loses nothing. */
function openSystemBrowser(url: string): void {
  const [program, ...before] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler']
      : [process.platform === 'darwin' ? 'open' : 'xdg-open'];
  spawn(program!, [...before, url], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
