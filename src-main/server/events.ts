import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { MainSide } from '../main-side.ts';
import type { Access } from './access.ts';

/** A window that lags this far behind is let go; it comes back by itself and asks afresh. */
const backlogLimitBytes = 16 * 2 ** 20;
/** Keeps tunnels open and finds windows that are gone. */
const heartbeatMs = 30_000;

/** WebSocket `/events`: one JSON text per event, nothing the other way. Returns what closes it. */
export function serveEvents(server: Server, access: Access, mainSide: Pick<MainSide, 'subscribe'>): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false });
  const alive = new WeakSet<object>();

  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const refusal = refusalOf(request, access);
    if (refusal) {
      stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      alive.add(socket);
      socket.on('pong', () => alive.add(socket));
      socket.on('error', () => socket.terminate());
    });
  });

  const unsubscribe = mainSide.subscribe((event) => {
    if (sockets.clients.size === 0) return;
    const text = JSON.stringify(event);
    for (const socket of sockets.clients) {
      if (socket.bufferedAmount > backlogLimitBytes) socket.terminate();
      else socket.send(text);
    }
  });

  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }, heartbeatMs);
  heartbeat.unref();

  return () => {
    clearInterval(heartbeat);
    unsubscribe();
    for (const socket of sockets.clients) socket.close(1001);
    sockets.close();
  };
}

function refusalOf(request: IncomingMessage, access: Access): string | null {
  if (!access.isOurHost(request) || !access.isOurOrigin(request)) return '403 Forbidden';
  if (!access.isSignedIn(request)) return '401 Unauthorized';
  return request.url === '/events' ? null : '404 Not Found';
}
