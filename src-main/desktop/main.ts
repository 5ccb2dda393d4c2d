import { app, BrowserWindow, ipcMain, protocol, session } from 'electron';
import { rendererFolder } from '../app-folder.ts';
import { flushLog, log } from '../log.ts';
import { createMainSide } from '../main-side.ts';
import { openRendererFiles } from '../renderer-files.ts';
import { pick, tellStartFailure } from './dialogs.ts';
import { denyPermissions, raiseFences } from './fences.ts';
import { forkUtilityProcess } from './fork-compute.ts';
import { connectWindows } from './ipc.ts';
import { installMenu } from './menu.ts';
import { privilegedScheme, serveScheme } from './protocol.ts';
import { openDrawingWindow, openMainWindow } from './window.ts';

async function openDesktop(): Promise<void> {
  const mainSide = await createMainSide({
    forkCompute: forkUtilityProcess,
    shell: {
      kind: 'desktop',
      pick,
      async openDrawingPage() {
        const window = await openDrawingWindow();
        return { close: async () => window.destroy() };
      },
    },
  });
  denyPermissions(session.defaultSession);
  serveScheme(protocol, await openRendererFiles(rendererFolder), mainSide);
  const disconnect = connectWindows(ipcMain, mainSide, () =>
    BrowserWindow.getAllWindows().map((window) => window.webContents),
  );
  installMenu(process.platform === 'darwin');
  if (process.argv.includes('--demo')) await mainSide.call('workspaces.demo', {});
  const window = await openMainWindow();

  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  // The drawing window is no reason to stay.
  window.on('closed', () => app.quit());

  let isClosed = false;
  app.on('will-quit', (event) => {
    if (isClosed) return;
    event.preventDefault();
    disconnect();
    void mainSide
      .close()
      .catch((error: unknown) => log.error({ err: error }, 'The main side did not close cleanly.'))
      .finally(() => {
        isClosed = true;
        flushLog();
        app.quit();
      });
  });
}

if (app.requestSingleInstanceLock()) {
  protocol.registerSchemesAsPrivileged([privilegedScheme]);
  raiseFences(app);
  app
    .whenReady()
    .then(openDesktop)
    .catch((error: unknown) => {
      log.fatal({ err: error }, 'Seedpoint could not start.');
      flushLog();
      tellStartFailure(error);
      app.exit(1);
    });
} else {
  app.quit();
}
