import { randomUUID } from 'node:crypto';
import { AppError, cancelled } from '#shared/errors.ts';
import type { Figure } from '#shared/figure.ts';
import type { FigurePresetId } from '#shared/figure-presets.ts';

interface DrawingRequest {
  readonly requestId: string;
  readonly figure: Figure;
  readonly preset: FigurePresetId;
}

type DrawingResult = { svg: string } | { failure: string };

export interface DrawingDesk {
  /** The figure as clean SVG at the paper size of the preset (absent: `nature`), drawn by the drawing page. */
  draw(figure: Figure, signal: AbortSignal, preset?: FigurePresetId): Promise<string>;
  /** For the page: the next figure to draw, or null. A request is handed out once per page that was opened. */
  next(): DrawingRequest | null;
  /** For the page: what it drew. What arrives too late, after a cancel or a time-out, is dropped. */
  deliver(requestId: string, result: DrawingResult): void;
  close(): Promise<void>;
}

export interface DrawingDeskOptions {
  openPage: () => Promise<DrawingPage>;
  /** Called when a request waits, for the event that wakes the page. */
  onRequest?: () => void;
  /** The page is closed after so long without work. */
  idleMs?: number;
  /** From the request to its drawing; the first one waits for the page to start as well. */
  timeoutMs?: number;
}

interface DrawingPage {
  close(): Promise<void>;
}

interface Waiting extends DrawingRequest {
  handedOut: boolean;
  resolve(svg: string): void;
  reject(error: unknown): void;
}

/**
 * Figures are drawn where fonts can be measured: in a page. The desk keeps the requests, opens the page when there is
 * the first one, and closes it when none came for a while. After a time-out the page counts as broken and is closed,
 * so that the next request starts with a fresh one.
 */
export function createDrawingDesk(options: DrawingDeskOptions): DrawingDesk {
  const { idleMs = 60_000, timeoutMs = 60_000 } = options;
  const waiting = new Map<string, Waiting>();
  let page: Promise<DrawingPage> | null = null;
  let idleTimer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const openPage = () => {
    clearTimeout(idleTimer);
    page ??= options.openPage().catch((error: unknown) => {
      page = null;
      for (const request of waiting.values()) request.reject(error);
      throw error;
    });
    // The failure has reached every request above.
    page.catch(() => undefined);
  };

  const closePage = async () => {
    clearTimeout(idleTimer);
    const open = page;
    page = null;
    for (const request of waiting.values()) request.handedOut = false;
    await open?.then((opened) => opened.close()).catch(() => undefined);
  };

  const settle = () => {
    if (waiting.size > 0 || closed) return;
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => void closePage(), idleMs);
    idleTimer.unref();
  };

  return {
    draw(figure, signal, preset = 'nature') {
      if (closed) return Promise.reject(new AppError('internal', 'The drawing desk is closed.'));
      if (signal.aborted) return Promise.reject(cancelled());
      const requestId = randomUUID();
      return new Promise<string>((resolve, reject) => {
        const end = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', onAbort);
          waiting.delete(requestId);
          settle();
        };
        const request: Waiting = {
          requestId,
          figure,
          preset,
          handedOut: false,
          resolve: (svg) => (end(), resolve(svg)),
          reject: (error) => (end(), reject(error)),
        };
        const onAbort = () => request.reject(cancelled());
        const timer = setTimeout(() => {
          request.reject(
            new AppError('device', `The figure was not drawn within ${timeoutMs / 1000} seconds. Try again.`),
          );
          void closePage().then(() => waiting.size > 0 && openPage());
        }, timeoutMs);
        signal.addEventListener('abort', onAbort);
        waiting.set(requestId, request);
        openPage();
        options.onRequest?.();
      });
    },

    next() {
      for (const request of waiting.values()) {
        if (request.handedOut) continue;
        request.handedOut = true;
        return { requestId: request.requestId, figure: request.figure, preset: request.preset };
      }
      return null;
    },

    deliver(requestId, result) {
      const request = waiting.get(requestId);
      if (!request) return;
      if ('svg' in result) request.resolve(result.svg);
      else request.reject(new AppError('internal', `The figure could not be drawn: ${result.failure}`));
    },

    async close() {
      closed = true;
      for (const request of waiting.values()) request.reject(cancelled());
      await closePage();
    },
  };
}
