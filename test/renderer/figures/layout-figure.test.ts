import { expect, test } from 'vitest';
import { paperStyle, pixelsOfMm } from '#renderer/figures/drawing-style.ts';
import { layoutFigure } from '#renderer/figures/layout-figure.ts';
import type { Measure } from '#renderer/figures/text-runs.ts';
import { type Figure, figureSchema } from '#shared/figure.ts';
import { calibration } from '#test/reference/figures/classification.ts';
import { survivalGrid } from '#test/reference/figures/survival.ts';

const measure: Measure = (text, size) => text.length * size * 0.5;
const layoutOf = (figure: Figure) =>
  layoutFigure(
    figure,
    { width: pixelsOfMm(figure.sizeMm.width), height: pixelsOfMm(figure.sizeMm.height) },
    paperStyle,
    5 / 6,
    measure,
  );

test('plots side by side begin and end at the same height, plots one below the other at the same side', () => {
  const { panels } = layoutOf(survivalGrid);
  const edges = panels.map(({ cell, layout: { plot } }) => ({
    left: Math.round(cell.x + plot.x),
    right: Math.round(cell.x + plot.x + plot.width),
    top: Math.round(cell.y + plot.y),
    bottom: Math.round(cell.y + plot.y + plot.height),
  }));
  for (const side of ['top', 'bottom'] as const) {
    expect(new Set(edges.slice(0, 4).map((edge) => edge[side])).size).toBe(1);
    expect(new Set(edges.slice(4).map((edge) => edge[side])).size).toBe(1);
  }
  for (let column = 0; column < 4; column++) {
    expect(edges[column]!.left).toBe(edges[column + 4]!.left);
    expect(edges[column]!.right).toBe(edges[column + 4]!.right);
  }
});

test('a histogram keeps to the sides of the square plot above it', () => {
  const [curve, histogram] = layoutOf(calibration).panels;
  expect(histogram!.layout.plot.x).toBeCloseTo(curve!.layout.plot.x, 6);
  expect(histogram!.layout.plot.width).toBeCloseTo(curve!.layout.plot.width, 6);
});

test('panels are lettered in order where there are several, unless they say otherwise', () => {
  const lettersOf = (letters: (string | null | undefined)[]) =>
    layoutOf(
      figureSchema.parse({
        ...calibration,
        panels: letters.map((letter, i) => ({
          id: `${i}`,
          x: { label: 'x' },
          y: { label: 'y' },
          series: [],
          ...(letter === undefined ? {} : { letter }),
        })),
      }),
    ).panels.map(({ layout }) => layout.texts.find((text) => text.bold)?.text ?? null);
  expect(lettersOf([undefined])).toEqual([null]);
  expect(lettersOf([undefined, null, undefined, 'e'])).toEqual(['a', null, 'b', 'e']);
});

test('a crowded figure is drawn smaller, down to the least size and no further', () => {
  const crowded = structuredClone(survivalGrid);
  crowded.sizeMm = { width: 120, height: 70 };
  const { style } = layoutOf(crowded);
  expect(style.sizes.text / paperStyle.sizes.text).toBeCloseTo(5 / 6, 6);
  expect(layoutOf(survivalGrid).style.sizes.text).toBe(paperStyle.sizes.text);
});
