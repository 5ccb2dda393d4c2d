import type { MainSide } from '#main/main-side.ts';
import type { WireEvent, WireReply } from '#shared/contract/contract.ts';
import { AppError } from '#shared/errors.ts';

export interface FakeMainSide extends MainSide {
  readonly calls: { name: string; input: unknown }[];
  /** Sends an event to every window. */
  announce(event: WireEvent): void;
  readonly listenerCount: number;
}

/** A main side that answers every call with what it was asked, and knows one volume of eight bytes, `patch-1-exact-v1`. */
export function createFakeMainSide(): FakeMainSide {
  const listeners = new Set<(event: WireEvent) => void>();
  const calls: { name: string; input: unknown }[] = [];
  return {
    calls,
    get listenerCount() {
      return listeners.size;
    },
    announce(event) {
      for (const listener of listeners) listener(event);
    },
    call(name, input): Promise<WireReply> {
      calls.push({ name, input });
      return Promise.resolve({ ok: true, value: { name, input } });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    volume(id) {
      if (id === 'breaks') return Promise.reject(new Error('secret detail of /data/patient'));
      if (id !== 'patch-1-exact-v1') return Promise.reject(new AppError('not-found', 'There is no such volume.'));
      return Promise.resolve(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
    },
    close: () => Promise.resolve(),
  };
}
