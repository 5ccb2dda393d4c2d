import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Bridge } from '#shared/contract/contract.ts';
import { bundlePreload } from './electron-double/bundle-preload.ts';
import { type DoubleOptions, forkDouble, type RunningDouble, startDouble } from './electron-double/start-double.ts';

declare global {
  interface Window {
    /** How the double carries messages; here, what a hostile page would reach for. */
    readonly __electronInvoke: (channel: string, args: unknown[]) => Promise<unknown>;
  }
}

const page =
  '<!doctype html><meta charset="utf-8"><title>Seedpoint</title><link rel="icon" href="data:,"><main>Hello</main>';
let folder: string;
let options: DoubleOptions;
let double: RunningDouble;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seedpoint-desktop-'));
  await mkdir(join(folder, 'renderer'));
  await writeFile(join(folder, 'renderer/index.html'), page);
  await writeFile(join(folder, 'renderer/drawing.html'), page);
  options = {
    main: 'src-main/desktop/main.ts',
    preload: await bundlePreload(folder),
    replace: {
      '/main-side.ts': join(import.meta.dirname, 'stand-in-main-side.ts'),
      '/app-folder.ts': join(import.meta.dirname, 'stand-in-app-folder.ts'),
    },
    env: { STAND_IN_FOLDER: folder },
  };
  double = await startDouble(options);
});
afterAll(async () => {
  await double?.close();
  await rm(folder, { recursive: true, force: true });
});

const evaluate = <T>(work: (bridge: Bridge) => Promise<T>): Promise<T> =>
  double.page.evaluate(`(${work.toString()})(window.seedpoint)`) as Promise<T>;

describe('the window', () => {
  it('is sandboxed, isolated and without Node', async () => {
    // It shows itself once its page is ready to be seen.
    await vi.waitFor(async () => expect((await double.state()).windows[0]?.isShown).toBe(true), { timeout: 5000 });
    const { windows } = await double.state();
    expect(windows).toHaveLength(1);
    expect(windows[0]).toMatchObject({
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        webSecurity: true,
        webviewTag: false,
      },
    });
  });

  it('has call, subscribe, volume and the path of a dropped file, and nothing else of ours', async () => {
    const keys = await double.page.evaluate(() => Object.keys((window as unknown as { seedpoint: object }).seedpoint));
    expect(keys.sort()).toEqual(['call', 'pathOf', 'subscribe', 'volume']);
    expect(
      await double.page.evaluate(() => ['require', 'process', 'Buffer', 'module'].filter((name) => name in window)),
    ).toEqual([]);
  });

  it('carries calls and errors as values', async () => {
    expect(await evaluate((bridge) => bridge.call('app.info', { a: [1] }))).toEqual({
      ok: true,
      value: { name: 'app.info', input: { a: [1] }, shell: 'desktop' },
    });
    expect(await evaluate((bridge) => bridge.call('refuse', {}))).toEqual({
      ok: false,
      error: { code: 'conflict', message: 'No.' },
    });
  });

  it('hears events until it unsubscribes', async () => {
    const heard = await evaluate(async (bridge) => {
      const events: unknown[] = [];
      const stop = bridge.subscribe((event) => events.push(event));
      await bridge.call('announce', {});
      for (let i = 0; i < 100 && events.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 10));
      stop();
      await bridge.call('announce', {});
      await new Promise((resolve) => setTimeout(resolve, 200));
      return events;
    });
    expect(heard).toEqual([{ name: 'jobs.cleared', payload: {} }]);
  });

  it('gets voxel bytes by the scheme, and the reason where there are none', async () => {
    expect(await evaluate(async (bridge) => [...new Uint8Array(await bridge.volume('patch-1-exact-v1'))])).toEqual([
      1, 2, 3, 4,
    ]);
    const reason = await evaluate((bridge) => bridge.volume('patch-2').then(String, (error: Error) => error.message));
    expect(reason).toBe('There is no such volume.');
  });

  it('asks the native dialog', async () => {
    double.tell({ ask: 'pick', path: '/data/table.csv' });
    for (const expected of ['/data/table.csv', null]) {
      const reply = await evaluate((bridge) =>
        bridge.call('pick', { what: 'file', title: 'Table', extensions: ['csv'] }),
      );
      expect(reply).toEqual({ ok: true, value: expected });
    }
  });
});

