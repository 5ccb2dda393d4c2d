import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { verb } from '#main/cli/verbs/patch.ts';
import { readNpy } from '#main/readers/numpy.ts';
import { hasSharedData, sharedData } from '#test/shared-data.ts';
import { temporaryFolder } from '../../readers/tiny-files.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const output = join(folder.path, 'out.npy');
const run = (...args: string[]) =>
  verb.run(args, { out: () => {}, note: () => {}, signal: new AbortController().signal });

describe.skipIf(!hasSharedData)('seedpoint patch', () => {
  const seed = '--seed=-74.485,16.333,-18.743';

  it('writes the patch of a DICOM folder as the reference package gives it', async () => {
    const code = await run(sharedData('ibsi-lung-ct/dicom/image'), seed, '--profile', 'fmcib-pip-1', '-o', output);
    expect(code).toBe(0);
    const ours = readNpy(readFileSync(output));
    const reference = readNpy(readFileSync(sharedData('reference-patches/ibsi-gtv-fmcib-pip.npy')));
    expect(ours.shape).toEqual([50, 50, 50]);
    expect(ours.data).toBeInstanceOf(Float32Array);
    const far = ours.data.findIndex((value, n) => Math.abs(value - (reference.data[n] as number)) > 5e-4);
    expect(far).toBe(-1);
  });

  it('writes Hounsfield units when asked to', async () => {
    const image = sharedData('ibsi-lung-ct/nifti/image/phantom.nii.gz');
    await run(image, seed, '-o', output);
    const scaled = readNpy(readFileSync(output)).data;
    await run(image, seed, '--hu', '-o', output);
    const hu = readNpy(readFileSync(output)).data;
    expect((hu[60_000]! + 1024) / 3072).toBeCloseTo(scaled[60_000]!, 6);
    expect(hu.some((value) => value < -500) && hu.some((value) => value > 50)).toBe(true);
  });

  it('reads an array of an npz file', async () => {
    const image = sharedData('nsclc-owkin/full/patient_159.npz');
    await run(image, '--array', 'scan', '--axes', 'xyz', '--seed', '45.5,45.5,45.5', '--hu', '-o', output);
    expect(readNpy(readFileSync(output)).data.every(Number.isInteger)).toBe(true);
    await expect(run(image, '--seed', '45.5,45.5,45.5', '-o', output)).rejects.toThrow(/several arrays \(.*scan/);
  });

  it('refuses a seed outside the scan, a missing image and a folder of several series', async () => {
    const image = sharedData('ibsi-lung-ct/dicom/image');
    await expect(run(image, '--seed', '0,0,900', '-o', output)).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(run(join(folder.path, 'none'), seed, '-o', output)).rejects.toMatchObject({ code: 'not-found' });
    await expect(run(image, seed)).rejects.toThrow('--output is missing');
    await expect(run(sharedData('.'), seed, '-o', output)).rejects.toThrow(/CT series; name the folder of one/);
  });
});
