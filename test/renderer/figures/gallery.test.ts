import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '#main/export/find-browser.ts';
import { svgToPdfBytes } from '#main/export/pdf.ts';
import { svgShapes } from '#main/export/svg-shapes.ts';
import { figurePresets, presetSize } from '#shared/figure-presets.ts';
import { galleryFigures } from '#test/reference/figures/gallery.ts';
import { hardFigures } from '#test/reference/figures/hard.ts';
import { type DrawingPage, openDrawingPage } from './drawing-page.ts';
import { areasMeet, type DrawnText, drawnTexts } from './drawn-text.ts';

const found = await findBrowser();
const never = new AbortController().signal;

const poppler = (program: string, ...options: string[]) =>
  execFileSync(program, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const hasPoppler = (() => {
  try {
    poppler('pdftotext', '-v');
    return true;
  } catch {
    return false;
  }
})();

const pixelsPerMm = 96 / 25.4;

/** No text may touch another or leave the page, nor be smaller than the preset allows. */
function expectLegible(texts: readonly DrawnText[], smallestPt: number, size: { width: number; height: number }): void {
  expect(texts.length).toBeGreaterThan(2);
  const [right, bottom] = [size.width * pixelsPerMm, size.height * pixelsPerMm];
  texts.forEach((one, i) => {
    expect.soft(one.size, `size of "${one.text}"`).toBeGreaterThanOrEqual(smallestPt - 1e-6);
    const [xs, ys] = [one.corners.map((corner) => corner[0]), one.corners.map((corner) => corner[1])];
    const inside = Math.min(...xs) >= -0.1 && Math.max(...xs) <= right + 0.1;
    expect
      .soft(inside && Math.min(...ys) >= -0.1 && Math.max(...ys) <= bottom + 0.1, `"${one.text}" on the page`)
      .toBe(true);
    for (const other of texts.slice(i + 1)) {
      expect.soft(areasMeet(one.corners, other.corners), `"${one.text}" over "${other.text}"`).toBe(false);
    }
  });
}

describe.skipIf(!found)('the gallery', () => {
  let drawing: DrawingPage;
  let browser: Browser;
  let page: Page;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'seedpoint-gallery-'));
    drawing = await openDrawingPage();
    browser = await chromium.launch({
      executablePath: found!.executable,
      args: [...found!.args],
      env: { ...process.env, ...found!.env } as Record<string, string>,
    });
    page = await browser.newPage();
  });

  afterAll(async () => {
    await browser?.close();
    await drawing?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([...galleryFigures, ...hardFigures].map((figure) => [figure.id, figure] as const))(
    '%s',
    async (_id, figure) => {
      const svg = await drawing.desk.draw(figure, never);
      expect(svg).toContain(`width="${figure.sizeMm.width}mm" height="${figure.sizeMm.height}mm"`);
      expect(svg.replaceAll(/base64,[^"]*/g, '')).not.toMatch(/NaN|undefined|Infinity/);
      const texts = await drawnTexts(page, svg);
      expectLegible(texts, 5, figure.sizeMm);
      const rasters = figure.panels.flatMap((panel) => panel.series.filter((series) => series.mark === 'raster'));
      const images = svgShapes(svg).flatMap((shape) => (shape.kind === 'image' ? [shape.data] : []));
      expect(images.filter((data) => data.startsWith('data:image/png;base64,'))).toHaveLength(rasters.length);
      if (!hasPoppler) return;
      const path = join(folder, `${figure.id}.pdf`);
      const options = { sizeMm: figure.sizeMm, title: figure.title, subject: '', creator: '', createdAt: new Date(0) };
      writeFileSync(path, await svgToPdfBytes(svg, options));
      const width = Number(/Page size:\s+([\d.]+) x/.exec(poppler('pdfinfo', path))?.[1]);
      expect((width / 72) * 25.4).toBeCloseTo(figure.sizeMm.width, 1);
      const read = poppler('pdftotext', '-raw', path, '-').replaceAll(/\s/g, '');
      for (const { text } of texts) expect.soft(read).toContain(text.replaceAll(/\s/g, ''));
    },
  );

  test.each(['radiology', 'slides', 'poster'] as const)(
    'every figure in the preset %s',
    async (id) => {
      const preset = figurePresets[id];
      for (const figure of galleryFigures) {
        const size = presetSize(figure, preset);
        const svg = await drawing.desk.draw(figure, never, id);
        expect.soft(svg).toContain(`width="${size.width}mm" height="${size.height}mm"`);
        expectLegible(await drawnTexts(page, svg), preset.minPt, size);
      }
    },
    90_000,
  );

  test('files stay small: 5,000 points in two embeddings, and 20,000 in one scatter', async () => {
    for (const [id, largestKb] of [
      ['embedding', 200],
      ['test-retest', 450],
    ] as const) {
      const svg = await drawing.desk.draw(galleryFigures.find((figure) => figure.id === id)!, never);
      expect(svg.length / 1024).toBeLessThan(largestKb);
    }
  });
});
