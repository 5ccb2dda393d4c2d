import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from './shells.ts';

test('the demo goes from phantom scans to exported figures while the user watches', async ({ shell }) => {
  const { page } = shell;
  await page.getByRole('button', { name: 'Run the demo' }).click();
  await expect(page.getByText('Demo: from phantom scans to a figure').first()).toBeVisible();
  await expect(page.getByRole('progressbar').first()).toBeVisible();

  await expect(page).toHaveURL(/#\/figures/, { timeout: 200_000 });
  await expect(page.getByText('Malignancy: ROC curve').first()).toBeVisible();
  await expect(page.getByText('Survival by predicted risk').first()).toBeVisible();
  await expect(page.getByText(/not trained/).first()).toBeVisible();
  await page.screenshot({ path: `test-results/demo-${shell.kind}.png` });

  const exported = await readdir(join(shell.folder, 'Seedpoint/demo/exports/figures'));
  for (const ending of ['.svg', '.pdf', '.png', '.csv', '.receipt.json']) {
    expect(exported.filter((name) => name.endsWith(ending)).length, ending).toBeGreaterThanOrEqual(2);
  }
  expect(await shell.outsideRequests()).toEqual([]);
});
