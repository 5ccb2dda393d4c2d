import { createRandom, randomNormal } from '#shared/numerics/random.ts';

export const fingerprintLength = 512;

/** Spread of 125 real lesions along their principal axes, of fingerprints brought to length 1; measured in twin-patches.test.ts. */
const spread = [0.41, 0.32, 0.31, 0.25, 0.22, 0.2, 0.18, 0.17, 0.15, 0.14, 0.13, 0.12, 0.12, 0.11, 0.11, 0.1];
const waves = 120;

/** Fingerprints that differ as those of real lesions do: slow waves through the cube, strong ones first. HU. */
export function likeRealLesions(rows: number, seed: number): Float32Array {
  const random = createRandom(seed);
  const shapes = Array.from({ length: waves }, (_, wave) => {
    const [a, b, c] = [wave % 5, Math.floor(wave / 5) % 5, Math.floor(wave / 25)];
    return Float64Array.from({ length: fingerprintLength }, (_unused, at) =>
      [at % 8, (at >> 3) % 8, at >> 6].reduce(
        (product, place, axis) => product * Math.cos((Math.PI * (place + 0.5) * [a, b, c][axis]!) / 8),
        1,
      ),
    );
  });
  const values = new Float32Array(rows * fingerprintLength);
  for (let row = 0; row < rows; row++) {
    for (const [wave, shape] of shapes.entries()) {
      const weight = 300 * (spread[wave] ?? 1.5 / wave) * randomNormal(random);
      for (let n = 0; n < fingerprintLength; n++) values[row * fingerprintLength + n]! += weight * shape[n]!;
    }
  }
  return values;
}

/** The same with a tenth of the rows made over from others: brighter, with up to so much noise. */
export function withTwins(values: Float32Array, seed: number, mostNoiseHu: number): Float32Array {
  const random = createRandom(seed);
  const rows = values.length / fingerprintLength;
  const made = Float32Array.from(values);
  for (let row = Math.ceil(0.9 * rows); row < rows; row++) {
    const from = Math.floor(random() * 0.9 * rows) * fingerprintLength;
    const noiseHu = mostNoiseHu * random();
    for (let n = 0; n < fingerprintLength; n++)
      made[row * fingerprintLength + n] = 1.1 * values[from + n]! + 40 + noiseHu * randomNormal(random);
  }
  return made;
}

/** Pearson's correlation, two passes. */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ma, mb] = [0, 0];
  for (let n = 0; n < a.length; n++) {
    ma += a[n]! / a.length;
    mb += b[n]! / b.length;
  }
  let [ab, aa, bb] = [0, 0, 0];
  for (let n = 0; n < a.length; n++) {
    const [x, y] = [a[n]! - ma, b[n]! - mb];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb);
}

/** All with all: `a b` of each pair of different groups that correlates by `least` or more. */
export function bruteForceTwins(values: Float32Array, groups: Int32Array, least: number): string[] {
  const row = (index: number) => values.subarray(index * fingerprintLength, (index + 1) * fingerprintLength);
  const found: string[] = [];
  for (let a = 0; a < groups.length; a++)
    for (let b = a + 1; b < groups.length; b++)
      if (groups[a] !== groups[b] && pearson(row(a), row(b)) >= least) found.push(`${a} ${b}`);
  return found;
}

/** Runs a search to its end. */
export function finished<T>(search: Generator<number, T>): T {
  for (let step = search.next(); ; step = search.next()) if (step.done) return step.value;
}
