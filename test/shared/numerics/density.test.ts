import { describe, expect, it } from 'vitest';
import { contourRings, type DensityGrid, densityGrid, levelOfMass } from '#shared/numerics/density.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';
import { reference } from './feature-space-reference.ts';

const random = createRandom(11);
const normal = Float64Array.from({ length: 4000 }, () => randomNormal(random));

function valueAt(grid: DensityGrid, x: number, y: number): number {
  const [column, row] = [(x - grid.x0) / grid.stepX, (y - grid.y0) / grid.stepY];
  const [c, r] = [Math.floor(column), Math.floor(row)];
  const at = (i: number, j: number): number => grid.values[j * grid.columns + i] ?? 0;
  const [u, v] = [column - c, row - r];
  return (
    (1 - u) * (1 - v) * at(c, r) + u * (1 - v) * at(c + 1, r) + (1 - u) * v * at(c, r + 1) + u * v * at(c + 1, r + 1)
  );
}

/** Signed area and whether a place is inside, by the even-odd rule. */
function isInside(rings: readonly (readonly [number, number])[][], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    ring.forEach(([x1, y1], i) => {
      const [x0, y0] = ring[(i + ring.length - 1) % ring.length] ?? [0, 0];
      if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) inside = !inside;
    });
  }
  return inside;
}

describe('density on a grid', () => {
  it('is that of scipy: the whole covariance by the rule of Scott', () => {
    const { points, places, densities } = reference.density;
    const grid = densityGrid(Float64Array.from(points), 400);
    if (!grid) return expect.fail('no density');
    densities.forEach((density, k) => {
      const [x = 0, y = 0] = places.slice(2 * k, 2 * k + 2);
      const inGrid = x > grid.x0 && y > grid.y0 && (x - grid.x0) / grid.stepX < 399 && (y - grid.y0) / grid.stepY < 399;
      if (inGrid) expect(valueAt(grid, x, y)).toBeCloseTo(density, 4);
    });
  });

  it('holds all of the mass', () => {
    const grid = densityGrid(normal, 120);
    if (!grid) return expect.fail('no density');
    const mass = grid.values.reduce((sum, value) => sum + value, 0) * grid.stepX * grid.stepY;
    expect(mass).toBeCloseTo(1, 2);
  });

  it.each([0.25, 0.5, 0.8])('a contour of mass %s holds that share of the points', (mass) => {
    const grid = densityGrid(normal, 120, 0.7);
    if (!grid) return expect.fail('no density');
    const shapes = contourRings(grid, levelOfMass(grid, mass));
    let held = 0;
    for (let i = 0; i < normal.length; i += 2) {
      if (shapes.some((rings) => isInside(rings, normal[i] ?? 0, normal[i + 1] ?? 0))) held++;
    }
    expect(Math.abs(held / 2000 - mass)).toBeLessThan(0.04);
    const [ring] = shapes[0] ?? [];
    expect(ring?.[0]).toEqual(ring?.at(-1));
  });

  it('is absent for two points and for points on a line', () => {
    expect(densityGrid(Float64Array.from([0, 0, 1, 2]), 50)).toBeNull();
    expect(densityGrid(Float64Array.from([0, 0, 1, 2, 2, 4, 3, 6]), 50)).toBeNull();
  });
});
