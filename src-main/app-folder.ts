import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const runsFromSource = import.meta.url.endsWith('.ts');

/** The folder of `package.json`, both from source (`src-main/`) and from the bundles (`out/main/`). */
export const appFolder = resolve(import.meta.dirname, runsFromSource ? '..' : '../..');

export const rendererFolder = join(appFolder, 'out/renderer');
export const preloadFile = join(appFolder, 'out/preload/preload.cjs');

export const appVersion: string = (
  JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8')) as { version: string }
).version;
