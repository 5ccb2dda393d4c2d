import { BrowserWindow, dialog, type FileFilter } from 'electron';
import { toWireError } from '#shared/errors.ts';
import type { PickRequest } from '../shell.ts';

/** The native file dialog, on top of the window in use. */
export async function pick(request: PickRequest): Promise<string | null> {
  const { what, title } = request;
  const parent = BrowserWindow.getFocusedWindow();
  if (what === 'save') {
    const options = { title, filters: filtersOf(request) };
    const { canceled, filePath } = await (parent
      ? dialog.showSaveDialog(parent, options)
      : dialog.showSaveDialog(options));
    return canceled ? null : filePath;
  }
  const options: Electron.OpenDialogOptions = {
    title,
    filters: filtersOf(request),
    properties: what === 'folder' ? ['openDirectory', 'createDirectory'] : ['openFile'],
  };
  const { canceled, filePaths } = await (parent
    ? dialog.showOpenDialog(parent, options)
    : dialog.showOpenDialog(options));
  return canceled ? null : (filePaths[0] ?? null);
}

const filtersOf = ({ extensions }: PickRequest): FileFilter[] =>
  extensions.length === 0
    ? []
    : [
        { name: extensions.map((extension) => `.${extension}`).join(', '), extensions: [...extensions] },
        { name: 'All files', extensions: ['*'] },
      ];

/** There is no window yet that could say it. */
export const tellStartFailure = (error: unknown): void =>
  dialog.showErrorBox('Seedpoint could not start', toWireError(error).message);
