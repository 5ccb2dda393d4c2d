import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CheckedSeed, type CheckSeedsInput, checkSeedsTask } from '#main/compute/check-seeds.ts';
import { readMaskTask, readSlabTask, releaseScanTask } from '#main/compute/read-slab.ts';
import { openScan } from '#main/readers/open-scan.ts';
import type { RegionSource, ScanSource } from '#shared/domain/entities.ts';
import type { Vec3 } from '#shared/imaging/geometry.ts';
import { hasSharedData, sharedData } from '../../shared-data.ts';

const never = new AbortController().signal;
const quiet = { signal: never, report: () => undefined, log: () => undefined };

async function check(lesions: CheckSeedsInput['lesions']): Promise<CheckedSeed[]> {
  const seen: CheckedSeed[] = [];
  await checkSeedsTask({ lesions }, { ...quiet, emit: (seed) => seen.push(seed) });
  return seen;
}

test('a scan that cannot be read and one that never came do not end the check', async () => {
  const gone: ScanSource = { format: 'volume', path: '/nowhere/scan.nii.gz' };
  const seen = await check([
    { id: 1, source: gone, seedMm: [0, 0, 0], region: null },
    { id: 2, source: { format: 'none' }, seedMm: [0, 0, 0], region: null },
  ]);
  expect(seen.toSorted((a, b) => a.id - b.id)).toMatchObject([
    { id: 1, flags: [{ kind: 'unreadable' }], fingerprint: null, planes: null },
    { id: 2, flags: [], fingerprint: null, planes: null },
  ]);
});

describe.skipIf(!hasSharedData)('the IBSI patient', () => {
  const filesOf = (...parts: string[]): string[] =>
    readdirSync(sharedData(...parts), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.dcm'))
      .map((name) => sharedData(...parts, name));
  const source: ScanSource = { format: 'dicom', files: hasSharedData ? filesOf('ibsi-lung-ct', 'dicom', 'image') : [] };
  const region: RegionSource = {
    format: 'dicom',
    path: hasSharedData ? filesOf('ibsi-lung-ct', 'dicom', 'mask')[0]! : '',
    roi: 'GTV-1',
  };
  /** The centroid of the published mask. */
  const seedMm: Vec3 = [-74.485, 16.333, -18.743];

  test('the seed of the study is inside; its planes and its outline pass through it; swapped signs are told', async () => {
    const [right, swapped] = await check([
      { id: 1, source, seedMm, region },
      { id: 2, source, seedMm: [74.485, -16.333, -18.743], region },
    ]);
    expect(right?.flags.map(({ kind }) => kind)).toEqual(['larger-than-cube']);
    expect(right?.planes).toHaveLength(15_000);
    expect([...right!.planes!.subarray(7500)].every((value) => value === 0 || value === 1)).toBe(true);
    for (const plane of [3, 4, 5]) expect(right?.planes?.[plane * 2500 + 25 * 50 + 25]).toBe(1);
    expect(right?.fingerprint).toHaveLength(512);
    expect(swapped?.flags[0]?.kind).toBe('swapped-axes');
    expect(swapped?.planes).toBeNull();
  });

  test('slabs are the slices of the scan, and the mask has the published 125,256 voxels', async () => {
    const scan = await openScan(source);
    const { size } = scan.geometry;
    const whole = await scan.readRegion({ start: [0, 0, 0], size });
    const area = size[0] * size[1];
    for (const [first, count] of [
      [30, 4],
      [0, 16],
      [size[2] - 1, 1],
    ] as const) {
      const slab = await readSlabTask({ source, first, count }, { ...quiet, emit: () => undefined });
      expect(slab.data).toEqual(Int16Array.from(whole.data.subarray(first * area, (first + count) * area)));
    }
    const beyond = readSlabTask({ source, first: size[2], count: 1 }, { ...quiet, emit: () => undefined });
    await expect(beyond).rejects.toMatchObject({ code: 'not-found' });
    const mask = await readMaskTask(
      { source, geometry: scan.geometry, region, seedMm },
      { ...quiet, emit: () => undefined },
    );
    expect(mask.data.reduce((sum, value) => sum + value, 0)).toBe(125_256);
    await releaseScanTask({ source }, { ...quiet, emit: () => undefined });
    await scan.close();
  });
});
