import { expect, test } from 'vitest';
import { type Figure, figureSchema } from '#shared/figure.ts';
import { inColumns } from '#shared/figure-columns.ts';
import { figure } from '../contract/examples.ts';

const oneColumn: Figure = figureSchema.parse({ ...figure, sizeMm: { width: 89, height: 70 } });

test('a figure keeps the width it was written for unless columns are asked for', () => {
  expect(inColumns(oneColumn, null)).toBe(oneColumn);
  expect(inColumns(oneColumn, 1).sizeMm).toEqual({ width: 89, height: 70 });
});

test('two columns are 183 mm, and the height grows less than the width', () => {
  const { sizeMm } = inColumns(oneColumn, 2);
  expect(sizeMm.width).toBeCloseTo(183, 9);
  expect(sizeMm.height).toBeCloseTo(70 * Math.sqrt(183 / 89), 9);
});

test('panels with places of their own move along', () => {
  const placed = figureSchema.parse({
    ...oneColumn,
    panels: oneColumn.panels.map((panel) => ({ ...panel, placeMm: { x: 44.5, y: 35, width: 44.5, height: 35 } })),
  });
  const { sizeMm, panels } = inColumns(placed, 2);
  const { x, y, width, height } = panels[0]!.placeMm!;
  expect([x / sizeMm.width, y / sizeMm.height, width / sizeMm.width, height / sizeMm.height]).toEqual(
    [0.5, 0.5, 0.5, 0.5].map((share) => expect.closeTo(share, 9)),
  );
});
