import type { MainContext } from './context.ts';

interface Hooks {
  readonly signal: AbortSignal;
  /** Share of the work that is done, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Runs work that `statistics.cancel` ends by its ticket and that tells by it how far it is; without a ticket it just runs. */
export async function ticketed<T>(
  { computing, emit }: Pick<MainContext, 'computing' | 'emit'>,
  ticket: string | undefined,
  work: (hooks: Hooks) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  if (ticket === undefined) return work({ signal: controller.signal, onProgress: () => undefined });
  computing.set(ticket, controller);
  const onProgress = (share: number): void =>
    emit({ name: 'statistic.progressed', payload: { ticket, share: Math.min(1, share) } });
  try {
    return await work({ signal: controller.signal, onProgress });
  } finally {
    computing.delete(ticket);
  }
}
