/** How long work is stopped and followed: an `AbortSignal` will do. */
export interface Work {
  readonly signal?: { throwIfAborted(): void };
  /** Share of the work done, 0 to 1. */
  readonly report?: ((share: number) => void) | undefined;
}

/** A part of longer work: its shares run from `from` to `to` of the whole. */
export const partOfWork = ({ signal, report }: Work, from: number, to: number): Work => ({
  ...(signal ? { signal } : {}),
  report: report && ((share) => report(from + (to - from) * share)),
});
