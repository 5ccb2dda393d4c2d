import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { phantomExpression, phantomGeneSets } from '#main/demo/phantom-expression.ts';
import { phantomTraits } from '#main/demo/phantom-traits.ts';
import { importFrom } from './import-steps.ts';
import { expect, test } from './shells.ts';

const traits = Array.from({ length: 60 }, (_, n) => phantomTraits(5, n + 1));

/** Clinical values, expression under other names of the samples, and gene sets, as users have them. */
async function writeFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const lines = (rows: readonly (readonly (string | number)[])[], separator = ','): string =>
    rows.map((row) => `${row.join(separator)}\n`).join('');
  const sampleOf = (label: string): string => label.replace('PHANTOM', 'RNA');
  const clinical = traits.map(({ label, risk }) => [label, sampleOf(label), risk.toFixed(3)]);
  await writeFile(join(folder, 'clinical.csv'), lines([['PatientID', 'rna_sample', 'risk'], ...clinical]));
  const { labels, genes } = phantomExpression(5, traits);
  const expression = genes.map(({ name, values }) => [name, ...values.map((value) => value.toFixed(3)), 7]);
  const header = ['gene', ...labels.map(sampleOf), 'RNA-999'];
  await writeFile(join(folder, 'expression.tsv'), lines([header, ...expression], '\t'));
  await writeFile(
    join(folder, 'sets.gmt'),
    lines(
      phantomGeneSets().map(({ name, genes: members }) => [name, 'made up', ...members]),
      '\t',
    ),
  );
}

test('a user brings gene expression and gene sets', async ({ shell }) => {
  const { page, folder } = shell;
  const data = join(folder, 'data');
  await writeFiles(data);
  const accessible = async (): Promise<void> => {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  };

  await test.step('create a cohort of clinical values', async () => {
    await page.getByLabel('Name').fill('Genes');
    await page.getByLabel('Folder', { exact: true }).fill(join(folder, 'workspace'));
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await page.getByRole('button', { name: 'New cohort' }).first().click();
    await page.getByRole('dialog').getByLabel('Name').fill('Phantoms');
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await importFrom(page, join(data, 'clinical.csv'));
    await expect(page.getByText('60 patients').first()).toBeVisible();
  });

  const dialog = page.getByRole('dialog', { name: 'Gene expression' });
  await test.step('import expression whose samples a clinical column names', async () => {
    await page.getByRole('button', { name: 'Expression', exact: true }).click();
    await expect(dialog.getByText(/which biology a biomarker sees/)).toBeVisible();
    const field = dialog.getByRole('textbox', { name: 'Table of expression' });
    await field.fill(join(data, 'nowhere.csv'));
    await field.press('Enter');
    await expect(dialog.getByText(/There is no file/)).toBeVisible();
    await accessible();
    await field.fill(join(data, 'expression.tsv'));
    await field.press('Enter');
    await expect(dialog.getByLabel('Samples are named by').first()).toHaveValue('the column rna_sample');
    await expect(dialog.getByRole('row', { name: /Samples not in this cohort 1 left out: RNA-999/ })).toBeVisible();
    await accessible();
    await dialog.getByRole('textbox', { name: 'Unit' }).fill('log2');
    await dialog.getByRole('button', { name: /^Import \d+ patients$/ }).click();
    await expect(dialog.getByRole('row', { name: /expression log2 200 \d+ of 60/ })).toBeVisible();
  });

  await test.step('import gene sets by keyboard', async () => {
    await dialog.getByRole('tab', { name: 'Expression' }).focus();
    await page.keyboard.press('ArrowRight');
    const field = dialog.getByRole('textbox', { name: 'Gene sets' });
    await field.fill(join(data, 'sets.gmt'));
    await field.press('Enter');
    await expect(dialog.getByRole('row', { name: /sets 11/ })).toBeVisible();
    await accessible();
    await field.fill(join(data, 'sets.gmt'));
    await field.press('Enter');
    await expect(dialog.getByText(/in the workspace already/)).toBeVisible();
  });

  await test.step('remove the expression again', async () => {
    await dialog.getByRole('tab', { name: 'Expression' }).click();
    await dialog.getByRole('button', { name: 'Remove expression' }).click();
    await page.getByRole('button', { name: 'Remove table' }).click();
    await expect(dialog.getByRole('textbox', { name: 'Table of expression' })).toBeVisible();
  });
});