describe('what a page must not do', () => {
  it('leave for another address', async () => {
    const before = double.page.url();
    for (const address of [
      'http://evil.example/',
      'http://volume.seedpoint.localhost/patch-1-exact-v1',
      'data:text/html,x',
    ]) {
      await double.page.evaluate((url) => {
        window.location.href = url;
      }, address);
      await double.page.waitForTimeout(100);
      expect(double.page.url()).toBe(before);
    }
  });

  it('open a window', async () => {
    await double.page.evaluate(() => window.open('http://evil.example/popup'));
    await expect.poll(async () => (await double.state()).refusedWindows.length).toBe(1);
    expect((await double.state()).windows).toHaveLength(1);
  });

  it('run an inline script, load a foreign one, or send anything out', async () => {
    const violations = await double.page.evaluate(async () => {
      const seen: string[] = [];
      document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
      for (const make of [
        () => Object.assign(document.createElement('script'), { textContent: 'window.wasRun = true' }),
        () => Object.assign(document.createElement('script'), { src: 'http://evil.example/x.js' }),
        () => Object.assign(document.createElement('iframe'), { src: 'http://evil.example/' }),
        () => Object.assign(document.createElement('img'), { src: 'http://evil.example/x.png' }),
      ]) {
        document.body.append(make());
      }
      await fetch('http://evil.example/').catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 200));
      return { seen: seen.sort(), wasRun: 'wasRun' in window };
    });
    expect(violations).toEqual({
      seen: ['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'script-src-elem'],
      wasRun: false,
    });
    expect((await double.state()).outside.filter((url) => !url.endsWith('/popup'))).toEqual([]);
  });

  it('get a permission', async () => {
    expect((await double.state()).grantsPermissions).toBe(false);
  });

  it('call from a frame inside it', async () => {
    const reply = await double.page.evaluate(async () => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      const inner = frame.contentWindow as unknown as Window;
      return inner.__electronInvoke('seedpoint:call', ['app.info', {}]);
    });
    expect(reply).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });

  it('call from a page that is not ours', async () => {
    const stranger = await double.page.context().newPage();
    // A page opened over the debugging port may come before the double has put its bindings there: load it until it has.
    await vi.waitFor(async () => {
      await stranger.goto('about:blank');
      expect(await stranger.evaluate(() => typeof window.__electronInvoke)).toBe('function');
    });
    const reply = await stranger.evaluate(() => window.__electronInvoke('seedpoint:call', ['app.info', {}]));
    expect(reply).toMatchObject({ ok: false, error: { code: 'conflict' } });
    await stranger.close();
  });
});

describe('the app', () => {
  it('opens the drawing page out of sight, and closes it', async () => {
    const drawing = evaluate((bridge) => bridge.call('draw', {}));
    await expect.poll(async () => (await double.state()).windows.length).toBe(2);
    const [, hidden] = (await double.state()).windows;
    expect(hidden).toMatchObject({ isShown: false, webPreferences: { sandbox: true, contextIsolation: true } });
    expect(await drawing).toEqual({ ok: true, value: null });
    await expect.poll(async () => (await double.state()).windows.length).toBe(1);
  });

  it('is one: a second start brings the first to the front and ends', async () => {
    const second = forkDouble({ ...options, env: { ...options.env, ELECTRON_DOUBLE_SECOND: '1' } });
    const [code] = (await once(second, 'exit')) as [number];
    expect(code).toBe(0);
    const focused = once(double.process, 'message');
    double.tell({ ask: 'second-instance' });
    expect((await focused)[0]).toEqual({ focused: true });
  });

  it('quits in order', async () => {
    expect(await double.close()).toBe(0);
  });
});
