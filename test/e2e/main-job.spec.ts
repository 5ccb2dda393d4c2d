import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { writePhantomCohort } from '#main/demo/phantom-cohort.ts';
import { importFrom } from './import-steps.ts';
import { expect, test } from './shells.ts';

/** The newest job is this one and ended well. */
async function jobDone(page: Page, title: string): Promise<void> {
  const newest = page.getByRole('complementary', { name: 'Jobs' }).getByRole('listitem').first();
  await expect(newest).toContainText(title);
  await expect(newest).toContainText('succeeded', { timeout: 60_000 });
}

async function choose(page: Page, label: string, option: string | RegExp): Promise<void> {
  await page.getByRole('dialog').getByLabel(label, { exact: true }).first().click();
  await page.getByRole('option', { name: option }).first().click();
}

test('a user takes scans with seeds to an exported figure', async ({ shell }) => {
  const { page, folder } = shell;
  const data = join(folder, 'data');
  await writePhantomCohort(data, { patients: 40, seed: 11 });
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const open = (name: string) => page.getByRole('link', { name, exact: true }).click();

  await test.step('create a workspace and a cohort', async () => {
    await page.getByLabel('Name').fill('Journey');
    await page.getByLabel('Folder', { exact: true }).fill(join(folder, 'workspace'));
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Workspace Journey' })).toBeVisible();
    await page.getByRole('button', { name: 'New cohort' }).first().click();
    await page.getByRole('dialog').getByLabel('Name').fill('Phantoms');
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await expect(page.getByRole('heading', { name: 'Phantoms' })).toBeVisible();
  });

  await test.step('import clinical values, a DICOM folder with its structure sets, and a table of NIfTI scans with seeds', async () => {
    for (const name of ['clinical.csv', 'dicom', 'lesions.csv']) {
      await importFrom(page, join(data, name));
    }
    await expect(page.getByText('40 lesions').first()).toBeVisible();
  });

  await test.step('look at a lesion in three planes', async () => {
    await page.getByRole('row', { name: /PHANTOM-003/ }).click();
    await expect(page.getByRole('slider', { name: /axial/i }).first()).toBeVisible();
    await expect(page.getByRole('slider', { name: /coronal/i }).first()).toBeVisible();
    await expect(page.getByRole('slider', { name: /sagittal/i }).first()).toBeVisible();
  });

  await test.step('define an endpoint and split the patients', async () => {
    await page.getByRole('button', { name: 'Endpoints' }).click();
    const dialog = page.getByRole('dialog', { name: 'Endpoints' });
    await dialog.getByLabel('Name').fill('Malignancy');
    await choose(page, 'Column', 'diagnosis');
    await choose(page, 'Values that count as yes', 'malignant');
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Add the endpoint' }).click();
    await expect(dialog.getByText('Malignancy').first()).toBeVisible();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Splits' }).click();
    const splits = page.getByRole('dialog', { name: 'Splits' });
    await splits.getByLabel('Name').fill('Thirds');
    await choose(page, 'Stratify by', 'Malignancy');
    await splits.getByRole('button', { name: 'Add the split' }).click();
    await expect(splits.getByText('Thirds').first()).toBeVisible();
    await page.keyboard.press('Escape');
  });

  await test.step('extract features with the encoder in the box', async () => {
    await open('Models');
    await page.getByRole('button', { name: 'Add the untrained encoder' }).click();
    await expect(page.getByRole('cell', { name: /Untrained encoder/ }).first()).toBeVisible();
    await open('Features');
    await page.getByRole('button', { name: 'Extract features' }).first().click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Extract from 40 lesions$/ })
      .click();
    await jobDone(page, 'Extract features with “Untrained encoder (random weights)”');
  });

  await test.step('train a biomarker', async () => {
    await open('Biomarkers');
    await page.getByRole('button', { name: 'Train a biomarker' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('First');
    await dialog.getByRole('button', { name: 'Train', exact: true }).click();
    await jobDone(page, 'Train “First”');
    await expect(page.getByText(/Test AUC [01]/).first()).toBeVisible();
  });

  await test.step('look at the evidence, keep the figure and export it', async () => {
    await page.getByRole('button', { name: 'Open in Statistics' }).click();
    await expect(page.getByText(/^AUC [01]/).first()).toBeVisible({ timeout: 30_000 });
    await expect(page.getByText(/not trained/).first()).toBeVisible();
    await page.getByRole('button', { name: 'Keep figure' }).click();
    await open('Figures');
    await page.getByRole('main').getByRole('listitem').getByRole('link').first().click();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    await expect(page.getByText(/Written to/)).toBeVisible({ timeout: 60_000 });
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
    const files = await readdir(join(folder, 'workspace/exports/figures'));
    expect(files.map((name) => name.replace(/^[^.]*/, '')).toSorted()).toEqual(
      expect.arrayContaining(['.csv', '.pdf', '.png', '.receipt.json', '.svg']),
    );
  });

  await test.step('every page is accessible in both themes', async () => {
    await page.getByRole('button', { name: 'Close the jobs' }).click();
    for (const theme of ['light', 'dark']) {
      for (const name of ['Start', 'Cohorts', 'Models', 'Features', 'Biomarkers', 'Statistics', 'Figures']) {
        await open(name);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForTimeout(600);
        await page.screenshot({ path: `test-results/pages/${shell.kind}-${theme}-${name.toLowerCase()}.png` });
        const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
        expect(
          violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ target }) => target).join(', ')}`),
        ).toEqual([]);
      }
      if (theme === 'light') await page.getByRole('button', { name: 'Use the dark theme' }).click();
    }
  });
  expect(errors).toEqual([]);
  expect(await shell.outsideRequests()).toEqual([]);
});
