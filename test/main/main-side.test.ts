import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openMainSide, type TestMainSide } from './chain/open-main-side.ts';

let folder = '';
let main: TestMainSide;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'seedpoint-main-'));
  vi.stubEnv('SEEDPOINT_CONFIG', join(folder, 'config'));
  main = await openMainSide();
});
afterEach(async () => {
  await main.close();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const at = (name: string): string => join(folder, name);
const create = (name: string) => main.client['workspaces.create']({ path: at(name), name });

test('two openings at once leave one workspace open, and the other one free', async () => {
  await create('a');
  await create('b');
  await create('c');
  await Promise.all(['a', 'b'].map((name) => main.client['workspaces.open']({ path: at(name) })));
  expect((await main.client['app.info']({})).workspace).toMatchObject({ name: 'b', readOnly: false });
  expect(await main.client['workspaces.open']({ path: at('a') })).toMatchObject({ readOnly: false });
});

test('the open workspace, opened again, by its file too, stays as it is', async () => {
  await create('a');
  const before = main.events.length;
  const again = ['a', 'a', 'a/workspace.sqlite'].map((name) => main.client['workspaces.open']({ path: at(name) }));
  for (const workspace of await Promise.all(again)) expect(workspace).toMatchObject({ name: 'a', readOnly: false });
  expect(main.events.slice(before)).toEqual([]);
});

test('a double click opens a workspace once, also while another one closes', async () => {
  await create('a');
  await create('b');
  const opened = await Promise.all(['a', 'a'].map((name) => main.client['workspaces.open']({ path: at(name) })));
  expect(opened).toMatchObject([{ readOnly: false }, { readOnly: false }]);
});

test('a settings folder that cannot be written keeps no workspace from opening', async () => {
  vi.stubEnv('SEEDPOINT_CONFIG', '/dev/null/config');
  expect(await create('a')).toMatchObject({ name: 'a', readOnly: false });
  expect(main.events).toMatchObject([{ name: 'workspace.changed', payload: { name: 'a' } }]);
});

test('a listener that fails keeps nobody else from hearing', async () => {
  main.subscribe(() => {
    throw new Error('The window is gone.');
  });
  const heard = vi.fn();
  main.subscribe(heard);
  await create('a');
  expect(heard).toHaveBeenCalledOnce();
});
