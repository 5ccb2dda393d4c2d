import './figures.css';
import { useEffect, useRef, useState } from 'react';
import type { Figure } from '#shared/figure.ts';
import { FigurePanel } from './figure-panel.tsx';
import { useFigureFonts } from './measure-text.ts';
import { type DrawingMode, drawingStyles, pixelsOfMm } from './palette.ts';
import { panelGrid } from './panel-grid.ts';

interface FigureViewProps {
  readonly figure: Figure;
  /**
   * `screen`: as wide as its container, with tooltips and a legend that shows and hides series, in the theme of the app.
   * `paper`: exactly the size of the figure at 96 pixels to the inch, always light, nothing interactive.
   */
  readonly mode: DrawingMode;
  readonly onSubject?: (lesionId: number) => void;
}

/** On screen a figure grows to this many times its size on paper and no further. */
const largest = 2.4;

/** Draws a figure. The title, caption and values belong to the surroundings, as in a journal. */
export function FigureView({ figure, mode, onSubject }: FigureViewProps) {
  const container = useRef<HTMLElement>(null);
  const fontsReady = useFigureFonts();
  const available = useWidth(container);
  const style = drawingStyles[mode];
  const paper = { width: pixelsOfMm(figure.sizeMm.width), height: pixelsOfMm(figure.sizeMm.height) };
  const width = mode === 'paper' ? paper.width : Math.min(available, paper.width * largest);
  const height = (width * paper.height) / paper.width;
  const edge = style.sizes.gap / 2;
  const cells = panelGrid(figure, width - 2 * edge, height - 2 * edge, style.sizes.gap * 5).map((cell) => ({
    ...cell,
    x: cell.x + edge,
    y: cell.y + edge,
  }));
  return (
    <figure
      ref={container}
      className="figure"
      aria-label={figure.title}
      style={mode === 'paper' ? { width, height } : { height }}
      data-drawn={fontsReady && width > 0}
    >
      {fontsReady &&
        width > 0 &&
        figure.panels.map((panel, i) => (
          <FigurePanel
            key={panel.id}
            panel={panel}
            cell={cells[i]!}
            letter={figure.panels.length > 1 ? String.fromCharCode(97 + i) : null}
            style={style}
            {...(onSubject ? { onSubject } : {})}
          />
        ))}
    </figure>
  );
}

/** Width of an element, kept up to date; 0 before the first layout. */
function useWidth(container: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = container.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [container]);
  return width;
}
