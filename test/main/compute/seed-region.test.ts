import { expect, it } from 'vitest';
import { patchOfRegion, patchOfScan } from '#main/compute/patch-of-scan.ts';
import { seedRegion } from '#main/compute/seed-region.ts';
import type { OpenScan } from '#main/readers/open-scan.ts';
import { type Geometry, identityDirection, type Region, type Vec3, type VoxelBox } from '#shared/imaging/geometry.ts';
import { profileIds } from '#shared/imaging/profiles.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';

const geometry: Geometry = {
  size: [90, 80, 40],
  spacingMm: [0.8, 0.9, 2.5],
  originMm: [-30, -40, -50],
  direction: identityDirection,
};

/** A scan whose voxels tell where they are, and which notes every reading. */
function countedScan(): OpenScan & { readonly readings: VoxelBox[] } {
  const readings: VoxelBox[] = [];
  return {
    readings,
    geometry,
    modality: 'CT',
    warnings: [],
    headerHash: '',
    close: () => Promise.resolve(),
    async readRegion(box): Promise<Region> {
      readings.push(box);
      const [i0, j0, k0] = box.start;
      const [wi, wj, wk] = box.size;
      const data = new Int16Array(wi * wj * wk);
      let position = 0;
      for (let k = 0; k < wk; k++)
        for (let j = 0; j < wj; j++)
          for (let i = 0; i < wi; i++) data[position++] = ((i0 + i) * 31 + (j0 + j) * 17 + (k0 + k) * 101) % 900;
      return { box, data };
    },
  };
}

it.each(profileIds)(
  'reads once for a seed and its neighbours, and cuts the same patches as apart: %s',
  async (profile) => {
    const random = createRandom(6);
    // Some of these cubes reach outside the scan.
    const seeds = Array.from(
      { length: 20 },
      (): Vec3 => [8 * randomNormal(random), 5 * randomNormal(random), 10 * randomNormal(random)],
    );
    const scan = countedScan();
    let held: Region | null = null;
    for (const [index, seedMm] of seeds.entries()) {
      held = await seedRegion(scan, { profile, seedMm, ...(index === 0 ? { neighboursMm: seeds } : {}) }, held);
      const together = patchOfRegion(scan, held, profile, seedMm);
      expect(together).toEqual(await patchOfScan(countedScan(), profile, seedMm));
    }
    expect(scan.readings).toHaveLength(1);
  },
);

it('reads anew where the voxels held do not suffice', async () => {
  const scan = countedScan();
  const held = await seedRegion(scan, { profile: 'exact-v1', seedMm: [0, 0, 0] }, null);
  await seedRegion(scan, { profile: 'exact-v1', seedMm: [5, 0, 0] }, held);
  expect(scan.readings).toHaveLength(2);
});
