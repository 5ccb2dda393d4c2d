/** Takes the place of `app-folder.ts` in the desktop tests: a renderer of two small pages, made by the test. */
import { join } from 'node:path';

export const appFolder = process.env['STAND_IN_FOLDER'] ?? '';
export const rendererFolder = join(appFolder, 'renderer');
export const preloadFile = join(appFolder, 'preload.cjs');
export const appVersion = '0.0.0';
