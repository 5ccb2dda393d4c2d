import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ImagePathFinder } from '#main/importers/table/image-path.ts';
import { temporaryFolder } from '../run-import.ts';

function folderWith(...files: string[]): string {
  const folder = temporaryFolder();
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

describe('the image that a cell means', () => {
  it('starts relative paths at the folder of the table, or at the folder chosen', () => {
    const folder = folderWith('images/a.nii', 'elsewhere/b.nii');
    const besideTable = new ImagePathFinder(join(folder, 't.csv'), null);
    expect(besideTable.find(' images/a.nii ')).toBe(join(folder, 'images/a.nii'));
    expect(() => besideTable.find('b.nii')).toThrow('"b.nii" was not found');
    expect(new ImagePathFinder(join(folder, 't.csv'), join(folder, 'elsewhere')).find('b.nii')).toBe(
      join(folder, 'elsewhere/b.nii'),
    );
    expect(besideTable.find('images\\a.nii')).toBe(join(folder, 'images/a.nii'));
  });

  it('finds the longest tail of a path of another computer below the folder chosen', () => {
    const folder = folderWith('P1/CT.nrrd', 'P2/CT.nrrd');
    const finder = new ImagePathFinder('/somewhere/t.csv', folder);
    expect(finder.find('/mnt/data1/LUNG1/P1/CT.nrrd')).toBe(join(folder, 'P1/CT.nrrd'));
    expect(finder.find('D:\\data\\P2\\CT.nrrd')).toBe(join(folder, 'P2/CT.nrrd'));
    expect(() => finder.find('/mnt/data1/LUNG1/P3/CT.nrrd')).toThrow('"CT.nrrd" was not found');
  });

  it('never gives two patients the same image because their files have the same name', () => {
    const finder = new ImagePathFinder('/somewhere/t.csv', folderWith('CT.nrrd'));
    expect(finder.find('/mnt/P1/CT.nrrd')).toMatch(/CT\.nrrd$/);
    expect(() => finder.find('/mnt/P2/CT.nrrd')).toThrow('Two different paths');
    expect(finder.find('/mnt/P1/CT.nrrd')).toMatch(/CT\.nrrd$/);
  });

  it('does not take an empty cell for the folder itself', () => {
    expect(new ImagePathFinder(join(temporaryFolder(), 't.csv'), null).has('  ')).toBe(false);
  });
});
