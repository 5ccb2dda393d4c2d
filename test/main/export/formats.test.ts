import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { svgToPdfBytes } from '#main/export/pdf.ts';
import { svgToRasterBytes } from '#main/export/raster.ts';
import { readPdf } from './pdf.ts';

const sizeMm = { width: 89, height: 60 };
/** Of the form that the drawing page delivers: signs beyond ASCII, all three faces, a transparent band, a dashed line. */
const svg = `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="89mm" height="60mm" viewBox="0 0 336.378 226.772" font-family="'Liberation Sans', Arial, Helvetica, sans-serif">
  <title>Test</title>
  <rect x="10" y="10" width="100" height="50" fill="#0072b2" fill-opacity="0.5"/>
  <line x1="0" y1="113.386" x2="336.378" y2="113.386" stroke="#000000" stroke-width="2" stroke-dasharray="4 2.5"/>
  <text x="10" y="100" font-size="8">β ≥ κ · Δρ: 0.71 (0.61–0.80) −5</text>
  <text x="10" y="140" font-size="8"><tspan font-style="italic">P</tspan> = 10<tspan font-size="5.6" dy="-3">−4</tspan></text>
  <text x="10" y="160" font-size="9.333" font-weight="bold">a</text>
</svg>
`;
const details = { sizeMm, title: 'Test', subject: 'Caption', creator: 'Seedpoint 0', createdAt: new Date(0) };
const pointsOfMm = (mm: number) => (mm * 72) / 25.4;

const poppler = (program: string, ...options: string[]) =>
  execFileSync(program, options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const hasPoppler = (() => {
  try {
    poppler('pdffonts', '-v');
    return true;
  } catch {
    return false;
  }
})();

test('the PDF is one page of exactly the paper size, all vector, with its fonts inside as TrueType', async () => {
  const pdf = readPdf(await svgToPdfBytes(svg, details));
  expect(pdf.pageCount).toBe(1);
  expect(pdf.mediaBox[2]).toBeCloseTo(pointsOfMm(89), 2);
  expect(pdf.mediaBox[3]).toBeCloseTo(pointsOfMm(60), 2);
  expect(pdf.imageCount).toBe(0);
  expect(pdf.embeddedFonts.map((name) => name.replace(/^[A-Z]{6}\+/, '')).sort()).toEqual([
    'LiberationSans',
    'LiberationSans-Bold',
    'LiberationSans-Italic',
  ]);
});

test('its text is whole, selectable text, Greek letters and signs included', async () => {
  const { pieces } = readPdf(await svgToPdfBytes(svg, details));
  expect(pieces).toEqual(['β ≥ κ · Δρ: 0.71 (0.61–0.80) −5', 'P', ' = 10', '−4', 'a']);
});

test('the same figure gives the same bytes', async () => {
  const [first, second] = [await svgToPdfBytes(svg, details), await svgToPdfBytes(svg, details)];
  expect(first.equals(second)).toBe(true);
});

test('a character that the font lacks is named instead of printed as a box', async () => {
  const japanese = svg.replace('>a</text>', '>群 a</text>');
  await expect(svgToPdfBytes(japanese, details)).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('群'),
  });
});

test.skipIf(!hasPoppler)('poppler agrees', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seedpoint-pdf-'));
  try {
    const path = join(folder, 'figure.pdf');
    writeFileSync(path, await svgToPdfBytes(svg, details));
    const width = Number(/Page size:\s+([\d.]+) x/.exec(poppler('pdfinfo', path))?.[1]);
    expect((width / 72) * 25.4).toBeCloseTo(89, 1);
    const fonts = poppler('pdffonts', path).trim().split('\n').slice(2);
    for (const font of fonts) expect(font).toMatch(/LiberationSans.*CID TrueType\s+Identity-H\s+yes yes yes/);
    expect(poppler('pdftotext', path, '-')).toContain('β ≥ κ · Δρ: 0.71 (0.61–0.80) −5');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the PNG has 600 pixels to the inch, says so, and is opaque', async () => {
  const png = await svgToRasterBytes(svg, { widthMm: sizeMm.width, format: 'png', dpi: 600 });
  const { width, height, density, channels, format } = await sharp(png).metadata();
  expect({ format, width, density, channels }).toEqual({ format: 'png', width: 2102, density: 600, channels: 3 });
  expect(height).toBe(Math.round((60 / 25.4) * 600));
});

test('the PNG shows what the SVG says: colour over white, and text in the bundled font', async () => {
  const { data, info } = await sharp(await svgToRasterBytes(svg, { widthMm: sizeMm.width, format: 'png', dpi: 600 }))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const perUnit = info.width / 336.378;
  const at = (x: number, y: number) => {
    const start = (Math.round(y * perUnit) * info.width + Math.round(x * perUnit)) * 3;
    return [...data.subarray(start, start + 3)];
  };
  expect(at(300, 20)).toEqual([255, 255, 255]);
  const [red, green, blue] = at(60, 30);
  expect(Math.abs(red! - 127.5) + Math.abs(green! - 184.5) + Math.abs(blue! - 216.5)).toBeLessThan(4);
  const ink = Array.from({ length: 90 }, (_, x) => at(10 + x, 97.5)).filter(([value]) => value! < 128).length;
  expect(ink).toBeGreaterThan(10);
});
