import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { createDrawingDesk, type DrawingDesk } from '#main/export/drawing-desk.ts';
import { openHeadlessPage } from '#main/export/headless-page.ts';

const sources = join(import.meta.dirname, '../../../src-renderer');
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

export interface DrawingPage {
  readonly desk: DrawingDesk;
  close(): Promise<void>;
}

/** The real drawing page, built and served with the two calls it makes, opened in a real browser by a real desk. */
export async function openDrawingPage(): Promise<DrawingPage> {
  const folder = await mkdtemp(join(tmpdir(), 'seedpoint-drawing-'));
  await build({
    root: sources,
    configFile: false,
    plugins: [react()],
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      rollupOptions: { input: join(sources, 'drawing.html') },
    },
  });
  const server = createServer((request, response) => {
    void answer(request.url ?? '/', request).then(({ type, body }) => {
      response.writeHead(body === null ? 404 : 200, { 'content-type': type });
      response.end(body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const desk = createDrawingDesk({ openPage: () => openHeadlessPage(`http://127.0.0.1:${port}/drawing.html`) });

  async function answer(
    url: string,
    request: AsyncIterable<Buffer>,
  ): Promise<{ type: string; body: string | Buffer | null }> {
    if (url.startsWith('/call/')) {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const input = JSON.parse(Buffer.concat(chunks).toString('utf8')) as {
        requestId: string;
        result: { svg: string };
      };
      const value = url === '/call/drawings.next' ? desk.next() : (desk.deliver(input.requestId, input.result), {});
      return { type: 'application/json', body: JSON.stringify({ ok: true, value }) };
    }
    const body = await readFile(join(folder, url)).catch(() => null);
    return { type: types[extname(url)] ?? 'application/octet-stream', body };
  }

  return {
    desk,
    async close() {
      await desk.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
