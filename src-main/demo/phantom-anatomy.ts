import type { Vec3 } from '#shared/imaging/geometry.ts';
import { type Random, randomNormal } from '#shared/numerics/random.ts';
import { blend, type Canvas, paintCapsule, visit } from './canvas.ts';
import { addSmoothNoise } from './noise-field.ts';
import { randomDirection } from './phantom-nodule.ts';
import type { PhantomTraits } from './phantom-traits.ts';

/** Something around the lung: `distance` is negative inside it, in mm. */
export interface Organ {
  distance(x: number, y: number, z: number): number;
  paint(canvas: Canvas): void;
}

/** Aerated lung: its density rises towards the back, with clouds and a fine grain. */
export function paintLung(canvas: Canvas, random: Random): void {
  const base = -872 + 10 * random();
  visit(canvas, [0, 0, 0], Infinity, (index, _x, y) => {
    canvas.hu[index] = base + 0.5 * y;
  });
  addSmoothNoise(canvas.hu, canvas.size, canvas.spacingMm, 14, 16, random);
  addSmoothNoise(canvas.hu, canvas.size, canvas.spacingMm, 5, 20, random);
  addSmoothNoise(canvas.hu, canvas.size, canvas.spacingMm, 2.2, 30, random);
}

/** Arteries and veins that branch outward from the hilum, and a few airways beside them. */
export function paintVessels(canvas: Canvas, hilum: Vec3, random: Random): void {
  const trunks = 4 + Math.floor(random() * 2);
  for (let n = 0; n < trunks; n++) {
    const target: Vec3 = [40 * (random() - 0.5), 50 * (random() - 0.5), 60 * (random() - 0.5)];
    const start = hilum.map((value) => value + 12 * (random() - 0.5)) as unknown as Vec3;
    const towards = unit([target[0] - start[0], target[1] - start[1], target[2] - start[2]]);
    branch(canvas, start, towards, 1.2 + 0.5 * random(), 0, random);
    if (n < 2) paintAirway(canvas, start, towards, 1.6 + random(), random);
  }
}

function branch(canvas: Canvas, start: Vec3, towards: Vec3, radius: number, depth: number, random: Random): void {
  if (radius < 0.35 || depth > 11) return;
  const length = 5 + 4 * radius + 5 * random();
  const wobble = randomDirection(random);
  const heading = unit([towards[0] + 0.35 * wobble[0], towards[1] + 0.35 * wobble[1], towards[2] + 0.35 * wobble[2]]);
  const end: Vec3 = [start[0] + length * heading[0], start[1] + length * heading[1], start[2] + length * heading[2]];
  const thinner = radius * (0.84 + 0.1 * random());
  paintCapsule(canvas, start, end, radius, thinner, 30);
  branch(canvas, end, heading, thinner, depth + 1, random);
  if (random() < 0.6) {
    const aside = randomDirection(random);
    const fork = unit([heading[0] + 1.1 * aside[0], heading[1] + 1.1 * aside[1], heading[2] + 1.1 * aside[2]]);
    branch(canvas, end, fork, thinner * (0.5 + 0.3 * random()), depth + 1, random);
  }
}

function paintAirway(canvas: Canvas, start: Vec3, towards: Vec3, radius: number, random: Random): void {
  let from: Vec3 = [start[0] + 5 * (random() - 0.5), start[1] + 5, start[2] + 5 * (random() - 0.5)];
  let heading = towards;
  const pieces: [Vec3, Vec3][] = [];
  for (let n = 0; n < 4; n++) {
    const wobble = randomDirection(random);
    heading = unit([heading[0] + 0.25 * wobble[0], heading[1] + 0.25 * wobble[1], heading[2] + 0.25 * wobble[2]]);
    const to: Vec3 = [from[0] + 10 * heading[0], from[1] + 10 * heading[1], from[2] + 10 * heading[2]];
    pieces.push([from, to]);
    from = to;
  }
  for (const [a, b] of pieces) paintCapsule(canvas, a, b, radius + 0.9, radius + 0.8, -60);
  for (const [a, b] of pieces) paintCapsule(canvas, a, b, radius, radius * 0.95, -985);
}

