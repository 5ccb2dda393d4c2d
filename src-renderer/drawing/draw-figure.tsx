import { createRoot } from 'react-dom/client';
import type { Figure } from '#shared/figure.ts';
import { type FigurePreset, presetSize } from '#shared/figure-presets.ts';
import { FigureView } from '../figures/figure-view.tsx';
import { seriesClass } from '../figures/marks/mark-props.ts';
import { loadFigureFonts } from '../figures/measure-text.ts';
import { serialiseFigure } from '../figures/serialise-figure.ts';

/** The drawing must stay the same over so many looks before it counts as finished. */
const quietLooks = 3;
const lookMs = 15;
const patienceMs = 20_000;

/** Draws a figure at the paper size of a preset below `parent` and returns it as clean SVG. */
export async function drawFigure(figure: Figure, preset: FigurePreset, parent: HTMLElement): Promise<string> {
  await loadFigureFonts();
  const container = document.createElement('div');
  parent.append(container);
  let failure: unknown = null;
  const root = createRoot(container, {
    onUncaughtError: (error) => {
      failure = error;
    },
  });
  try {
    root.render(<FigureView figure={figure} mode="paper" preset={preset} />);
    await finished(container, () => failure);
    return serialiseFigure(container, figure, presetSize(figure, preset));
  } finally {
    root.unmount();
    container.remove();
  }
}

/**
 * recharts lays out in effects, one after the other: waits until every series is there and the markup stays the same.
 * By timer, because animation frames stand still in a window that is not shown.
 */
async function finished(container: HTMLElement, failure: () => unknown): Promise<void> {
  const deadline = performance.now() + patienceMs;
  let before = '';
  for (let quiet = 0; quiet < quietLooks; ) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
    if (failure()) throw failure();
    if (performance.now() > deadline) throw new Error('The drawing did not come to rest.');
    const drawn = container.querySelector('[data-drawn="true"]') !== null && isComplete(container);
    const now = container.innerHTML;
    quiet = drawn && now === before ? quiet + 1 : 0;
    before = now;
  }
}

const isComplete = (container: HTMLElement): boolean =>
  [...container.querySelectorAll<HTMLElement>('[data-series]')].every(
    (panel) => panel.querySelectorAll(`.${seriesClass}`).length >= Number(panel.dataset['series']),
  );
