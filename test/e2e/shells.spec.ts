import { expect, test } from './shells.ts';

test('the window opens on its start page, asks nothing of the outside, and reports no error', async ({ shell }) => {
  const errors: string[] = [];
  shell.page.on('pageerror', (error) => errors.push(error.message));
  shell.page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await shell.page.reload();
  await expect(shell.page).toHaveTitle('Seedpoint');
  await expect(shell.page.locator('#root')).not.toBeEmpty();
  await expect(shell.page.getByRole('button').first()).toBeVisible();
  expect(errors).toEqual([]);
  expect(await shell.outsideRequests()).toEqual([]);
});
