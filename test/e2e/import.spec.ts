import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { writePhantomCohort } from '#main/demo/phantom-cohort.ts';
import { closeReport, drop, lookAt, runImport, wizardOf } from './import-steps.ts';
import { expect, test } from './shells.ts';

/** A table as hospitals send them: coded sex, follow-up in months, a lesion number, an official split, and a wrong row. */
async function writeFollowUp(folder: string): Promise<void> {
  const rows = Array.from({ length: 12 }, (_, n) => {
    const patient = `PHANTOM-${String(n + 1).padStart(3, '0')}`;
    return [patient, 1 + (n % 2), 10 + n, n % 3 === 0 ? 'yes' : 'no', n < 8 ? 'train' : 'test'].join(',');
  });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'follow-up.csv'), `PatientID,sex,follow_up,smoker,official\n${rows.join('\n')}\n`);
}

async function accessible(page: Page, where: string): Promise<void> {
  await page.waitForTimeout(500);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(
    violations.map(({ id, nodes }) => `${where}: ${id} at ${nodes.map(({ target }) => target).join(', ')}`),
  ).toEqual([]);
}

test('a user drops a folder and its table, corrects what was guessed, and curates the cohort', async ({ shell }) => {
  const { page, folder, kind } = shell;
  const data = join(folder, 'data');
  await writePhantomCohort(data, { patients: 12, seed: 11 });
  await writeFollowUp(data);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  const shot = (name: string) => page.screenshot({ path: `test-results/import/${kind}-${name}.png` });
  const dialog = page.getByRole('dialog');

  await test.step('drop a DICOM folder and a clinical table on the list of cohorts', async () => {
    await page.getByLabel('Name').fill('Drops');
    await page.getByLabel('Folder', { exact: true }).fill(join(folder, 'workspace'));
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(page.getByText('No cohort yet')).toBeVisible();
    await drop(page, kind, [join(data, 'dicom'), join(data, 'clinical.csv')]);
    await expect(dialog.getByLabel('Name')).toHaveValue('dicom');
    await dialog.getByLabel('Name').fill('Phantoms');
    await dialog.getByRole('button', { name: 'Create' }).click();
    const wizard = wizardOf(page);
    await expect(wizard.getByRole('checkbox', { name: /GTV-1/ })).toBeChecked({ timeout: 30_000 });
    await expect(wizard.getByText(/clinical\.csv.*joined where its patient/)).toBeVisible();
    await shot('folder');
    await accessible(page, 'regions');
    await wizard.getByRole('button', { name: 'Next' }).click();
  });

  await test.step('names are replaced with a key that lies outside the workspace', async () => {
    const wizard = wizardOf(page);
    await wizard.getByRole('radio', { name: /Replace them/ }).click();
    await expect(wizard.getByRole('button', { name: /^Import/ })).toBeDisabled();
    await wizard.getByRole('textbox', { name: 'Key file' }).fill(join(folder, 'key.json'));
    await shot('identity');
    await accessible(page, 'names and dates');
    await runImport(page);
    await shot('report');
    await accessible(page, 'report');
    await closeReport(page);
    await expect(page.getByText('6 lesions').first()).toBeVisible();
    await expect(page.getByRole('grid')).not.toContainText('PHANTOM-001');
    expect(await readFile(join(folder, 'key.json'), 'utf8')).toContain('PHANTOM-001');
  });

  await test.step('a second cohort: values are renamed, months become days, a row is refused', async () => {
    await page.getByRole('button', { name: 'All cohorts' }).click();
    await page.getByRole('button', { name: 'New cohort' }).click();
    await dialog.getByLabel('Name').fill('Tables');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await expect(page.getByText('Drop a folder of scans here')).toBeVisible();
    await accessible(page, 'empty cohort');
    const wizard = await lookAt(page, join(data, 'follow-up.csv'));
    await wizard.getByRole('checkbox', { name: 'Take all columns' }).check();
    await wizard.getByRole('button', { name: 'Values and units of sex' }).click();
    await wizard.getByLabel('Type of sex').click();
    await page.getByRole('option', { name: 'text' }).click();
    await wizard.getByLabel('1 becomes').fill('male');
    await wizard.getByLabel('2 becomes').fill('female');
    await wizard.getByRole('button', { name: 'Values and units of follow_up' }).click();
    await wizard.getByLabel('Numbers are').click();
    await page.getByRole('option', { name: 'Months to days' }).click();
    await expect(wizard.getByLabel('Unit of follow_up')).toHaveValue('days');
    await expect(wizard.getByRole('region', { name: 'First rows' })).toContainText('304.375');
    await shot('columns');
    await accessible(page, 'columns');
    await wizard.getByRole('button', { name: 'Next' }).click();
    await runImport(page);
    await closeReport(page);

    const images = await lookAt(page, join(data, 'lesions.csv'));
    await expect(images.getByText(/No problem in the first/)).toBeVisible();
    await images.getByRole('button', { name: 'Next' }).click();
    await runImport(page);
    await expect(images.getByRole('radio', { name: /^Taken 6/ })).toBeAttached();
    await closeReport(page);
    await expect(page.getByText('6 lesions').first()).toBeVisible();
  });

  await test.step('several lesions are tagged, accepted and excluded in one edit, and undone', async () => {
    const grid = page.getByRole('grid');
    const rows = grid.getByRole('row');
    await rows.nth(1).getByRole('checkbox').click({ force: true });
    await rows.nth(3).click({ modifiers: ['Shift'] });
    const bar = page.getByRole('toolbar', { name: 'Selected lesions' });
    await expect(bar).toContainText('3 lesions selected');
    await bar.getByRole('button', { name: 'Tag' }).click();
    await page.getByLabel('Tags', { exact: true }).first().fill('check');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Put on' }).click();
    await expect(grid.getByText('check', { exact: true })).toHaveCount(3);
    await bar.getByRole('button', { name: 'Exclude' }).click();
    await expect(grid.getByText('excluded', { exact: true })).toHaveCount(3);
    await shot('selection');
    await accessible(page, 'selection');
    await page.keyboard.press('ControlOrMeta+z');
    await expect(grid.getByText('excluded', { exact: true })).toHaveCount(0);
    await bar.getByRole('button', { name: 'Clear the selection' }).click();
  });

  await test.step('the keyboard chooses rows, and a note is kept', async () => {
    const grid = page.getByRole('grid');
    await grid.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Space');
    await expect(page.getByRole('toolbar', { name: 'Selected lesions' })).toContainText('1 lesion selected');
    await page.keyboard.press('Space');
    const detail = page.getByRole('complementary', { name: /lesion 1$/ });
    await detail.getByRole('textbox', { name: 'Note' }).fill('Motion at the apex');
    await detail.getByRole('heading', { name: /, lesion 1$/ }).click();
    await detail.getByRole('button', { name: 'Add a reading' }).click();
    await detail.getByRole('textbox', { name: 'Reader' }).fill('AB');
    await detail.getByRole('button', { name: 'Keep' }).click();
    await expect(detail.getByRole('cell', { name: '0.0 mm' })).toBeVisible();
    await shot('detail');
    await accessible(page, 'detail');
    await detail.getByRole('button', { name: 'Close the lesion' }).click();
  });

  await test.step('criteria count while they are written and draw their flow', async () => {
    await page.getByRole('button', { name: 'Criteria' }).click();
    await dialog.getByRole('button', { name: 'Add a criterion' }).click();
    await dialog.getByLabel('What criterion 1 asks about').click();
    await page.getByRole('option', { name: 'follow_up (days)' }).click();
    await dialog.getByLabel('Value of criterion 1').fill('400');
    await expect(dialog.getByText(/leaves out \d lesions?/)).toBeVisible();
    await expect(dialog.locator('figure')).toContainText('follow_up is at least 400 days');
    await shot('criteria');
    await accessible(page, 'criteria');
    await dialog.getByRole('button', { name: 'Set the criteria' }).click();
    await expect(page.getByText('The criteria were set.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('grid').getByText('criterion', { exact: true }).nth(1)).toBeVisible();
  });

  await test.step('an official split comes from its column', async () => {
    await page.getByRole('button', { name: 'Splits' }).click();
    await dialog.getByText('From a column').click();
    await dialog.getByLabel('Name').fill('Official');
    await dialog.getByLabel('Column', { exact: true }).click();
    await page.getByRole('option', { name: 'official' }).click();
    await accessible(page, 'split');
    await dialog.getByRole('button', { name: 'Add the split' }).click();
    await expect(dialog.getByRole('cell', { name: 'Official', exact: true })).toBeVisible();
    await dialog.getByRole('button', { name: 'Check for leakage' }).click();
    await expect(dialog.getByText(/No leak was found/)).toBeVisible();
    await accessible(page, 'leakage');
    await page.keyboard.press('Escape');
  });

  await test.step('a selection becomes a cohort of its own; scans are listed', async () => {
    await page.getByRole('checkbox', { name: 'Select all lesions of the table' }).click();
    await page.getByRole('button', { name: 'Sub-cohort' }).click();
    await page.getByLabel('Name of the sub-cohort').fill('Half');
    await page.getByRole('button', { name: 'Make it' }).click();
    await expect(page.getByRole('heading', { name: 'Half' })).toBeVisible();
    await page.getByRole('radiogroup', { name: 'Table shown' }).getByText('Scans').click();
    await expect(page.getByRole('region', { name: 'Scans' }).getByRole('row')).toHaveCount(7);
    await accessible(page, 'scans');
    await page.getByRole('button', { name: 'Use the dark theme' }).click();
    await page.mouse.move(700, 600);
    await accessible(page, 'scans, dark');
    await page.getByRole('radiogroup', { name: 'Table shown' }).getByText('Lesions').click();
    await accessible(page, 'lesions, dark');
    await shot('dark');
  });
  expect(errors).toEqual([]);
  expect(await shell.outsideRequests()).toEqual([]);
});
