import { describe, expect, it } from 'vitest';
import { type PhantomTraits, phantomTraits } from '#main/demo/phantom-traits.ts';
import { type PhantomVolume, phantomVolume } from '#main/demo/phantom-volume.ts';
import { voxelToWorld, worldToVoxel } from '#shared/imaging/geometry.ts';

const makeTraits = (changes: Partial<PhantomTraits>): PhantomTraits => ({
  ...phantomTraits(1, 1),
  diameterMm: 16,
  solidity: 0.95,
  irregularity: 0.1,
  site: 'parenchymal',
  spacingMm: [1.2, 1.2, 2],
  kernel: 'STANDARD',
  noiseHu: 15,
  ...changes,
});

const meanHu = ({ hu, mask }: PhantomVolume, inside: number): number => {
  let [sum, count] = [0, 0];
  hu.forEach((value, n) => {
    if (mask[n] !== inside) return;
    sum += value;
    count++;
  });
  return sum / count;
};

/** From the centroid to the farthest voxel of the nodule. */
function longestRadiusMm({ mask, geometry, centroidMm }: PhantomVolume): number {
  const [columns, rows] = geometry.size;
  let longest = 0;
  mask.forEach((inside, n) => {
    if (inside === 0) return;
    const place = voxelToWorld(geometry, [
      n % columns,
      Math.floor(n / columns) % rows,
      Math.floor(n / (columns * rows)),
    ]);
    longest = Math.max(longest, Math.hypot(...place.map((value, axis) => value - (centroidMm[axis] ?? 0))));
  });
  return longest;
}

describe('the volume of a phantom', () => {
  it('is the same for the same traits', () => {
    const traits = makeTraits({});
    const [once, again, other] = [
      phantomVolume(traits),
      phantomVolume(traits),
      phantomVolume({ ...traits, drawingSeed: 1 }),
    ];
    expect(Buffer.compare(Buffer.from(once.hu.buffer), Buffer.from(again.hu.buffer))).toBe(0);
    expect([again.geometry, again.centroidMm]).toEqual([once.geometry, once.centroidMm]);
    expect(Buffer.compare(Buffer.from(once.hu.buffer), Buffer.from(other.hu.buffer))).not.toBe(0);
  });

  it('holds 80 mm with room for the 50 mm cube about the seed', () => {
    for (let number = 1; number <= 12; number++) {
      const { geometry, centroidMm } = phantomVolume(phantomTraits(2, number));
      const index = worldToVoxel(geometry, centroidMm);
      index.forEach((value, axis) => {
        const [spacing, length] = [geometry.spacingMm[axis] ?? 0, geometry.size[axis] ?? 0];
        expect(value * spacing).toBeGreaterThan(25);
        expect((length - 1 - value) * spacing).toBeGreaterThan(25);
      });
    }
  });

  it('has the densities of lung and of the nodule’s kind', () => {
    const solid = phantomVolume(makeTraits({}));
    expect(meanHu(solid, 1)).toBeGreaterThan(-200);
    expect(meanHu(solid, 1)).toBeLessThan(60);
    const groundGlass = phantomVolume(makeTraits({ solidity: 0.05 }));
    expect(meanHu(groundGlass, 1)).toBeGreaterThan(-750);
    expect(meanHu(groundGlass, 1)).toBeLessThan(-500);
    const sorted = Int16Array.from(solid.hu).sort();
    expect(sorted[Math.floor(sorted.length / 2)]).toBeGreaterThan(-920);
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(-800);
    expect([sorted[0], sorted.at(-1)].every((value) => value !== undefined && value >= -1024 && value <= 3071)).toBe(
      true,
    );
  });

  it('grows with the diameter and gets rougher with irregularity', () => {
    const volume = (diameterMm: number) => phantomVolume(makeTraits({ diameterMm })).volumeMm3;
    const sphere = (diameter: number) => (Math.PI / 6) * diameter ** 3;
    for (const diameter of [10, 20, 28]) {
      expect(volume(diameter) / sphere(diameter)).toBeGreaterThan(0.5);
      expect(volume(diameter) / sphere(diameter)).toBeLessThan(2.2);
    }
    const unevenness = (irregularity: number): number => {
      const ratios = [1, 2, 3].map((drawingSeed) => {
        const drawn = phantomVolume(makeTraits({ diameterMm: 22, irregularity, drawingSeed }));
        return longestRadiusMm(drawn) / Math.cbrt((3 * drawn.volumeMm3) / (4 * Math.PI));
      });
      return (ratios[0]! + ratios[1]! + ratios[2]!) / 3;
    };
    expect(unevenness(1)).toBeGreaterThan(unevenness(0) * 1.1);
  });

  it('shows soft tissue where the site says so', () => {
    const softShare = (site: PhantomTraits['site']) => {
      const { hu, mask } = phantomVolume(makeTraits({ site, solidity: 0.05 }));
      return hu.reduce((count, value, n) => count + (value > -100 && !mask[n] ? 1 : 0), 0) / hu.length;
    };
    expect(softShare('basal')).toBeGreaterThan(0.15);
    expect(softShare('juxtapleural')).toBeGreaterThan(0.2);
    expect(softShare('perihilar')).toBeGreaterThan(0.08);
  });
});
