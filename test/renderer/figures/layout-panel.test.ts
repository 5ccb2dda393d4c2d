import { expect, test } from 'vitest';
import { paperStyle, pixelsOfMm } from '#renderer/figures/drawing-style.ts';
import { layoutPanel } from '#renderer/figures/layout-panel.ts';
import { panelGrid } from '#renderer/figures/panel-grid.ts';
import type { PanelLayout } from '#renderer/figures/panel-layout.ts';
import { type Measure, measureRuns } from '#renderer/figures/text-runs.ts';
import { type Panel, panelSchema } from '#shared/figure.ts';
import { pairFigure, survivalFigure } from './sample-figures.ts';

/** About the mean width of a letter in Arial. */
const measure: Measure = (text, size) => text.length * size * 0.5;
const context = { style: paperStyle, measure };
const paper = { width: pixelsOfMm(89), height: pixelsOfMm(74) };

const survival = survivalFigure.panels[0]!;
const textsOf = (layout: PanelLayout) => [...layout.texts, ...layout.legend.flatMap((item) => item.texts)];

/** Boxes of the upright texts. */
const boxes = (layout: PanelLayout) =>
  textsOf(layout)
    .filter((text) => !text.rotate)
    .map((text) => {
      const width = measureRuns(text.text, text.size, measure);
      const x = text.x - (text.anchor === 'end' ? width : text.anchor === 'middle' ? width / 2 : 0);
      return { text: text.text, x, y: text.y - text.size * 0.72, width, height: text.size * 0.72 };
    });

function expectTidy(layout: PanelLayout): void {
  const all = boxes(layout);
  for (const box of all) {
    expect.soft(box.x, `${box.text} left`).toBeGreaterThanOrEqual(-0.01);
    expect.soft(box.x + box.width, `${box.text} right`).toBeLessThanOrEqual(layout.width + 0.01);
    expect.soft(box.y, `${box.text} top`).toBeGreaterThanOrEqual(-0.01);
    expect.soft(box.y + box.height, `${box.text} bottom`).toBeLessThanOrEqual(layout.height + 0.01);
  }
  all.forEach((a, i) => {
    for (const b of all.slice(i + 1)) {
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      expect.soft(apart, `"${a.text}" over "${b.text}"`).toBe(true);
    }
  });
}

test('in a survival figure no text is cut and none covers another', () => {
  expectTidy(layoutPanel(survival, paper, null, context));
});

test('the same holds for long labels, narrow figures and both panels of a pair', () => {
  const wordy: Panel = structuredClone(survival);
  wordy.series.forEach((series, i) => {
    series.label = `Predicted probability of death within two years ${i === 0 ? '<' : '≥'} 0.53`;
    wordy.riskTable!.rows[i]!.label = series.label;
  });
  expectTidy(layoutPanel(wordy, paper, 'a', context));
  expectTidy(layoutPanel(survival, { width: 180, height: 180 }, null, context));
  for (const panel of pairFigure.panels) expectTidy(layoutPanel(panel, { width: 340, height: 300 }, 'a', context));
});

test('text is 6 or 7 points, the panel letter 8', () => {
  const points = textsOf(layoutPanel(survival, paper, 'a', context)).map((text) => (text.size * 72) / 96);
  expect([...new Set(points.map((size) => Number(size.toFixed(6))))].sort((a, b) => a - b)).toEqual([6, 7, 8]);
});

test('numbers at risk stand under their times', () => {
  const layout = layoutPanel(survival, paper, null, context);
  const counts = survival.riskTable!.rows.flatMap((row) => row.counts.map(String));
  const placed = layout.texts.filter(
    (text) => counts.includes(text.text) && text.y > layout.plot.y + layout.plot.height + 20,
  );
  expect(placed.map((text) => text.x)).toEqual(
    [...survival.riskTable!.times, ...survival.riskTable!.times].map((time) => layout.scale.x(time)),
  );
});

test('the legend avoids the data, and stands above the plot where there is no free corner', () => {
  const layout = layoutPanel(survival, paper, null, context);
  const inPlot = layout.legend.every((item) => item.box.y >= layout.plot.y);
  expect(inPlot).toBe(true);
  const crowded = panelSchema.parse({
    ...survival,
    notes: undefined,
    series: [
      ...survival.series,
      {
        mark: 'points',
        id: 'p',
        label: 'Points',
        colour: 3,
        points: [0.1, 0.35, 0.65, 0.9].flatMap((y) => [0.5, 2, 6, 7.5].map((x) => ({ x, y }))),
      },
    ],
  });
  const above = layoutPanel(crowded, paper, null, context);
  expect(above.legend.map((item) => item.box.y + item.box.height <= above.plot.y)).toEqual([true, true, true, true]);
  expectTidy(above);
});

test('a note that begins with the label of a series stands in the legend in its place', () => {
  const layout = layoutPanel(pairFigure.panels[0]!, { width: 340, height: 300 }, null, context);
  const legend = layout.legend.flatMap((item) => item.texts.map((text) => text.text));
  expect(legend).toEqual(['κ ≥ 0.8: 0.81 (0.75–0.87)', 'β & γ <50']);
  expect(layout.texts.filter((text) => text.text.startsWith('κ'))).toEqual([]);
});

test('a square panel has a square plot', () => {
  const { plot } = layoutPanel(pairFigure.panels[0]!, { width: 340, height: 250 }, 'a', context);
  expect(plot.width).toBeCloseTo(plot.height, 10);
});

test('categories of a y axis are listed downwards', () => {
  const panel = panelSchema.parse({
    id: 'p',
    x: { label: 'Ratio' },
    y: { label: '', scale: 'category', categories: ['first', 'second'] },
    series: [
      {
        mark: 'points',
        id: 's',
        label: 's',
        colour: 0,
        points: [
          { x: 1, y: 0 },
          { x: 2, y: 1 },
        ],
      },
    ],
  });
  const layout = layoutPanel(panel, paper, null, context);
  expect(layout.scale.y(0)).toBeLessThan(layout.scale.y(1));
});

test('a panel without any data still has axes', () => {
  const layout = layoutPanel(
    panelSchema.parse({ id: 'p', x: { label: 'x' }, y: { label: 'y' }, series: [] }),
    paper,
    null,
    context,
  );
  expect(layout.x.ticks.length).toBeGreaterThan(1);
  expect(layout.plot.width).toBeGreaterThan(100);
});

test('panels share the figure without overlap, in the shape that suits them', () => {
  const cells = panelGrid(pairFigure, 600, 260, 10);
  expect(cells.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [305, 0],
  ]);
  const tall = panelGrid(pairFigure, 200, 400, 10);
  expect(tall.map(({ x, y }) => [x, y])).toEqual([
    [0, 0],
    [0, 205],
  ]);
});
