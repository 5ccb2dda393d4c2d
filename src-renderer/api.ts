import './no-eval.ts';
import {
  type Bridge,
  type CallName,
  type Client,
  contract,
  type EventName,
  type EventPayload,
  events,
} from '#shared/contract/contract.ts';
import { type DecodedVolume, decodeVolume } from '#shared/contract/volume-bytes.ts';
import { fromWireError } from '#shared/errors.ts';
import { createHttpBridge } from './http-bridge.ts';

declare global {
  interface Window {
    /** Put there by the preload script of the desktop shell. */
    readonly seedpoint?: Bridge;
  }
}

export type CallInput<N extends CallName> = Parameters<Client[N]>[0];
export type CallOutput<N extends CallName> = Awaited<ReturnType<Client[N]>>;

/** An event as the window reads it: checked, with branded ids. */
export type LiveEvent = { [N in EventName]: { name: N; payload: EventPayload<N> } }[EventName];

export interface Api {
  /** One function per call of the contract; it rejects with an `AppError`. */
  readonly client: Client;
  /** Every event of the main side. Returns the function that ends the subscription. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  volume(id: string): Promise<DecodedVolume>;
  /** Where something lies that was dropped on the window; null in browsers, which do not tell. */
  pathOf(file: File): string | null;
}

export function createApi(bridge: Bridge): Api {
  const call = async (name: string, input: unknown) => {
    const reply = await bridge.call(name, input);
    if (!reply.ok) throw fromWireError(reply.error);
    return reply.value;
  };
  const calls = Object.keys(contract).map((name) => [name, (input: unknown) => call(name, input)]);
  return {
    client: Object.fromEntries(calls) as Client,
    subscribe: (listener) =>
      bridge.subscribe((event) => {
        const live = readEvent(event);
        if (live) listener(live);
      }),
    volume: async (id) => decodeVolume(await bridge.volume(id)),
    pathOf: (file) => bridge.pathOf?.(file) || null,
  };
}

/** Null for what this window does not know. */
function readEvent(event: unknown): LiveEvent | null {
  if (typeof event !== 'object' || event === null || !('name' in event) || !('payload' in event)) return null;
  const name = event.name as EventName;
  if (!Object.hasOwn(events, name)) return null;
  const { success, data } = events[name].safeParse(event.payload);
  return success ? ({ name, payload: data } as LiveEvent) : null;
}

const connectionListeners = new Set<(connected: boolean) => void>();

/** Hears of every loss and return of the event stream of a browser window; the desktop's is never lost. */
export function onConnection(listener: (connected: boolean) => void): () => void {
  connectionListeners.add(listener);
  return () => connectionListeners.delete(listener);
}

/** The main side of this window: through the preload on the desktop, over HTTP in a browser. */
export const api: Api = createApi(
  window.seedpoint ??
    createHttpBridge(window.location.origin, (connected) => {
      for (const listener of connectionListeners) listener(connected);
    }),
);
export const client = api.client;
