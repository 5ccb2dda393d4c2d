import { figurePresets } from '#shared/figure-presets.ts';
import type { Api } from '../api.ts';
import { drawFigure } from './draw-figure.tsx';

/** Looked for again after so long, should the event that wakes the page be lost. */
const idleMs = 500;

/** Takes one waiting figure after the other from the main side, draws it and delivers the SVG or what went wrong. */
export function serveDrawings({ client, subscribe }: Pick<Api, 'client' | 'subscribe'>, parent: HTMLElement): void {
  let wake: () => void = () => undefined;
  subscribe((event) => event.name === 'drawing.requested' && wake());

  const drawNext = async (): Promise<boolean> => {
    const request = await client['drawings.next']({});
    if (!request) return false;
    const { requestId, figure, preset } = request;
    const result = await drawFigure(figure, figurePresets[preset], parent).then(
      (svg) => ({ svg }),
      (error: unknown) => ({ failure: error instanceof Error ? error.message.slice(0, 2000) : 'unknown' }),
    );
    await client['drawings.deliver']({ requestId, result });
    return true;
  };

  const serve = async (): Promise<never> => {
    for (;;) {
      // Without an answer there is nobody to tell; the desk closes this page when it is no longer wanted.
      const drew = await drawNext().catch(() => false);
      if (drew) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, idleMs);
      });
    }
  };
  void serve();
}
