import { expect, it } from 'vitest';
import { folderFor } from '#renderer/panels/start/folder-for.ts';

it.each([
  ['Lung screening 2026', '/home/reader/Seedpoint', '/home/reader/Seedpoint/Lung screening 2026'],
  ['Lung', 'C:\\Users\\reader\\Seedpoint', 'C:\\Users\\reader\\Seedpoint\\Lung'],
  [' CT/PET: "A" ', '/s', '/s/CT PET A'],
  ['..', '/s', '/s'],
  ['', '/s', '/s'],
])('a workspace named %j gets the folder of its own in %j', (name, parent, folder) => {
  expect(folderFor(name, parent)).toBe(folder);
});
