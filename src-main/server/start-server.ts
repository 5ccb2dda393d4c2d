import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '#shared/errors.ts';
import type { MainSide } from '../main-side.ts';
import { openRendererFiles } from '../renderer-files.ts';
import { createAccess, createToken, hostsOf } from './access.ts';
import { serveEvents } from './events.ts';
import { handleRequest } from './handle-request.ts';

export interface ServerOptions {
  readonly mainSide: Pick<MainSide, 'call' | 'subscribe' | 'volume'>;
  readonly rendererFolder: string;
  /** Address to listen on; 127.0.0.1 unless told otherwise. */
  readonly host?: string;
  /** 0: any free port. */
  readonly port?: number;
  /** Further values of `Host` to answer to: the far end of a tunnel, a proxy, the name of this machine. */
  readonly allowedHosts?: readonly string[];
  readonly token?: string;
}

export interface RunningServer {
  /** e.g. `http://127.0.0.1:41234` */
  readonly origin: string;
  readonly port: number;
  readonly token: string;
  /** The address to open: `path` of the app with the token in it. */
  url(path?: string): string;
  /** The address to open with a key that works once, soon: for the command line of a browser. */
  urlForOnce(path?: string): string;
  close(): Promise<void>;
}

/** The main side over HTTP and WebSocket, for a browser on this machine. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { mainSide, rendererFolder, host = '127.0.0.1', token = createToken() } = options;
  const files = await openRendererFiles(rendererFolder);
  const server = createServer({ keepAliveTimeout: 65_000 });
  const port = await listen(server, host, options.port ?? 0);

  const access = createAccess({ token, port, hosts: hostsOf(host, port, options.allowedHosts) });
  server.on('request', (request, response) => void handleRequest(request, response, { access, mainSide, files }));
  const closeEvents = serveEvents(server, access, mainSide);

  const origin = `http://${reachableName(host)}:${port}`;
  return {
    origin,
    port,
    token,
    url: (path = '/') => `${origin}${path}?token=${token}`,
    urlForOnce: (path = '/') => `${origin}${path}?token=${access.issueTicket()}`,
    close: () =>
      new Promise((resolve) => {
        closeEvents();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusedAddress(error, host, port)));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function refusedAddress(error: NodeJS.ErrnoException, host: string, port: number): AppError {
  const reasons: Record<string, string> = {
    EADDRINUSE: `Port ${port} is taken. Choose another, or 0 for any free one.`,
    EACCES: `This account may not listen on port ${port}. Choose one from 1024 on, or 0 for any free one.`,
    EADDRNOTAVAIL: `This machine has no address ${host}.`,
    ENOTFOUND: `This machine has no address ${host}.`,
  };
  const reason = reasons[error.code ?? ''] ?? `The server cannot listen on ${host}:${port} (${error.code}).`;
  return new AppError('invalid-input', reason, { cause: error });
}

function reachableName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}
