import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readNpy, writeNpy } from '#main/readers/numpy.ts';
import { type OpenScan, openScan } from '#main/readers/open-scan.ts';
import { type Vec3, voxelToWorld } from '#shared/imaging/geometry.ts';
import { cutPatch, requiredBox, scalePatch } from '#shared/imaging/patch.ts';
import type { ProfileId } from '#shared/imaging/profiles.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { temporaryFolder } from './tiny-files.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

async function patchOf(scan: OpenScan, profile: ProfileId, seedMm: Vec3) {
  return cutPatch(profile, scan.geometry, await scan.readRegion(requiredBox(profile, scan.geometry, seedMm)), seedMm);
}

describe('a bare array', () => {
  const values = Float32Array.from({ length: 50 ** 3 }, (_, n) => ((n * 7919) % 3001) / 3000);
  const path = join(folder.path, 'patch.npy');
  writeFileSync(path, writeNpy([1, 50, 50, 50], values));

  it('already cropped and scaled, with the seed at its centre, is the model input as it is', async () => {
    const scan = await openScan({ format: 'array', path, arrayName: null, axisOrder: 'zyx', intensity: 'scaled' });
    const patch = await patchOf(scan, 'exact-v1', voxelToWorld(scan.geometry, [24.5, 24.5, 24.5]));
    const input = scalePatch(patch.hu);
    const worst = input.reduce((high, value, n) => Math.max(high, Math.abs(value - (values[n] as number))), 0);
    expect(worst).toBeLessThan(1e-7);
  });

  it('is refused when it is said to be scaled and holds Hounsfield units', async () => {
    const hounsfield = join(folder.path, 'hounsfield.npy');
    writeFileSync(hounsfield, writeNpy([2, 2, 2], Int16Array.of(-1024, 0, 0, 40, 40, 0, 0, 300)));
    const scan = await openScan({
      format: 'array',
      path: hounsfield,
      arrayName: null,
      axisOrder: 'zyx',
      intensity: 'scaled',
    });
    await expect(scan.readRegion({ start: [0, 0, 0], size: [2, 2, 2] })).rejects.toThrow(
      'hounsfield.npy: the values look like Hounsfield units',
    );
  });

  it('is turned around where its first index is x', async () => {
    const scan = await openScan({ format: 'array', path, arrayName: null, axisOrder: 'xyz', intensity: 'hu' });
    const { data } = await scan.readRegion({ start: [3, 4, 5], size: [1, 1, 1] });
    expect(data[0]).toBe(values[(3 * 50 + 4) * 50 + 5]);
  });

  it('is refused when it is not one volume', async () => {
    const flat = join(folder.path, 'flat.npy');
    writeFileSync(flat, writeNpy([5, 5], new Float32Array(25)));
    const source = { format: 'array', path: flat, arrayName: null, axisOrder: 'zyx', intensity: 'hu' } as const;
    await expect(openScan(source)).rejects.toThrow('flat.npy: an array of shape (5, 5) is not one volume.');
  });
});

describe.skipIf(!hasSharedData)('the chain on real CT', () => {
  const dicomFiles = (path: string) => readdirSync(sharedData(path)).map((name) => sharedData(path, name));
  const seeds: Record<string, Vec3> = hasSharedData
    ? JSON.parse(readFileSync(sharedData('reference-patches/seeds.json'), 'utf8'))
    : {};

  it.each(Object.entries(seeds))('fmcib-pip-1 gives the patch of the reference package: %s', async (name, seedMm) => {
    const scan = await openScan({ format: 'volume', path: sharedData('ibsi-lung-ct/nifti/image/phantom.nii.gz') });
    const ours = scalePatch((await patchOf(scan, 'fmcib-pip-1', seedMm)).hu);
    const { shape, data } = readNpy(readFileSync(sharedData('reference-patches', name)));
    expect(shape).toEqual([50, 50, 50]);
    const worst = ours.reduce((high, value, n) => Math.max(high, Math.abs(value - (data[n] as number))), 0);
    expect(worst).toBeLessThan(1e-6);
  });

  it('exact-v1 from DICOM gives the crop that was published at 1 mm', async () => {
    const scan = await openScan({ format: 'dicom', files: dicomFiles('ibsi-lung-ct/dicom/image') });
    const patch = await patchOf(scan, 'exact-v1', [-74.485 - 0.94, 16.333 + 2.13, -18.743 + 6.63]);
    const path = sharedData('nsclc-owkin/full/patient_159.npz');
    const crop = await openScan({ format: 'array', path, arrayName: 'scan', axisOrder: 'xyz', intensity: 'hu' });
    expect(crop.geometry.size).toEqual([92, 92, 92]);
    const { data } = await crop.readRegion({ start: [21, 21, 21], size: [50, 50, 50] });
    expect(correlation(patch.hu, data)).toBeGreaterThan(0.999);
    const differences = patch.hu.map((value, n) => Math.abs(value - (data[n] as number))).sort();
    expect(differences[62_500]).toBeLessThan(4);
  });
});

function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    const [x, y] = [a[n] as number, b[n] as number];
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  const n = a.length;
  return (n * sab - sa * sb) / Math.sqrt((n * saa - sa * sa) * (n * sbb - sb * sb));
}
