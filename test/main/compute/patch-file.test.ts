import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPatchFile } from '#main/compute/patch-file.ts';
import { writeNpy } from '#main/readers/numpy.ts';
import { temporaryFolder } from '../models/folder.ts';

const path = join(temporaryFolder(), 'patches.npy');
const voxels = 50 ** 3;

/** Two patches, of 0.25 and of 0.5. */
const two = Float32Array.from({ length: 2 * voxels }, (_, index) => (index < voxels ? 0.25 : 0.5));

async function firstVoxels(intensity: 'hu' | 'scaled'): Promise<number[]> {
  const file = await openPatchFile(path, intensity);
  const fed = [...(await file.next(1)), ...(await file.next(5)), ...(await file.next(5))];
  await file.close();
  return fed.map((item) => ('patch' in item ? (item.patch.at(-1) ?? Number.NaN) : Number.NaN));
}

describe('openPatchFile', () => {
  it.each([[[2, 1, 50, 50, 50]], [[2, 50, 50, 50]]])('reads shape %j', async (shape) => {
    writeFileSync(path, writeNpy(shape, two));
    expect(await firstVoxels('scaled')).toEqual([0.25, 0.5]);
  });

  it('reads one patch, doubles, and HU', async () => {
    writeFileSync(path, writeNpy([50, 50, 50], new Float64Array(voxels).fill(-1024)));
    expect(await firstVoxels('hu')).toEqual([0]);
  });

  it('fails a patch with values that are not numbers, and no other', async () => {
    const damaged = two.slice();
    damaged[7] = Number.NaN;
    writeFileSync(path, writeNpy([2, 50, 50, 50], damaged));
    const file = await openPatchFile(path, 'scaled');
    const [first, second] = await file.next(2);
    await file.close();
    expect(first).toMatchObject({ id: 0, error: { code: 'unreadable-file' } });
    expect(second).toHaveProperty('patch');
  });

  it('fails a patch in Hounsfield units that is said to be scaled', async () => {
    writeFileSync(path, writeNpy([50, 50, 50], new Float32Array(voxels).fill(-1024)));
    const file = await openPatchFile(path, 'scaled');
    expect(await file.next(1)).toMatchObject([{ error: { code: 'invalid-input' } }]);
    await file.close();
  });

  it('refuses other shapes, other types and files cut short', async () => {
    writeFileSync(path, writeNpy([2, 50, 50, 25], new Float32Array(voxels)));
    await expect(openPatchFile(path, 'scaled')).rejects.toThrow('(2, 50, 50, 25)');
    writeFileSync(path, writeNpy([1, 50, 50, 50], new Int16Array(voxels)));
    await expect(openPatchFile(path, 'scaled')).rejects.toMatchObject({ code: 'unsupported' });
    writeFileSync(path, writeNpy([2, 50, 50, 50], two).subarray(0, 600_000));
    await expect(openPatchFile(path, 'scaled')).rejects.toThrow('shorter than its header says');
    writeFileSync(path, 'no array');
    await expect(openPatchFile(path, 'scaled')).rejects.toThrow('not a .npy file');
  });
});
