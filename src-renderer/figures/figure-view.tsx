import './figures.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Figure } from '#shared/figure.ts';
import { type FigurePreset, figurePresets, presetSize } from '#shared/figure-presets.ts';
import { type DrawingMode, drawingStyle, pixelsOfMm } from './drawing-style.ts';
import { FigurePanel, type FigureSelection } from './figure-panel.tsx';
import { layoutFigure } from './layout-figure.ts';
import { measureInPage, useFigureFonts } from './measure-text.ts';

interface FigureViewProps {
  readonly figure: Figure;
  /**
   * `screen`: as wide as its container, with tooltips and a legend that shows and hides series, in the theme of the app.
   * `paper`: exactly the size of the figure at 96 pixels to the inch, always light, nothing interactive.
   */
  readonly mode: DrawingMode;
  /** Sizes of text, lines and paper. On screen it decides the proportions. */
  readonly preset?: FigurePreset;
  readonly onSubject?: (lesionId: number) => void;
  /** Marks can be selected: by a line drawn around them with Shift held, or by S at the one that the arrow keys read. */
  readonly selection?: FigureSelection;
}

/** On screen a figure grows to this many times its size on paper and no further. */
const largest = 2.4;

/** Draws a figure. The title, caption and values belong to the surroundings, as in a journal. */
export function FigureView({ figure, mode, preset = figurePresets.nature, onSubject, selection }: FigureViewProps) {
  const container = useRef<HTMLElement>(null);
  const fontsReady = useFigureFonts();
  const available = useWidth(container);
  const sizeMm = presetSize(figure, preset);
  const paper = { width: pixelsOfMm(sizeMm.width), height: pixelsOfMm(sizeMm.height) };
  const written = pixelsOfMm(figure.sizeMm.width);
  const width = mode === 'paper' ? paper.width : Math.min(available, written * largest);
  const height = (width * paper.height) / paper.width;
  const shrink = written / paper.width;
  const drawn = fontsReady && width > 0;
  const { panels, style } = useMemo(() => {
    const wanted = drawingStyle(mode, preset, shrink);
    if (!drawn) return { panels: [], style: wanted };
    return layoutFigure(figure, { width, height }, wanted, preset.minPt / preset.textPt, measureInPage);
  }, [figure, mode, preset, shrink, width, height, drawn]);
  return (
    <figure
      ref={container}
      className="figure"
      aria-label={figure.title}
      style={mode === 'paper' ? { width, height } : { height }}
      data-drawn={drawn}
    >
      {panels.map(({ panel, cell, layout }) => (
        <FigurePanel
          key={panel.id}
          panel={panel}
          cell={cell}
          layout={layout}
          style={style}
          {...(onSubject ? { onSubject } : {})}
          {...(selection ? { selection } : {})}
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
