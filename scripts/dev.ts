/**
 * `npm run dev`: the app from source in a browser. Vite serves the renderer and reloads what changes; calls, events and
 * volumes go through it to the server shell, which starts anew when a file of the main side changes (`node --watch`).
 */
import react from '@vitejs/plugin-react';
import { createServer, type ProxyOptions } from 'vite';
import { openHeadlessPage } from '#main/export/headless-page.ts';
import { createMainSide } from '#main/main-side.ts';
import { startServer } from '#main/server/start-server.ts';
import { shaderFiles } from './shader-files.ts';

const port = 5173;
const address = `http://localhost:${port}`;

const mainSide = await createMainSide({
  shell: { kind: 'server', pick: null, openDrawingPage: () => openHeadlessPage(`${address}/drawing.html`) },
});
const server = await startServer({ mainSide, rendererFolder: 'src-renderer', allowedHosts: [`localhost:${port}`] });

// Whoever reaches the development server is signed in: it listens on this machine only, and only while developing.
const target: ProxyOptions = { target: server.origin, headers: { authorization: `Bearer ${server.token}` } };
const vite = await createServer({
  configFile: false,
  root: 'src-renderer',
  plugins: [react(), shaderFiles()],
  optimizeDeps: { rolldownOptions: { plugins: [shaderFiles()] } },
  server: {
    host: 'localhost',
    port,
    strictPort: true,
    proxy: { '/call': target, '/volume': target, '/events': { ...target, ws: true } },
  },
});
await vite.listen();
process.stdout.write(`Seedpoint, from source, is at ${address}/\n`);

async function stop(): Promise<void> {
  await vite.close();
  await server.close();
  await mainSide.close();
  process.exit(0);
}
process.on('SIGINT', () => void stop());
process.on('SIGTERM', () => void stop());
