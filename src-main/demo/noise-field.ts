import type { Vec3 } from '#shared/imaging/geometry.ts';
import type { Random } from '#shared/numerics/random.ts';

/**
 * A quick source of nearly normal numbers (variance 1) for noise on every voxel: four 16-bit uniform numbers of a
 * 32-bit xorshift summed, the state started by `random`.
 */
export function createGrain(random: Random): () => number {
  let state = Math.floor(random() * 0xffffffff) | 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const scale = Math.sqrt(3) / 0x10000;
  return () => {
    const [a, b] = [next(), next()];
    return ((a & 0xffff) + (a >>> 16) + (b & 0xffff) + (b >>> 16) - 2 * 0xffff) * scale;
  };
}

/**
 * Adds smooth noise: normal numbers on a lattice of `lengthMm`, joined linearly between its nodes.
 * @param amplitude standard deviation at the nodes.
 */
export function addSmoothNoise(
  values: Float32Array,
  size: Vec3,
  spacingMm: Vec3,
  lengthMm: number,
  amplitude: number,
  random: Random,
): void {
  const steps = spacingMm.map((spacing) => spacing / lengthMm) as unknown as Vec3;
  const nodes = size.map((count, axis) => Math.ceil(count * (steps[axis] ?? 1)) + 2) as unknown as Vec3;
  const lattice = new Float32Array(nodes[0] * nodes[1] * nodes[2]);
  const grain = createGrain(random);
  for (let n = 0; n < lattice.length; n++) lattice[n] = amplitude * grain();
  const rowLength = nodes[0];
  const planeLength = nodes[0] * nodes[1];
  const at = (index: number): number => lattice[index] as number;
  let out = 0;
  for (let k = 0; k < size[2]; k++) {
    const z = k * steps[2];
    const fz = z - Math.floor(z);
    for (let j = 0; j < size[1]; j++) {
      const y = j * steps[1];
      const fy = y - Math.floor(y);
      const row = Math.floor(z) * planeLength + Math.floor(y) * rowLength;
      for (let i = 0; i < size[0]; i++) {
        const x = i * steps[0];
        const fx = x - Math.floor(x);
        const n = row + Math.floor(x);
        const near = mix(mix(at(n), at(n + 1), fx), mix(at(n + rowLength), at(n + rowLength + 1), fx), fy);
        const m = n + planeLength;
        const far = mix(mix(at(m), at(m + 1), fx), mix(at(m + rowLength), at(m + rowLength + 1), fx), fy);
        values[out++]! += mix(near, far, fz);
      }
    }
  }
}

const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

/** Blurs along one axis with a Gaussian of `sigma` voxels; edges repeat. */
export function blurAxis(values: Float32Array, size: Vec3, axis: 0 | 1 | 2, sigma: number): void {
  if (sigma < 0.15) return;
  const radius = Math.max(1, Math.ceil(2.5 * sigma));
  const weights = Array.from({ length: 2 * radius + 1 }, (_, tap) =>
    Math.exp(-((tap - radius) ** 2) / (2 * sigma * sigma)),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const kernel = Float64Array.from(weights, (weight) => weight / total);
  const stride = axis === 0 ? 1 : axis === 1 ? size[0] : size[0] * size[1];
  const length = size[axis];
  const line = new Float32Array(length + 2 * radius);
  const blurLine = (start: number): void => {
    for (let n = 0; n < line.length; n++) {
      line[n] = values[start + Math.min(length - 1, Math.max(0, n - radius)) * stride] as number;
    }
    for (let n = 0; n < length; n++) {
      let sum = 0;
      for (let tap = 0; tap < kernel.length; tap++) sum += (kernel[tap] as number) * (line[n + tap] as number);
      values[start + n * stride] = sum;
    }
  };
  for (let block = 0; block < values.length; block += stride * length) {
    for (let offset = 0; offset < stride; offset++) blurLine(block + offset);
  }
}
