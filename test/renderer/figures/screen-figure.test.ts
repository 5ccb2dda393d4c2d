import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBrowser } from '#main/export/find-browser.ts';
import type { Figure } from '#shared/figure.ts';
import { enrichment } from '#test/reference/figures/biology-and-flow.ts';
import { aucBars, confusion, fractionCurves } from '#test/reference/figures/classification.ts';
import { boxes, histograms, tsne } from '#test/reference/figures/distributions.ts';
import { rasterWithBar } from '#test/reference/figures/images.ts';
import { forest, survival } from '#test/reference/figures/survival.ts';
import { type ServedPage, servePage } from './served-page.ts';

const found = await findBrowser();

describe.skipIf(!found)('a figure on screen', () => {
  let served: ServedPage;
  let browser: Browser;
  let page: Page;
  const failures: string[] = [];

  beforeAll(async () => {
    served = await servePage(join(import.meta.dirname, 'screen'), 'index.html');
    browser = await chromium.launch({
      executablePath: found!.executable,
      args: [...found!.args],
      env: { ...process.env, ...found!.env } as Record<string, string>,
    });
    page = await browser.newPage({ viewport: { width: 900, height: 800 } });
    page.on('pageerror', (error) => failures.push(error.message));
    await page.goto(served.address);
  });

  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  const show = async (figure: Figure, scheme: 'light' | 'dark' = 'light') => {
    await page.mouse.move(0, 0);
    await page.evaluate(([shown, colours]) => window.showFigure(shown, colours), [figure, scheme] as const);
    await page.locator('figure[data-drawn="true"] .figure-text text').first().waitFor();
    await page.waitForTimeout(150);
  };

  /** Walks through the marks of the first panel by key until the tooltip says what is expected. */
  const walkUntil = async (expected: RegExp) => {
    const tooltip = page.locator('.figure-tooltip');
    await page.locator('.figure-panel').first().focus();
    await page.keyboard.press('Home');
    const seen: string[] = [];
    for (let step = 0; step < 120; step++) {
      const text = (await tooltip.textContent()) ?? '';
      if (expected.test(text)) return;
      seen.push(text);
      await page.keyboard.press('ArrowRight');
    }
    throw new Error(`No tooltip like ${expected}; there were ${seen.slice(0, 5).join(' | ')}`);
  };

  /** Moves over a grid of the first panel until the tooltip says what is expected. */
  const hoverUntil = async (expected: RegExp, panel = 0) => {
    const box = (await page.locator('.figure-panel').nth(panel).boundingBox())!;
    const tooltip = page.locator('.figure-tooltip');
    const seen = new Set<string>();
    for (let row = 1; row < 36; row++) {
      for (let column = 1; column < 30; column++) {
        const point = { x: box.x + (box.width * column) / 30, y: box.y + (box.height * row) / 36 };
        await page.mouse.move(point.x, point.y);
        const text = (await tooltip.count()) > 0 ? ((await tooltip.textContent()) ?? '') : '';
        if (expected.test(text)) return { point, text };
        if (text !== '') seen.add(text);
      }
    }
    throw new Error(`No tooltip like ${expected}; there were ${[...seen].slice(0, 5).join(' | ')}`);
  };

  test.each([
    ['bars', aucBars, /LUNG1.*Foundation \(features\).*0\.637 \(0\.583 to 0\.691\)/],
    ['joined intervals', fractionCurves, /50.*Foundation \(fine-tuned\).*0\.869 \(0\.831 to 0\.907\)/],
    ['intervals of a forest', forest, /Male.*0\.69 \(0\.53 to 0\.9\), weight 289/],
    ['boxes', boxes, /median 0\.\d+ \(quartiles 0\.\d+ to 0\.\d+, whiskers/],
    ['bins', histograms, /Score 0\.\d+ to 0\.\d+.*Patients \d+/],
    ['dots', enrichment, /PD-1 signalling.*Gene ratio 0\.222, Genes 18, Adjusted P 0\.0098/],
    ['cells', confusion, /True Lung, Predicted Lung.*117; Share of true class 0\.62/],
    ['censoring ticks', survival, /censored.*Click to open the lesion/],
  ] as const)('arrow keys read %s with their numbers', async (_name, figure, expected) => {
    await show(figure);
    await walkUntil(expected);
    expect(failures).toEqual([]);
  });

  test.each([
    ['bars', aucBars, /LUNG1.*0\.637 \(0\.583 to 0\.691\)/],
    ['curves', survival, /Low score 0\.\d+ \(0\.\d+ to 0\.\d+\)High score/],
    ['images', rasterWithBar, /x \d.* mm, y \d.* mm.*Difference −?\d/],
    ['contours', tsne, /level [\d.]/],
  ] as const)('the pointer reads %s with their numbers', async (_name, figure, expected) => {
    await show(figure);
    await hoverUntil(expected);
    expect(failures).toEqual([]);
  });

  test('a click on a point opens its lesion', async () => {
    await show(tsne);
    await page.evaluate(() => {
      window.opened = [];
    });
    const { point } = await hoverUntil(/Click to open the lesion/);
    await page.mouse.click(point.x, point.y);
    expect(await page.evaluate(() => window.opened)).toHaveLength(1);
  });

  test('arrow keys walk through the marks of a focused panel, and Enter opens one', async () => {
    await show(survival);
    await page.evaluate(() => {
      window.opened = [];
    });
    await page.locator('.figure-panel').focus();
    await page.keyboard.press('Home');
    const first = await page.locator('.figure-tooltip').textContent();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.figure-tooltip').textContent()).not.toBe(first);
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => window.opened)).toHaveLength(1);
    await page.keyboard.press('Escape');
    expect(await page.locator('.figure-tooltip').count()).toBe(0);
  });

  test('a line drawn around marks with Shift held selects their lesions and opens none; S selects one', async () => {
    await show(tsne);
    await page.evaluate(() => {
      window.opened = [];
      window.selected = [];
    });
    const box = (await page.locator('.figure-panel').first().boundingBox())!;
    const corner = (x: number, y: number) =>
      page.mouse.move(box.x + box.width * x, box.y + box.height * y, { steps: 4 });
    await corner(0.02, 0.02);
    await page.keyboard.down('Shift');
    await page.mouse.down();
    for (const [x, y] of [
      [0.98, 0.02],
      [0.98, 0.98],
      [0.02, 0.98],
    ] as const)
      await corner(x, y);
    await page.screenshot({ path: 'test-results/lasso.png' });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const subjects = new Set(
      tsne.panels[0]!.series.flatMap((series) =>
        series.mark === 'points' ? series.points.flatMap(({ subject }) => subject ?? []) : [],
      ),
    );
    const selected = await page.evaluate(() => window.selected);
    expect(new Set(selected)).toEqual(subjects);
    expect(selected).toHaveLength(subjects.size);
    expect(await page.evaluate(() => window.opened)).toEqual([]);

    await page.locator('.figure-panel').first().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('s');
    expect(await page.evaluate(() => window.selected)).toHaveLength(subjects.size + 1);
  });

  test('the legend hides and shows series by mouse and by keyboard, points and contours together', async () => {
    await show(tsne);
    const marks = () => page.locator('.figure-panel').nth(1).locator('.figure-series').count();
    const before = await marks();
    const bone = page.getByRole('checkbox', { name: 'Bone' });
    await bone.click();
    expect(await marks()).toBe(before - 2);
    expect(await bone.getAttribute('aria-checked')).toBe('false');
    await bone.focus();
    await page.keyboard.press('Space');
    expect(await marks()).toBe(before);
  });
});
