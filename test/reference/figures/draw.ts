import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { svgToPdfBytes } from '#main/export/pdf.ts';
import { svgToRasterBytes } from '#main/export/raster.ts';
import { figurePresetIds, figurePresets, presetSize } from '#shared/figure-presets.ts';
import { openDrawingPage } from '#test/renderer/figures/drawing-page.ts';
import { galleryFigures } from './gallery.ts';
import { hardFigures } from './hard.ts';

/** `node test/reference/figures/draw.ts <folder> [preset] [id]`: the gallery as SVG, PDF and PNG, to look at. */
const [folder = 'gallery', wanted = 'nature', only] = process.argv.slice(2);
const preset = figurePresets[figurePresetIds.find((id) => id === wanted) ?? 'nature'];
mkdirSync(folder, { recursive: true });
const page = await openDrawingPage();
try {
  for (const figure of [...galleryFigures, ...hardFigures].filter(({ id }) => only === undefined || id === only)) {
    const start = performance.now();
    const svg = await page.desk.draw(figure, new AbortController().signal, preset.id);
    const drawn = performance.now() - start;
    const sizeMm = presetSize(figure, preset);
    const pdf = await svgToPdfBytes(svg, {
      sizeMm,
      title: figure.title,
      subject: figure.caption,
      creator: 'Seedpoint',
      createdAt: new Date(0),
    });
    const png = await svgToRasterBytes(svg, { widthMm: sizeMm.width, format: 'png', dpi: 300 });
    for (const [ending, bytes] of [
      ['svg', svg],
      ['pdf', pdf],
      ['png', png],
    ] as const) {
      writeFileSync(join(folder, `${figure.id}.${ending}`), bytes);
    }
    const sizes = [svg.length, pdf.length, png.length].map((bytes) => `${Math.round(bytes / 1024)} kB`).join(', ');
    console.log(`${figure.id}: drawn in ${Math.round(drawn)} ms; SVG, PDF, PNG ${sizes}`);
  }
} finally {
  await page.close();
}
