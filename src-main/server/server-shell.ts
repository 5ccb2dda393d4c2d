import { rendererFolder } from '../app-folder.ts';
import { openHeadlessPage } from '../export/headless-page.ts';
import { createMainSide, type MainSide } from '../main-side.ts';
import type { Shell } from '../shell.ts';
import { type RunningServer, type ServerOptions, startServer } from './start-server.ts';

export interface ServerShell {
  readonly server: RunningServer;
  readonly mainSide: MainSide;
  close(): Promise<void>;
}

/** The whole app without a window of its own: the main side, served to whatever browser has the token. */
export async function openServerShell(
  options: Pick<ServerOptions, 'host' | 'port' | 'allowedHosts'> = {},
): Promise<ServerShell> {
  let server: RunningServer | undefined;
  const shell: Shell = {
    kind: 'server',
    pick: null,
    openDrawingPage() {
      if (!server) throw new Error('The drawing page was asked for before the server listened.');
      return openHeadlessPage(server.urlForOnce('/drawing.html'));
    },
  };
  const mainSide = await createMainSide({ shell });
  try {
    server = await startServer({ ...options, mainSide, rendererFolder });
  } catch (error) {
    await mainSide.close();
    throw error;
  }
  const running = server;
  return {
    server,
    mainSide,
    async close() {
      await running.close();
      await mainSide.close();
    },
  };
}
