import { join } from 'node:path';
import { appFolder } from '../app-folder.ts';

/** The one family that figures are drawn and exported in; its widths equal those of Arial. */
export const figureFontFamily = 'Liberation Sans';

/** Native code reads fonts by path, which it cannot do inside an asar archive: there the folder is kept unpacked. */
const folder = join(appFolder.replace(/\bapp\.asar$/, 'app.asar.unpacked'), 'resources/fonts');

export const figureFontFiles = {
  regular: join(folder, 'LiberationSans-Regular.ttf'),
  bold: join(folder, 'LiberationSans-Bold.ttf'),
  italic: join(folder, 'LiberationSans-Italic.ttf'),
} as const;
