import type { Flow, Panel } from '#shared/figure.ts';
import { layoutFlow } from './layout-flow.ts';
import { headingOf } from './layout-heading.ts';
import type { LayoutContext, PanelLayout } from './panel-layout.ts';

/** A panel that holds boxes and arrows instead of a plot. */
export function layoutFlowPanel(
  panel: Panel,
  flow: Flow,
  { width, height }: { readonly width: number; readonly height: number },
  letter: string | null,
  context: LayoutContext,
): PanelLayout {
  const heading = headingOf(panel, letter, width, context);
  const edge = context.style.sizes.axisLine;
  const plot = {
    x: edge,
    y: heading.height + edge,
    width: width - 2 * edge,
    height: height - heading.height - 2 * edge,
  };
  const { boxes, arrows, texts, crowded } = layoutFlow(flow, plot, context);
  const axis = (key: 'x' | 'y') => ({ axis: panel[key], domain: [0, 1] as const, ticks: [] });
  return {
    width,
    height,
    plot,
    insets: { left: 0, top: heading.height, right: 0, bottom: 0 },
    x: axis('x'),
    y: axis('y'),
    axes: { x: false, y: false, xTicks: false, yTicks: false, box: false },
    scale: { x: () => plot.x, y: () => plot.y },
    texts: [...heading.place(0), ...texts],
    lines: [],
    keys: [],
    legend: [],
    colourBars: [],
    sizeKeys: [],
    flow: { boxes, arrows },
    crowded,
  };
}
