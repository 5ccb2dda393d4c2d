import { type KeyboardEvent, type MouseEvent, type PointerEvent, useMemo, useState } from 'react';
import type { Panel } from '#shared/figure.ts';
import type { DrawingStyle } from './drawing-style.ts';
import { FlowChart } from './flow-chart.tsx';
import { subjectsIn } from './lasso.ts';
import { markData } from './mark-data.ts';
import { contains, readablePlaces, readPanel } from './nearest-datum.ts';
import { PanelChart } from './panel-chart.tsx';
import type { PanelLayout } from './panel-layout.ts';
import { PanelText } from './panel-text.tsx';
import { PanelTooltip } from './panel-tooltip.tsx';
import type { Point, Rect } from './plot-geometry.ts';
import { SelectionLayer } from './selection-layer.tsx';
import { drawnSeries } from './series-marks.tsx';

interface FigurePanelProps {
  readonly panel: Panel;
  /** Within the figure, in pixels. */
  readonly cell: Rect;
  readonly layout: PanelLayout;
  readonly style: DrawingStyle;
  readonly onSubject?: (lesionId: number) => void;
  readonly selection?: FigureSelection;
}

/** Lesions that are selected, and what to do with those that are selected besides. */
export interface FigureSelection {
  readonly selected: ReadonlySet<number>;
  readonly onAdd: (lesionIds: readonly number[]) => void;
  readonly onToggle: (lesionId: number) => void;
}

const nothing: ReadonlySet<string> = new Set();
const noLasso: readonly Point[] = [];

/** Of the pointer within the panel. */
function placeOf(event: MouseEvent<HTMLDivElement>): Point {
  const box = event.currentTarget.getBoundingClientRect();
  return { x: event.clientX - box.left, y: event.clientY - box.top };
}

/** One panel: the chart, its text above it and, on screen, what the pointer or the arrow keys are at. */
export function FigurePanel(props: FigurePanelProps) {
  const { panel, cell, layout, style } = props;
  if (style.mode === 'screen' && !layout.flow) return <LivePanel {...props} />;
  return (
    <div
      className="figure-panel"
      style={frameOf(cell)}
      data-panel-x={cell.x}
      data-panel-y={cell.y}
      data-series={layout.flow ? 0 : drawnSeries(panel.series)}
    >
      <PanelDrawing panel={panel} layout={layout} style={style} hidden={nothing} />
      <PanelText layout={layout} style={style} hidden={nothing} />
    </div>
  );
}

const frameOf = ({ x, y, width, height }: Rect) => ({ left: x, top: y, width, height });

function PanelDrawing(props: Parameters<typeof PanelChart>[0]) {
  const { layout, style } = props;
  if (layout.flow) return <FlowChart flow={layout.flow} layout={layout} style={style} />;
  return <PanelChart {...props} />;
}

function LivePanel({ panel, cell, layout, style, onSubject, selection }: FigurePanelProps) {
  const [hidden, setHidden] = useState<ReadonlySet<string>>(nothing);
  const [pointer, setPointer] = useState<Point | null>(null);
  const [lasso, setLasso] = useState<readonly Point[]>(noLasso);
  // Kept while the pointer moves: drawing thousands of marks again at every move would be felt.
  const drawing = useMemo(
    () => <PanelDrawing panel={panel} layout={layout} style={style} hidden={hidden} />,
    [panel, layout, style, hidden],
  );
  const { space, data, places } = useMemo(() => {
    const shown = { panel, scale: layout.scale, style };
    const marks = markData(shown, layout.plot, hidden);
    return { space: shown, data: marks, places: readablePlaces(shown, marks) };
  }, [panel, layout, style, hidden]);

  const pointed = pointer && readPanel(space, data, pointer, hidden);
  const subject = pointed?.subject ?? null;
  const open = () => subject !== null && onSubject?.(subject);
  const toggle = (ids: readonly string[]) =>
    setHidden((before) => {
      const after = new Set(before);
      for (const id of ids) if (!after.delete(id)) after.add(id);
      return after;
    });
  const follow = (event: MouseEvent<HTMLDivElement>) => {
    const point = placeOf(event);
    setPointer(contains(layout.plot, point) ? point : null);
    // Several moves may come before the panel is drawn again.
    setLasso((line) => (line.length > 0 ? [...line, point] : line));
  };
  const canSelect = selection !== undefined && data.some((datum) => datum.subject !== null);
  const startLasso = (event: PointerEvent<HTMLDivElement>) => {
    if (!canSelect || !event.shiftKey || event.button !== 0) return;
    // The line may leave the panel.
    event.currentTarget.setPointerCapture(event.pointerId);
    setLasso([placeOf(event)]);
  };
  const endLasso = () => {
    if (lasso.length === 0) return;
    setLasso(noLasso);
    const found = subjectsIn(lasso, data);
    if (found.length > 0) selection?.onAdd(found);
  };
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return;
    const next = placeAfter(places, pointer, event.key);
    if (next) setPointer(next);
    else if (event.key === 'Enter' || event.key === ' ') open();
    else if (event.key.toLowerCase() === 's' && canSelect && subject !== null) selection.onToggle(subject);
    else if (event.key === 'Escape') setPointer(null);
    else return;
    event.preventDefault();
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the arrow keys read its marks
    <div
      className="figure-panel"
      style={{ ...frameOf(cell), cursor: subject !== null && onSubject ? 'pointer' : 'default' }}
      role="group"
      aria-label={`${panel.title ?? panel.y.label}: arrow keys read the marks${canSelect ? ', S selects one' : ''}`}
      tabIndex={0}
      onPointerDown={startLasso}
      onPointerUp={endLasso}
      onPointerCancel={() => setLasso(noLasso)}
      onMouseDown={(event) => {
        // The line is no selection of text. (Refusing the pointer event would silence the moves as well.)
        if (canSelect && event.shiftKey) event.preventDefault();
      }}
      onMouseMove={follow}
      onMouseLeave={() => setPointer(null)}
      onBlur={(event) => {
        // A click moves the focus within the panel, to a group of marks.
        if (!event.currentTarget.contains(event.relatedTarget)) setPointer(null);
      }}
      onClick={(event) => !event.shiftKey && open()}
      onKeyDown={walk}
    >
      {drawing}
      <PanelText layout={layout} style={style} hidden={hidden} onToggle={toggle} />
      {selection && (
        <SelectionLayer data={data} selected={selection.selected} lasso={lasso} layout={layout} style={style} />
      )}
      {pointed && lasso.length === 0 && (
        <PanelTooltip pointed={pointed} layout={layout} style={style} opens={onSubject !== undefined} />
      )}
    </div>
  );
}

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/** The place that a key leads to; null for other keys and panels without marks. */
function placeAfter(places: readonly Point[], from: Point | null, key: string): Point | null {
  if (places.length === 0) return null;
  if (key === 'Home') return places[0]!;
  if (key === 'End') return places.at(-1)!;
  const step = steps[key];
  if (step === undefined) return null;
  if (!from) return step > 0 ? places[0]! : places.at(-1)!;
  const at = places.indexOf(from);
  if (at >= 0) return places[Math.min(places.length - 1, Math.max(0, at + step))]!;
  return (
    (step > 0 ? places.find((place) => place.x > from.x) : places.findLast((place) => place.x < from.x)) ?? places[0]!
  );
}
