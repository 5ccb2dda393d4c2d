import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface ElectronState {
  /** The program, or null where it is not on this machine. */
  readonly executable: string | null;
  /** Which version, or why there is none. */
  readonly detail: string;
  /** The script of the package that downloads the program, if it may run. */
  readonly installer: string | null;
}

/**
 * The Electron program. Its package carries no binary and runs no script at install, so that `npm ci` needs the npm
 * registry alone; the program comes at the first start, if it can be had.
 */
export function electronState(env: NodeJS.ProcessEnv = process.env): ElectronState {
  const folder = packageFolder();
  if (folder === null) return { executable: null, detail: 'the npm package is not installed', installer: null };

  const version = (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
  const pathFile = join(folder, 'path.txt');
  const program = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : null;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  const executable = override ? join(override, program ?? 'electron') : program ? join(folder, 'dist', program) : null;
  if (executable !== null && existsSync(executable)) {
    return { executable, detail: override ? 'from ELECTRON_OVERRIDE_DIST_PATH' : version, installer: null };
  }
  if (env['ELECTRON_SKIP_BINARY_DOWNLOAD']) {
    return { executable: null, detail: 'not downloaded, and ELECTRON_SKIP_BINARY_DOWNLOAD is set', installer: null };
  }
  return { executable: null, detail: `${version} is not downloaded yet`, installer: join(folder, 'install.js') };
}

function packageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/**
 * Runs the package's own download (mirror and cache settings are its business). A refused connection ends it at once
 * and a silent one after its ten seconds; the limit is for a line too slow to wait for.
 */
export function downloadElectron(installer: string, limitMs: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], {
      stdio: 'ignore',
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
    });
    child.once('error', () => resolve(false));
    child.once('exit', (code) => resolve(code === 0));
  });
}
