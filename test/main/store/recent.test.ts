import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { listRecent, rememberWorkspace } from '#main/store/recent.ts';
import { createWorkspace } from '#main/store/workspace.ts';
import { temporaryFolder } from './fixture.ts';

let config = '';

beforeEach(() => {
  config = join(temporaryFolder(), 'settings');
  vi.stubEnv('SEEDPOINT_CONFIG', config);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

const names = (): string[] => listRecent().map(({ name }) => name);

test('the list starts empty', () => {
  expect(listRecent()).toEqual([]);
});

test('the newest comes first, once', () => {
  for (const name of ['a', 'b', 'a']) rememberWorkspace({ path: `/studies/${name}`, name });
  expect(names()).toEqual(['a', 'b']);
});

test('it keeps twenty', () => {
  for (let index = 0; index < 25; index++) rememberWorkspace({ path: `/studies/${index}`, name: `${index}` });
  expect(names()).toEqual(Array.from({ length: 20 }, (_, index) => `${24 - index}`));
});

test('it says which are still there', () => {
  const path = join(temporaryFolder(), 'study');
  createWorkspace(path, 'Study').close();
  rememberWorkspace({ path, name: 'Study' });
  rememberWorkspace({ path: join(path, 'gone'), name: 'Gone' });
  expect(listRecent().map(({ name, present }) => [name, present])).toEqual([
    ['Gone', false],
    ['Study', true],
  ]);
  rmSync(path, { recursive: true });
  expect(listRecent().some(({ present }) => present)).toBe(false);
});

test('a damaged list is an empty one, and is replaced', () => {
  rememberWorkspace({ path: '/studies/a', name: 'a' });
  writeFileSync(join(config, 'recent.json'), '[{"path":');
  expect(listRecent()).toEqual([]);
  rememberWorkspace({ path: '/studies/b', name: 'b' });
  expect(names()).toEqual(['b']);
  expect(readdirSync(config)).toEqual(['recent.json']);
});

test('a settings folder that cannot be made is reported', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  vi.stubEnv('SEEDPOINT_CONFIG', join(file, 'settings'));
  expect(() => rememberWorkspace({ path: '/studies/a', name: 'a' })).toThrow(
    expect.objectContaining({ code: 'storage' }),
  );
});
