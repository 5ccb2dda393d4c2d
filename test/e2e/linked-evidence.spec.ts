import type { Locator, Page } from 'playwright';
import { expect, test } from './shells.ts';

/** Opens a statistic of the demo's biomarker and waits until it is drawn. */
async function openStatistic(page: Page, id: string): Promise<Locator> {
  await page.evaluate((statistic) => {
    window.location.hash = `#/statistics/1/1/${statistic}`;
  }, id);
  await expect(page.locator('figure[data-drawn="true"]').first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(/A mark is a lesion/)).toBeVisible({ timeout: 60_000 });
  return page.locator('.figure-panel').first();
}

test('figures lead to lesions: a tick, a dot, and a line around dots', async ({ shell }) => {
  const { page, kind } = shell;
  await page.getByRole('button', { name: 'Run the demo' }).click();
  await expect(page).toHaveURL(/#\/figures\//, { timeout: 180_000 });

  await test.step('a censored patient of a survival curve opens in the viewer, and the way back leads to the curve', async () => {
    const panel = await openStatistic(page, 'kaplan-meier');
    await panel.focus();
    await page.keyboard.press('Home');
    const tooltip = page.locator('.figure-tooltip');
    await expect(tooltip).toContainText('Click to open the lesion');
    await page.screenshot({ path: `test-results/linked/${kind}-tick.png` });
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/#\/viewer\/\d+\/\d+$/);
    await page.goBack();
    await expect(page).toHaveURL(/kaplan-meier$/);
  });

  await test.step('a dot opens by a click', async () => {
    const panel = await openStatistic(page, 'embedding');
    await panel.focus();
    await page.keyboard.press('Home');
    await expect(page.locator('.figure-tooltip')).toContainText('Click to open the lesion');
    const ring = (await page.locator('.figure-panel circle').last().boundingBox())!;
    await page.mouse.click(ring.x + ring.width / 2, ring.y + ring.height / 2);
    await expect(page).toHaveURL(/#\/viewer\/\d+\/\d+$/);
  });

  await test.step('a line around dots makes a sub-cohort', async () => {
    const panel = await openStatistic(page, 'embedding');
    const box = (await panel.boundingBox())!;
    const corner = (x: number, y: number) =>
      page.mouse.move(box.x + box.width * x, box.y + box.height * y, { steps: 5 });
    await corner(0.01, 0.01);
    await page.keyboard.down('Shift');
    await page.mouse.down();
    await corner(0.99, 0.01);
    await corner(0.99, 0.99);
    await corner(0.01, 0.99);
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const bar = page.getByRole('toolbar', { name: 'Selected lesions' });
    await expect(bar).toContainText(/\d+ lesions selected/);
    const count = Number.parseInt((await bar.textContent()) ?? '', 10);
    expect(count).toBeGreaterThan(10);
    await page.screenshot({ path: `test-results/linked/${kind}-lasso.png` });
    await bar.getByRole('button', { name: 'Sub-cohort' }).click();
    await page.getByLabel('Name of the sub-cohort').fill('From the map');
    await page.getByRole('button', { name: 'Make it' }).click();
    await expect(page.getByRole('heading', { name: 'From the map' })).toBeVisible();
    await expect(page.getByText(`${count} lesions`).first()).toBeVisible();
  });
});
