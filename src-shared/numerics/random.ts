/** A source of uniform numbers in [0, 1). Everything random in the project takes one. */
export type Random = () => number;

/**
 * xoshiro128** 1.1 (Blackman & Vigna, 2018) with its state filled by splitmix64 from `seed`; each number joins two
 * 32-bit outputs into 53 random bits. The same seed gives the same numbers on every machine.
 * Checked against the authors' C code.
 * @param seed integer of 0 or more; two seeds that differ give unrelated streams.
 */
export function createRandom(seed: number): Random {
  const [first, second] = splitmix64(BigInt(Math.trunc(seed)));
  let s0 = Number(first & 0xffffffffn) | 0;
  let s1 = Number(first >> 32n) | 0;
  let s2 = Number(second & 0xffffffffn) | 0;
  let s3 = Number(second >> 32n) | 0;

  const next = (): number => {
    const product = Math.imul(s1, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    return result >>> 0;
  };
  return () => {
    const high = next() >>> 5;
    return (high * 0x4000000 + (next() >>> 6)) / 0x20000000000000;
  };
}

function splitmix64(seed: bigint): [bigint, bigint] {
  let state = seed;
  const next = (): bigint => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = BigInt.asUintN(64, (state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
  return [next(), next()];
}

/** A uniform integer in 0 .. bound - 1. */
export const randomInteger = (random: Random, bound: number): number => Math.floor(random() * bound);

/** A standard normal number (Box-Muller, the cosine half). */
export function randomNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** A new array in random order (Fisher-Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = randomInteger(random, i + 1);
    [result[i], result[j]] = [result[j] as T, result[i] as T];
  }
  return result;
}
