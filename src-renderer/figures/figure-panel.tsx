import { type MouseEvent, useMemo, useState } from 'react';
import type { Panel } from '#shared/figure.ts';
import { layoutPanel } from './layout-panel.ts';
import { measureInPage } from './measure-text.ts';
import { readPanel } from './nearest-datum.ts';
import type { DrawingStyle } from './palette.ts';
import { PanelChart } from './panel-chart.tsx';
import { PanelText } from './panel-text.tsx';
import { PanelTooltip } from './panel-tooltip.tsx';
import type { Point, Rect } from './plot-geometry.ts';

interface FigurePanelProps {
  readonly panel: Panel;
  /** Within the figure, in pixels. */
  readonly cell: Rect;
  readonly letter: string | null;
  readonly style: DrawingStyle;
  readonly onSubject?: (lesionId: number) => void;
}

/** One panel: the chart, its text above it and, on screen, what the pointer is at. */
export function FigurePanel({ panel, cell, letter, style, onSubject }: FigurePanelProps) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [pointer, setPointer] = useState<Point | null>(null);
  const { width, height } = cell;
  const layout = useMemo(
    () => layoutPanel(panel, { width, height }, letter, { style, measure: measureInPage }),
    [panel, width, height, letter, style],
  );
  // Kept while the pointer moves: drawing thousands of marks again at every move would be felt.
  const drawing = useMemo(() => {
    const shown = { ...panel, series: panel.series.filter((series) => !hidden.has(series.id)) };
    return <PanelChart panel={shown} layout={layout} style={style} />;
  }, [panel, hidden, layout, style]);
  const frame = { left: cell.x, top: cell.y, width, height };
  const place = { 'data-panel-x': cell.x, 'data-panel-y': cell.y };

  if (style.mode === 'paper') {
    return (
      <div className="figure-panel" style={frame} {...place}>
        {drawing}
        <PanelText layout={layout} style={style} hidden={hidden} />
      </div>
    );
  }

  const toggle = (id: string) =>
    setHidden((before) =>
      before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set([...before, id]),
    );
  const pointed = pointer && readPanel(panel, layout.scale, pointer, hidden);
  const subject = pointed?.subject ?? null;
  const follow = (event: MouseEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const point = { x: event.clientX - box.left, y: event.clientY - box.top };
    const { plot } = layout;
    const inside =
      point.x >= plot.x && point.x <= plot.x + plot.width && point.y >= plot.y && point.y <= plot.y + plot.height;
    setPointer(inside ? point : null);
  };
  return (
    <div
      className="figure-panel"
      style={{ ...frame, cursor: subject !== null && onSubject ? 'pointer' : 'default' }}
      onMouseMove={follow}
      onMouseLeave={() => setPointer(null)}
      onClick={() => subject !== null && onSubject?.(subject)}
    >
      {drawing}
      <PanelText layout={layout} style={style} hidden={hidden} onToggle={toggle} />
      {pointed && <PanelTooltip pointed={pointed} layout={layout} style={style} opens={onSubject !== undefined} />}
    </div>
  );
}
