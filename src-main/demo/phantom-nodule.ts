import type { Vec3 } from '#shared/imaging/geometry.ts';
import { type Random, randomNormal } from '#shared/numerics/random.ts';
import { blend, type Canvas, paintCapsule, visit } from './canvas.ts';
import type { PhantomTraits } from './phantom-traits.ts';

type NoduleTraits = Pick<PhantomTraits, 'diameterMm' | 'solidity' | 'irregularity'>;

/** A nodule as a closed surface about (0, 0, 0). */
export interface Nodule {
  /** Roughly the distance to the surface in mm, negative inside. */
  distance(x: number, y: number, z: number): number;
  /** Half the edge of a box that holds it, in mm. */
  readonly reachMm: number;
  paint(canvas: Canvas): void;
}

const solidHu = 35;
const groundGlassHu = -620;

export function randomDirection(random: Random): Vec3 {
  const v: Vec3 = [randomNormal(random), randomNormal(random), randomNormal(random)];
  const length = Math.hypot(...v) || 1;
  return [v[0] / length, v[1] / length, v[2] / length];
}

/**
 * An ellipsoid whose radius swells and shrinks in lobes (broad bumps over the unit sphere), the more so the more
 * irregular; above 0.4 thin spicules leave the surface. Solidity sets both how dense the rim is and how far the solid
 * core reaches, from ground glass through part-solid to solid.
 */
export function createNodule(traits: NoduleTraits, random: Random): Nodule {
  const radius = traits.diameterMm / 2;
  const axes: Vec3 = [1, 1 + 0.16 * randomNormal(random), 1 + 0.16 * randomNormal(random)].map((a) =>
    Math.min(1.35, Math.max(0.72, a)),
  ) as unknown as Vec3;
  const depth = 0.03 + 0.42 * traits.irregularity ** 1.5;
  const lobes = Array.from({ length: 12 }, () => ({
    towards: randomDirection(random),
    height: depth * (0.4 + random()) * (random() < 0.35 ? -1 : 1),
    sharpness: 5 + 11 * random(),
  }));
  const surface = (ux: number, uy: number, uz: number): number => {
    let swell = 1;
    for (const { towards, height, sharpness } of lobes) {
      swell += height * Math.exp(sharpness * (ux * towards[0] + uy * towards[1] + uz * towards[2] - 1));
    }
    return radius * Math.max(0.45, swell);
  };
  const distance = (x: number, y: number, z: number): number => {
    const [px, py, pz] = [x / axes[0], y / axes[1], z / axes[2]];
    const r = Math.hypot(px, py, pz) || 1e-6;
    return r - surface(px / r, py / r, pz / r);
  };
  const reachMm = radius * 1.35 * (1 + 3 * depth) + 2;

  const core = traits.solidity;
  const rimHu = groundGlassHu + (solidHu - groundGlassHu) * Math.min(1, Math.max(0, 1.5 * core - 0.5));
  const coreEdge = -2 * radius * (1 - core) * 0.8;
  const aside = randomDirection(random).map((component) => component * 0.3 * radius * (1 - core)) as unknown as Vec3;
  const paint = (canvas: Canvas): void => {
    paintSpicules(canvas, traits, distance, rimHu, random);
    visit(canvas, [0, 0, 0], reachMm, (index, x, y, z) => {
      const d = distance(x, y, z);
      if (d > 2) return;
      const coreDistance = Math.max(d, distance(x - aside[0], y - aside[1], z - aside[2]));
      const coreShare = Math.min(1, Math.max(0, (coreEdge - coreDistance) / 3 + 0.5));
      blend(canvas, index, d, rimHu + (solidHu - rimHu) * coreShare);
    });
  };
  return { distance, reachMm, paint };
}

function paintSpicules(
  canvas: Canvas,
  traits: NoduleTraits,
  distance: Nodule['distance'],
  rimHu: number,
  random: Random,
): void {
  const count = Math.round(Math.max(0, traits.irregularity - 0.4) * 55);
  for (let n = 0; n < count; n++) {
    const u = randomDirection(random);
    let start = 0;
    while (distance(u[0] * start, u[1] * start, u[2] * start) < -0.5) start += 0.5;
    const length = 3 + 8 * random() * (0.4 + traits.irregularity);
    const bend = randomDirection(random);
    const end = u.map((component, axis) => component * (start + length) + 1.2 * (bend[axis] ?? 0)) as unknown as Vec3;
    const from: Vec3 = [u[0] * start, u[1] * start, u[2] * start];
    paintCapsule(canvas, from, end, 1.1 + 0.7 * random(), 0.3, Math.max(-250, rimHu));
  }
}
