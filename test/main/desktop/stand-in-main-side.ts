/** Takes the place of `main-side.ts` in the desktop tests: no store, a call for each thing the shell must do. */

import type { MainSide } from '#main/main-side.ts';
import type { PickRequest, Shell } from '#main/shell.ts';
import type { WireEvent } from '#shared/contract/contract.ts';
import { AppError, toWireError } from '#shared/errors.ts';

export async function createMainSide({ shell }: { shell: Shell }): Promise<MainSide> {
  const listeners = new Set<(event: WireEvent) => void>();
  return {
    async call(name, input) {
      switch (name) {
        case 'pick':
          return { ok: true, value: await shell.pick?.(input as PickRequest) };
        case 'draw': {
          const page = await shell.openDrawingPage();
          await new Promise((resolve) => setTimeout(resolve, 300));
          await page.close();
          return { ok: true, value: null };
        }
        case 'announce':
          for (const listener of listeners) listener({ name: 'jobs.cleared', payload: {} });
          return { ok: true, value: null };
        case 'refuse':
          return { ok: false, error: toWireError(new AppError('conflict', 'No.')) };
        default:
          return { ok: true, value: { name, input, shell: shell.kind } };
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async volume(id) {
      if (id !== 'patch-1-exact-v1') throw new AppError('not-found', 'There is no such volume.');
      return new Uint8Array([1, 2, 3, 4]);
    },
    close: () => Promise.resolve(),
  };
}
