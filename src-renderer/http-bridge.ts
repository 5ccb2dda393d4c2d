import type { Bridge, WireReply } from '#shared/contract/contract.ts';
import { AppError } from '#shared/errors.ts';

const firstRetryMs = 250;
const lastRetryMs = 5000;

/**
 * The bridge of a browser window: `POST /call/<name>`, the WebSocket `/events`, `GET /volume/<id>`, all of the same
 * origin with its session cookie. The event stream reconnects by itself; `onConnection` hears of every loss and return.
 */
export function createHttpBridge(origin: string, onConnection: (connected: boolean) => void): Bridge {
  return {
    async call(name, input) {
      const response = await reach(`${origin}/call/${encodeURIComponent(name)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(input),
      });
      if (!response.headers.get('content-type')?.includes('application/json')) throw refused(response);
      return (await response.json()) as WireReply;
    },
    subscribe: (listener) => listen(`${origin.replace(/^http/, 'ws')}/events`, listener, onConnection),
    async volume(id) {
      const response = await reach(`${origin}/volume/${encodeURIComponent(id)}`, {});
      if (!response.ok) throw await volumeError(response);
      return response.arrayBuffer();
    },
  };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, credentials: 'same-origin' });
  } catch (error) {
    throw new AppError('storage', 'Seedpoint does not answer. Is its server still running?', { cause: error });
  }
}

function refused(response: Response): AppError {
  if (response.status === 401 || response.status === 403)
    return new AppError(
      'conflict',
      'This window is not signed in. Open the address that Seedpoint printed at its start.',
    );
  return new AppError('internal', `Seedpoint answered with status ${response.status}.`);
}

async function volumeError(response: Response): Promise<AppError> {
  if (!response.headers.get('content-type')?.includes('application/json')) return refused(response);
  const reply = (await response.json()) as WireReply;
  return reply.ok ? refused(response) : new AppError(reply.error.code, reply.error.message);
}

function listen(url: string, listener: (event: unknown) => void, onConnection: (connected: boolean) => void) {
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let retryMs = firstRetryMs;
  let ended = false;
  const connect = () => {
    socket = new WebSocket(url);
    socket.onopen = () => {
      retryMs = firstRetryMs;
      onConnection(true);
    };
    socket.onmessage = (message) => listener(JSON.parse(String(message.data)));
    socket.onclose = () => {
      if (ended) return;
      onConnection(false);
      timer = setTimeout(connect, retryMs);
      retryMs = Math.min(retryMs * 2, lastRetryMs);
    };
  };
  connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    socket?.close();
  };
}
