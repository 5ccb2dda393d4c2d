import type { Geometry, Vec3 } from '#shared/imaging/geometry.ts';
import { identityDirection } from '#shared/imaging/geometry.ts';
import { createRandom, type Random } from '#shared/numerics/random.ts';
import { type Canvas, createCanvas, visit } from './canvas.ts';
import { addSmoothNoise, blurAxis, createGrain } from './noise-field.ts';
import { hilumOf, paintLung, paintVessels, surroundings } from './phantom-anatomy.ts';
import { createNodule } from './phantom-nodule.ts';
import type { PhantomTraits } from './phantom-traits.ts';

export interface PhantomVolume {
  readonly geometry: Geometry;
  /** HU, i fastest. */
  readonly hu: Int16Array;
  /** 1 where the centre of the voxel lies in the nodule (spicules are not part of it), else 0. */
  readonly mask: Uint8Array;
  /** Mean of the mask's voxel centres, LPS mm. */
  readonly centroidMm: Vec3;
  readonly volumeMm3: number;
}

/** Edge of the cube that is drawn: the 50 mm patch with room for a shifted seed. */
const edgeMm = 80;

/**
 * Draws a lung-like CT volume about a nodule: lung texture, vessels, airways, the organs of the site, the nodule; then the
 * blur of the kernel and the slice thickness, and noise. Deterministic in the traits.
 */
export function phantomVolume(traits: PhantomTraits): PhantomVolume {
  const random = createRandom(traits.drawingSeed);
  const { spacingMm } = traits;
  const size = spacingMm.map((spacing) => Math.round(edgeMm / spacing)) as unknown as Vec3;
  const offset = spacingMm.map(
    (spacing, axis) => -(((size[axis] ?? 1) - 1) / 2) * spacing + 6 * (random() - 0.5),
  ) as unknown as Vec3;
  const canvas = createCanvas(size, spacingMm, offset);
  paintLung(canvas, random);
  paintVessels(canvas, hilumOf(traits.side, traits.site), random);
  const nodule = createNodule(traits, random);
  nodule.paint(canvas);
  const organs = surroundings(traits, random);
  for (const organ of organs) organ.paint(canvas);
  addSmoothNoise(canvas.hu, size, spacingMm, 3.5, 14, random);

  const mask = new Uint8Array(canvas.hu.length);
  visit(canvas, [0, 0, 0], nodule.reachMm, (index, x, y, z) => {
    if (nodule.distance(x, y, z) < 0 && organs.every((organ) => organ.distance(x, y, z) > 0)) mask[index] = 1;
  });
  scan(canvas, traits, random);

  const place = chestPlace(traits, random);
  const originMm = offset.map((value, axis) => Math.round((value + (place[axis] ?? 0)) * 100) / 100) as unknown as Vec3;
  const geometry: Geometry = { size, spacingMm, originMm, direction: identityDirection };
  return { geometry, hu: rounded(canvas.hu), mask, ...measured(geometry, mask) };
}

/** What the scanner does to the picture: slice thickness, reconstruction kernel, noise of the kernel's grain. */
function scan(canvas: Canvas, { kernel, noiseHu }: PhantomTraits, random: Random): void {
  const { hu, size, spacingMm } = canvas;
  const blurMm = { SOFT: 0.85, STANDARD: 0.65, SHARP: 0.4 }[kernel];
  const grainMm = { SOFT: 0.9, STANDARD: 0.55, SHARP: 0 }[kernel];
  for (const axis of [0, 1] as const) blurAxis(hu, size, axis, blurMm / spacingMm[axis]);
  blurAxis(hu, size, 2, 0.35);
  const noise = new Float32Array(hu.length);
  const grain = createGrain(random);
  for (let n = 0; n < noise.length; n++) noise[n] = grain();
  for (const axis of [0, 1] as const) blurAxis(noise, size, axis, grainMm / spacingMm[axis]);
  let power = 0;
  for (const value of noise) power += value * value;
  const scale = noiseHu / Math.sqrt(power / noise.length || 1);
  for (let n = 0; n < hu.length; n++) hu[n]! += scale * (noise[n] as number);
}

/** A plausible place of the nodule in the patient, LPS mm. */
const chestPlace = ({ side, site }: PhantomTraits, random: Random): Vec3 => {
  const lateral = { parenchymal: 75, juxtapleural: 105, perihilar: 45, basal: 80 }[site] + 16 * (random() - 0.5);
  return [
    side === 'left' ? lateral : -lateral,
    -20 + 60 * (random() - 0.5),
    (site === 'basal' ? -310 : -200) + 60 * (random() - 0.5),
  ];
};

function rounded(values: Float32Array): Int16Array {
  const result = new Int16Array(values.length);
  for (let n = 0; n < values.length; n++) result[n] = Math.min(3071, Math.max(-1024, Math.round(values[n] as number)));
  return result;
}

function measured(geometry: Geometry, mask: Uint8Array): Pick<PhantomVolume, 'centroidMm' | 'volumeMm3'> {
  const { size, spacingMm, originMm } = geometry;
  const sum = [0, 0, 0] as [number, number, number];
  let count = 0;
  mask.forEach((inside, index) => {
    if (inside === 0) return;
    count++;
    sum[0] += index % size[0];
    sum[1] += Math.floor(index / size[0]) % size[1];
    sum[2] += Math.floor(index / (size[0] * size[1]));
  });
  const centroidMm = sum.map(
    (total, axis) => (originMm[axis] ?? 0) + (total / count) * (spacingMm[axis] ?? 0),
  ) as unknown as Vec3;
  return { centroidMm, volumeMm3: count * spacingMm[0] * spacingMm[1] * spacingMm[2] };
}
