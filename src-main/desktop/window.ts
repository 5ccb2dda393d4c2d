import { BrowserWindow, type WebPreferences } from 'electron';
import { preloadFile } from '../app-folder.ts';
import { appOrigin } from './channels.ts';

const webPreferences: WebPreferences = {
  preload: preloadFile,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
};

export async function openMainWindow(): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Seedpoint',
    webPreferences,
  });
  window.once('ready-to-show', () => window.show());
  await window.loadURL(`${appOrigin}/`);
  return window;
}

/** The page that draws figures: never shown, and not slowed down for that. */
export async function openDrawingWindow(): Promise<BrowserWindow> {
  const window = new BrowserWindow({
    show: false,
    webPreferences: { ...webPreferences, backgroundThrottling: false },
  });
  await window.loadURL(`${appOrigin}/drawing.html`);
  return window;
}
