import { expect, test } from 'vitest';
import type { DrawingDesk } from '#main/export/drawing-desk.ts';
import { drawOnPaper } from '#main/export/paper-drawing.ts';
import { type Figure, figureSchema } from '#shared/figure.ts';
import { type FigurePresetId, figurePresets } from '#shared/figure-presets.ts';
import { figure } from '../../contract/examples.ts';

const { signal } = new AbortController();
const oneColumn: Figure = figureSchema.parse({ ...figure, sizeMm: { width: 89, height: 70 } });

/** A desk that notes what it is asked to draw. */
function notingDesk() {
  const asked: { width: number; preset: FigurePresetId | undefined }[] = [];
  const desk: Pick<DrawingDesk, 'draw'> = {
    draw: (wanted, _signal, preset) => {
      asked.push({ width: wanted.sizeMm.width, preset });
      return Promise.resolve('<svg/>');
    },
  };
  return { desk: desk as DrawingDesk, asked };
}

test.each([
  ['nature', null, 89],
  ['nature', 2, 183],
  ['radiology', null, 86],
  ['radiology', 2, 178],
  ['slides', 1, 200],
  ['poster', 2, 510],
] as const)('in the preset %s, %s columns are as wide as the preset says: %d mm', async (preset, columns, width) => {
  const { desk, asked } = notingDesk();
  const drawing = await drawOnPaper(desk, oneColumn, { preset, columns }, signal);
  const { tallestMm } = figurePresets[preset];
  expect(drawing!.sizeMm.height).toBeLessThanOrEqual(tallestMm);
  // The slide is narrowed with its height; every other width is exact.
  if (preset === 'slides') expect(drawing!.sizeMm.width).toBeLessThanOrEqual(width);
  else expect(drawing!.sizeMm.width).toBeCloseTo(width, 1);
  expect(asked).toEqual([{ width: expect.closeTo(columns === 2 ? 183 : 89, 6), preset }]);
});

test('a figure of tables alone is not drawn', async () => {
  const { desk, asked } = notingDesk();
  expect(await drawOnPaper(desk, { ...oneColumn, panels: [] }, { preset: 'nature', columns: 1 }, signal)).toBeNull();
  expect(asked).toEqual([]);
});
