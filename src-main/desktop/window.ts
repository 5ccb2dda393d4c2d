import { BrowserWindow, type WebPreferences } from 'electron';
import { preloadFile } from '../app-folder.ts';
import { log } from '../log.ts';
import { appOrigin } from './channels.ts';

/** A window that crashes again so soon would go on crashing. */
const crashLoopMs = 10_000;

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
  let lastCrash = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_, { reason }) => {
    log.error({ reason }, 'The window crashed.');
    const isRepeated = performance.now() - lastCrash < crashLoopMs;
    lastCrash = performance.now();
    // Main holds the truth, so a fresh page loses a view and no data.
    if (!isRepeated && !window.isDestroyed()) window.reload();
  });
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
