import { existsSync, realpathSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import { AppError } from '#shared/errors.ts';
import { bundledChromium } from './bundled-chromium.ts';

export interface Browser {
  readonly executable: string;
  /** Where it came from, for `seedpoint doctor`. */
  readonly source: string;
  /** What this browser needs beside the usual flags of a headless start. */
  readonly args: readonly string[];
  /** Added to the environment of its process. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Host {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  exists(path: string): boolean;
  realPath(path: string): string;
  /** The Chromium of an npm package, or null where there is none for this machine. */
  bundled(): Promise<Browser | null>;
}

export const thisHost: Host = {
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  env: process.env,
  exists: existsSync,
  realPath: realpathSync,
  bundled: bundledChromium,
};

/**
 * A browser that can draw figures out of sight: the one that `SEEDPOINT_BROWSER` names, else an installed Chrome,
 * Chromium or Edge, else the Chromium inside an optional npm package; null where there is none.
 */
export async function findBrowser(host: Host = thisHost): Promise<Browser | null> {
  const chosen = host.env['SEEDPOINT_BROWSER'];
  if (chosen) {
    if (!host.exists(chosen)) {
      throw new AppError('invalid-input', 'SEEDPOINT_BROWSER names a program that does not exist.');
    }
    return installed(host, chosen, 'SEEDPOINT_BROWSER');
  }
  const found = candidates(host).find(([path]) => host.exists(path) && !isSnap(host, path));
  return found ? installed(host, ...found) : host.bundled();
}

/** Chromium refuses its sandbox to root. */
const installed = (host: Host, executable: string, source: string): Browser => ({
  executable,
  source,
  args: host.isRoot ? ['--no-sandbox'] : [],
  env: {},
});

function candidates(host: Host): [path: string, source: string][] {
  switch (host.platform) {
    case 'darwin':
      return ['/', host.env['HOME']].flatMap((root) =>
        root === undefined
          ? []
          : macPrograms.map(([name, source]): [string, string] => [
              posix.join(root, 'Applications', `${name}.app`, 'Contents/MacOS', name),
              source,
            ]),
      );
    case 'win32':
      return windowsPrograms.flatMap(([path, source]) =>
        ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((variable): [string, string][] => {
          const root = host.env[variable];
          return root ? [[win32.join(root, path), source]] : [];
        }),
      );
    default:
      return linuxPrograms.flatMap(([name, source]) =>
        (host.env['PATH'] ?? '')
          .split(':')
          .filter((folder) => folder !== '')
          .map((folder): [string, string] => [join(folder, name), source]),
      );
  }
}

const linuxPrograms = [
  ['google-chrome-stable', 'Google Chrome'],
  ['google-chrome', 'Google Chrome'],
  ['chromium', 'Chromium'],
  ['chromium-browser', 'Chromium'],
  ['microsoft-edge-stable', 'Microsoft Edge'],
  ['microsoft-edge', 'Microsoft Edge'],
] as const;

const macPrograms = [
  ['Google Chrome', 'Google Chrome'],
  ['Chromium', 'Chromium'],
  ['Microsoft Edge', 'Microsoft Edge'],
] as const;

const windowsPrograms = [
  ['Google\\Chrome\\Application\\chrome.exe', 'Google Chrome'],
  ['Chromium\\Application\\chrome.exe', 'Chromium'],
  ['Microsoft\\Edge\\Application\\msedge.exe', 'Microsoft Edge'],
] as const;

/** A browser in a snap sees neither our temporary folder nor our pipes. */
const isSnap = (host: Host, path: string) =>
  host.platform === 'linux' && /(^\/snap\/|\/snap$)/.test(host.realPath(path));
