import { basename } from 'node:path';
import type { Locator, Page } from 'playwright';
import { droppedPaths } from '../main/desktop/electron-double/page-side.ts';
import { expect, type ShellKind } from './shells.ts';

export const wizardOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Import into this cohort' });

/** Opens the wizard of the cohort in sight and looks at a path. */
export async function lookAt(page: Page, path: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Import', exact: true }).first().click();
  const wizard = wizardOf(page);
  await wizard.getByRole('textbox', { name: 'Table or folder' }).fill(path);
  await wizard.getByRole('button', { name: 'Look at it' }).click();
  await expect(wizard.getByRole('button', { name: 'Next' })).toBeVisible({ timeout: 30_000 });
  return wizard;
}

/** From the last page of decisions to the report, which stays open. */
export async function runImport(page: Page): Promise<void> {
  const wizard = wizardOf(page);
  await wizard.getByRole('button', { name: /^Import (all )?\d+/ }).click();
  await expect(wizard.getByText('succeeded').first()).toBeVisible({ timeout: 60_000 });
}

export async function closeReport(page: Page): Promise<void> {
  await wizardOf(page).getByRole('button', { name: 'Open the cohort' }).click();
  await expect(wizardOf(page)).toHaveCount(0);
}

/** Imports a path with all that is proposed. */
export async function importFrom(page: Page, path: string): Promise<void> {
  const wizard = await lookAt(page, path);
  await wizard.getByRole('button', { name: 'Next' }).click();
  await runImport(page);
  await closeReport(page);
}

/** Drops files or folders on the page, as the shell would be told of them: with paths on the desktop, as addresses else. */
export async function drop(page: Page, kind: ShellKind, paths: readonly string[]): Promise<void> {
  const entries = paths.map((path) => [basename(path), path] as const);
  await page.evaluate(
    ([named, property, isServer]) => {
      const transfer = new DataTransfer();
      if (isServer) transfer.setData('text/uri-list', named.map(([, path]) => `file://${path}`).join('\r\n'));
      else {
        Object.assign(window, { [property]: Object.fromEntries(named) });
        for (const [name] of named) transfer.items.add(new File(['x'], name));
      }
      const target = document.querySelector('#main [class*="target"]');
      for (const type of ['dragenter', 'dragover', 'drop'])
        target?.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    },
    [entries, droppedPaths, kind === 'server'] as const,
  );
}
