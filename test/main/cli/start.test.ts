import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { downloadElectron, electronState } from '#main/cli/electron-binary.ts';
import { hasDisplay } from '#main/cli/verbs/start.ts';

const folder = mkdtempSync(join(tmpdir(), 'seedpoint-start-'));
afterAll(() => rmSync(folder, { recursive: true }));

const script = (text: string): string => {
  const path = join(folder, `install-${Math.random()}.cjs`);
  writeFileSync(path, text);
  return path;
};
const never = new AbortController().signal;

describe('where the window opens', () => {
  it('is a display, by the sign of each platform', () => {
    expect(hasDisplay({ DISPLAY: ':0' }, 'linux')).toBe(true);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
    expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false);
    expect(hasDisplay({}, 'linux')).toBe(false);
    expect([hasDisplay({}, 'darwin'), hasDisplay({}, 'win32')]).toEqual([true, true]);
  });

  it('is Electron where its binary is', () => {
    writeFileSync(join(folder, 'electron'), '');
    const state = electronState({ ELECTRON_OVERRIDE_DIST_PATH: folder });
    expect(state).toMatchObject({ executable: join(folder, 'electron'), installer: null });
  });

  it('does not wait for a download that was ruled out', () => {
    const state = electronState({ ELECTRON_SKIP_BINARY_DOWNLOAD: '1' });
    if (state.executable === null) expect(state.installer).toBeNull();
  });
});

describe('the download of Electron', () => {
  it('is done, fails, or is ended by its limit or by the user', async () => {
    expect(await downloadElectron(script(''), 20_000, never)).toBe(true);
    expect(await downloadElectron(script('process.exit(1)'), 20_000, never)).toBe(false);
    const endless = script('setInterval(() => {}, 1000)');
    expect(await downloadElectron(endless, 300, never)).toBe(false);
    expect(await downloadElectron(endless, 20_000, AbortSignal.timeout(300))).toBe(false);
  });
});
