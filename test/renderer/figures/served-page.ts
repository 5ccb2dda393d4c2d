import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import { shaderFiles } from '../../../scripts/shader-files.ts';

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

export interface ServedPage {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Builds a page of the renderer and serves it on the loopback interface.
 * @param call Answers what the page posts below `/call/`.
 */
export async function servePage(
  root: string,
  file: string,
  call: (name: string, input: unknown) => unknown = () => null,
): Promise<ServedPage> {
  const folder = await mkdtemp(join(tmpdir(), 'seedpoint-page-'));
  await build({
    root,
    configFile: false,
    plugins: [react(), shaderFiles()],
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true, minify: false, rollupOptions: { input: join(root, file) } },
  });
  const answer = async (request: IncomingMessage): Promise<{ type: string; body: string | Buffer | null }> => {
    const url = request.url ?? '/';
    if (url.startsWith('/call/')) {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const value = call(url.slice('/call/'.length), JSON.parse(Buffer.concat(chunks).toString('utf8')));
      return { type: 'application/json', body: JSON.stringify({ ok: true, value }) };
    }
    const body = await readFile(join(folder, url)).catch(() => null);
    return { type: types[extname(url)] ?? 'application/octet-stream', body };
  };
  const server = createServer((request, response) => {
    void answer(request).then(({ type, body }) => {
      response.writeHead(body === null ? 404 : 200, { 'content-type': type });
      response.end(body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/${file}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
