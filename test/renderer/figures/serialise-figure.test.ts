import { readFile } from 'node:fs/promises';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figureFontFiles } from '#main/export/figure-fonts.ts';
import { findBrowser } from '#main/export/find-browser.ts';
import type { Figure } from '#shared/figure.ts';
import { type DrawingPage, openDrawingPage } from './drawing-page.ts';
import { pairFigure, survivalFigure } from './sample-figures.ts';

const found = await findBrowser();
const never = new AbortController().signal;

describe.skipIf(!found)('the drawing page', () => {
  let drawing: DrawingPage;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
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
  });

  const draw = (figure: Figure) => drawing.desk.draw(figure, never);

  test('draws the size of the paper, names the font and leaves nothing of the drawing library', async () => {
    const svg = await draw(survivalFigure);
    expect(svg).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg" version="1.1" width="89mm" height="74mm" viewBox="0 0 336.378 279.685" font-family="'Liberation Sans', Arial/,
    );
    expect(svg).not.toMatch(
      / (class|style|role|tabindex|data-\w+|on\w+)=|recharts|animat|<script|foreignObject|NaN|undefined/,
    );
    expect(svg).toContain('<title>Survival by score</title>');
  });

  test('draws every part: two curves, two bands, ticks, axes, legend, note and counts', async () => {
    const svg = await draw(survivalFigure);
    const count = (pattern: RegExp) => [...svg.matchAll(pattern)].length;
    expect(count(/<path [^>]*stroke="#0072b2"|<path [^>]*stroke="#d55e00"/g)).toBe(2);
    expect(count(/<path [^>]*fill-opacity="0.18"/g)).toBe(2);
    expect(count(/<path d="M[^"]*V[^"]*H[^"]*" fill="none" stroke="#000000"/g)).toBe(1);
    const tickMarks = /<path d="(M[-\d. ]+[vh][^"]*)"/.exec(svg)?.[1] ?? '';
    expect(tickMarks.match(/v/g)).toHaveLength(5);
    expect(tickMarks.match(/h/g)).toHaveLength(6);
    for (const text of [
      'Score &lt; 0.5',
      'Score ≥ 0.5',
      'Censored',
      'Time (years)',
      'Survival',
      'Number at risk',
      '120',
      '>11<',
    ]) {
      expect.soft(svg).toContain(text);
    }
    expect(svg).toContain('Log-rank: <tspan font-style="italic">p</tspan> = 0.0012');
  });

  test('draws the same figure to the same bytes', async () => {
    expect(await draw(pairFigure)).toBe(await draw(pairFigure));
  });

  test('puts both panels into one drawing, with letters, bars with intervals and a clip where a curve leaves its axis', async () => {
    const svg = await draw(pairFigure);
    expect([...svg.matchAll(/<text [^>]*font-weight="bold"[^>]*>(.)<\/text>/g)].map((match) => match[1])).toEqual([
      'a',
      'b',
    ]);
    expect([...svg.matchAll(/fill="#009e73"/g)]).toHaveLength(8);
    expect([...svg.matchAll(/<clipPath id="clip-\d+">/g)].length).toBeGreaterThan(0);
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(svg).toContain(`<clipPath id="${id}">`);
  });

  test.each([survivalFigure, pairFigure])('in "$title" no text is cut off or covers another', async (figure) => {
    const svg = await draw(figure);
    await page.setContent('<!doctype html><html><head></head><body style="margin:0"></body></html>');
    for (const [face, file] of Object.entries(figureFontFiles)) {
      const url = `data:font/ttf;base64,${(await readFile(file)).toString('base64')}`;
      await page.addStyleTag({
        content: `@font-face{font-family:'Liberation Sans';src:url(${url});font-weight:${face === 'bold' ? 'bold' : 'normal'};font-style:${face === 'italic' ? 'italic' : 'normal'}}`,
      });
    }
    const problems = await page.evaluate(async (source) => {
      document.body.innerHTML = source.slice(source.indexOf('<svg'));
      await Promise.all(['', 'bold ', 'italic '].map((face) => document.fonts.load(`${face}10px 'Liberation Sans'`)));
      const svg = document.querySelector('svg')!;
      const frame = svg.getBoundingClientRect();
      const texts = [...svg.querySelectorAll('text')].map((text) => {
        const box = text.getBoundingClientRect();
        // Of the line box, the part that holds ink.
        const upright = !text.hasAttribute('transform');
        const inset = upright ? box.height * 0.2 : 0;
        return {
          text: text.textContent,
          upright,
          left: box.left,
          right: box.right,
          top: box.top + inset,
          bottom: box.bottom - inset,
        };
      });
      const cut = texts.filter(
        (t) =>
          t.left < frame.left - 0.5 ||
          t.right > frame.right + 0.5 ||
          t.top < frame.top - 0.5 ||
          t.bottom > frame.bottom + 0.5,
      );
      const covered = texts.flatMap((a, i) =>
        texts
          .slice(i + 1)
          .filter(
            (b) =>
              a.upright && b.upright && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom,
          )
          .map((b) => `${a.text} | ${b.text}`),
      );
      return { count: texts.length, cut: cut.map((t) => t.text), covered };
    }, svg);
    expect(problems.count).toBeGreaterThan(15);
    expect(problems).toMatchObject({ cut: [], covered: [] });
  });

  test('says why a figure cannot be drawn', async () => {
    const broken = { ...survivalFigure, panels: [] };
    await expect(draw(broken)).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('no drawing'),
    });
  });
});
