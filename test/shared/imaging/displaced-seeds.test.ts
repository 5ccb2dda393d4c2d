import { describe, expect, it } from 'vitest';
import { displacedSeed, displacedSeeds } from '#shared/imaging/displaced-seeds.ts';
import { type Geometry, identityDirection, worldToVoxel } from '#shared/imaging/geometry.ts';
import { normalUpper } from '#shared/numerics/distributions.ts';
import { createRandom } from '#shared/numerics/random.ts';

const large: Geometry = {
  size: [400, 400, 300],
  spacingMm: [1, 1, 1],
  originMm: [-200, -200, -150],
  direction: identityDirection,
};
const oblique: Geometry = {
  size: [60, 50, 20],
  spacingMm: [0.7, 0.7, 3],
  originMm: [-20, -15, -30],
  direction: [Math.cos(0.3), -Math.sin(0.3), 0, Math.sin(0.3), Math.cos(0.3), 0, 0, 0, 1],
};

describe('displacedSeeds', () => {
  it('draws each axis from a normal of the variance asked for', () => {
    const draws = 20_000;
    const { offsetsMm, redrawn } = displacedSeeds(large, [0, 0, 0], {
      draws,
      varianceMm2: 16,
      random: createRandom(1),
    });
    expect(redrawn).toBe(0);
    expect([...offsetsMm.subarray(0, 3)]).toEqual([0, 0, 0]);
    for (const axis of [0, 1, 2]) {
      const values = offsetsMm.subarray(3).filter((_, i) => i % 3 === axis);
      const mean = values.reduce((sum, value) => sum + value, 0) / draws;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (draws - 1);
      expect(Math.abs(mean)).toBeLessThan((4 * 4) / Math.sqrt(draws));
      // Four standard errors of a normal variance.
      expect(Math.abs(variance - 16)).toBeLessThan(4 * 16 * Math.sqrt(2 / draws));
      const beyond = values.filter((value) => Math.abs(value) > 8).length / draws;
      expect(Math.abs(beyond - 2 * normalUpper(2))).toBeLessThan(4 * Math.sqrt(0.0455 / draws));
    }
    const [x, y] = [0, 1].map((axis) => offsetsMm.filter((_, i) => i % 3 === axis));
    const covariance = x!.reduce((sum, value, i) => sum + value * y![i]!, 0) / draws;
    expect(Math.abs(covariance)).toBeLessThan((4 * 16) / Math.sqrt(draws));
  });

  it('is the same for the same stream, and the first draws do not depend on how many follow', () => {
    const of = (draws: number, seed: number) => [
      ...displacedSeeds(large, [0, 0, 0], { draws, varianceMm2: 16, random: createRandom(seed) }).offsetsMm,
    ];
    expect(of(5, 3)).toEqual(of(5, 3));
    expect(of(9, 3).slice(0, 18)).toEqual(of(5, 3));
    expect(of(5, 4)).not.toEqual(of(5, 3));
  });

  it('draws again what leaves the scan, so that every seed is inside, none piled up at the border', () => {
    const seedMm = [-19, -14, -29] as const;
    const { offsetsMm, redrawn } = displacedSeeds(oblique, seedMm, {
      draws: 400,
      varianceMm2: 16,
      random: createRandom(2),
    });
    expect(redrawn).toBeGreaterThan(100);
    const places = new Set<string>();
    for (let draw = 1; draw <= 400; draw++) {
      const index = worldToVoxel(oblique, displacedSeed(seedMm, offsetsMm, draw));
      index.forEach((value, axis) => {
        expect(value).toBeGreaterThanOrEqual(-0.5);
        expect(value).toBeLessThanOrEqual(oblique.size[axis]! - 0.5);
      });
      places.add(index.join());
    }
    expect(places.size).toBe(400);
  });

  it('gives up on a seed outside the scan', () => {
    expect(() => displacedSeeds(oblique, [500, 0, 0], { draws: 2, varianceMm2: 1, random: createRandom(1) })).toThrow(
      'inside the scan',
    );
  });
});