/**
 * Pleura, muscle with fat between, ribs with a hard shell, then subcutaneous fat: a cylinder along z with the lung inside.
 * @param outward unit vector in the axial plane from the lung to the wall; @param distanceMm from (0, 0, 0) to the pleura.
 */
export function chestWall(outward: readonly [number, number], distanceMm: number, random: Random): Organ {
  const curvature = 85 + 25 * random();
  const [cx, cy] = [outward[0] * (distanceMm - curvature), outward[1] * (distanceMm - curvature)];
  const ribOffset = 24 * random();
  const tilt = 0.25 * randomNormal(random);
  const fat = -105 + 10 * random();
  const depthAt = (x: number, y: number): number => Math.hypot(x - cx, y - cy) - curvature;
  const distance = (x: number, y: number): number => -depthAt(x, y);
  const paint = (canvas: Canvas): void =>
    visit(canvas, [0, 0, 0], Infinity, (index, x, y, z) => {
      const depth = depthAt(x, y);
      if (depth < -2) return;
      const along = x * -outward[1] + y * outward[0];
      const phase = (((z + tilt * along + ribOffset) % 24) + 24) % 24;
      const rib = ((depth - 7) / 4.5) ** 2 + ((phase - 12) / 6.5) ** 2;
      const tissue =
        rib < 0.5
          ? 190
          : rib < 1
            ? 620
            : depth < 2
              ? 20
              : depth < 13
                ? 48
                : depth < 19
                  ? fat + 25
                  : depth < 27
                    ? 52
                    : fat;
      blend(canvas, index, -depth, tissue);
    });
  return { distance, paint };
}

/** A wavy ball of soft tissue: the dome of the diaphragm with the liver below, or the flank of the mediastinum. */
export function softTissueBall(centreMm: Vec3, radiusMm: number, waveMm: number, hu: number, random: Random): Organ {
  const [px, py, pz] = [6 * random(), 6 * random(), 6 * random()];
  const distance = (x: number, y: number, z: number): number =>
    Math.hypot(x - centreMm[0], y - centreMm[1], z - centreMm[2]) -
    radiusMm -
    waveMm * (Math.sin(x / 9 + px) + Math.sin(y / 8 + py) + Math.sin(z / 11 + pz));
  const paint = (canvas: Canvas): void =>
    visit(canvas, [0, 0, 0], Infinity, (index, x, y, z) => blend(canvas, index, distance(x, y, z), hu));
  return { distance, paint };
}

/** The organs in view, by the site of the nodule; the nodule may touch them. */
export function surroundings(
  { site, side, diameterMm }: Pick<PhantomTraits, 'site' | 'side' | 'diameterMm'>,
  random: Random,
): Organ[] {
  const lateral = side === 'left' ? 1 : -1;
  const radius = diameterMm / 2;
  const angle = (random() - 0.35) * 1.6;
  const outward: readonly [number, number] = [lateral * Math.cos(angle), Math.sin(angle)];
  const wallMm = site === 'juxtapleural' ? radius * 0.95 : 36 + 16 * random();
  const organs = site === 'perihilar' ? [] : [chestWall(outward, wallMm, random)];
  if (site === 'perihilar') {
    const distance = radius + 4 + 4 * random();
    organs.push(
      softTissueBall(
        [-lateral * (45 + distance), 8 * randomNormal(random), 12 * randomNormal(random)],
        45,
        2,
        42,
        random,
      ),
    );
  }
  if (site === 'basal')
    organs.push(
      softTissueBall(
        [8 * randomNormal(random), 8 * randomNormal(random), -(70 + radius + 4 + 4 * random())],
        70,
        0.6,
        58,
        random,
      ),
    );
  return organs;
}

/** Where vessels come from: the side of the midline, at the edge of what is in view. */
export const hilumOf = (side: PhantomTraits['side'], site: PhantomTraits['site']): Vec3 => [
  (side === 'left' ? -1 : 1) * (site === 'perihilar' ? 22 : 38),
  -4,
  4,
];

function unit(v: Vec3): Vec3 {
  const length = Math.hypot(...v) || 1;
  return [v[0] / length, v[1] / length, v[2] / length];
}
