import { defineConfig } from '@playwright/test';
import { type ShellKind, shellsHere } from './test/e2e/shells.ts';

/** The same journeys in every shell that this machine can run. They need the built app. */
export default defineConfig<object, { shellKind: ShellKind }>({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  reporter: 'line',
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 15_000 },
  use: { actionTimeout: 20_000 },
  projects: shellsHere().map((shellKind) => ({ name: shellKind, use: { shellKind } })),
});
