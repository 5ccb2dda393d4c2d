import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, type ServerOptions, startServer } from '#main/server/start-server.ts';
import { createFakeMainSide, type FakeMainSide } from './fake-main-side.ts';

export interface Serving {
  readonly server: RunningServer;
  readonly mainSide: FakeMainSide;
  /** The folder that holds the renderer's folder; `secret.txt` lies beside it. */
  readonly folder: string;
  close(): Promise<void>;
}

/** A server on a small renderer folder with a secret beside it. */
export async function serve(options: Partial<ServerOptions> = {}): Promise<Serving> {
  const folder = await mkdtemp(join(tmpdir(), 'seedpoint-server-'));
  const rendererFolder = join(folder, 'renderer');
  await mkdir(join(rendererFolder, 'assets'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(rendererFolder, 'index.html'), '<!doctype html><title>Seedpoint</title><div id="root"></div>');
  await writeFile(join(rendererFolder, 'assets/main-abc.js'), 'export {};');
  const mainSide = createFakeMainSide();
  const server = await startServer({ mainSide, rendererFolder, ...options });
  return {
    server,
    mainSide,
    folder,
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** One request with exactly these headers and this path: `fetch` would set Host and clean the path by itself. */
export function ask(port: number, path: string, { method = 'GET', headers = {}, body }: Asking = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
