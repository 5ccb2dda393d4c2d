/** Points this many and more are spread by density, where a swarm would take longer and not fit anyway. */
const swarmUpTo = 250;

/**
 * Sideways offsets of points so that they do not cover each other: deterministic, symmetric about zero, never beyond
 * `halfWidth`. Few points swarm: each takes the free place nearest to the middle. Where that needs more room, and for
 * many points, offsets follow a low-discrepancy sequence, as wide as the data are dense there (quasirandom jitter).
 * @param positions Along the axis, in pixels.
 * @returns An offset per point, in the order given.
 */
export function beeswarm(positions: readonly number[], radius: number, halfWidth: number): number[] {
  const swarm = positions.length <= swarmUpTo ? swarmOffsets(positions, radius * 2.05) : null;
  if (swarm?.every((offset) => Math.abs(offset) <= halfWidth)) return swarm;
  return jitterOffsets(positions, radius, halfWidth);
}

function swarmOffsets(positions: readonly number[], apart: number): number[] {
  const order = positions.map((_, i) => i).sort((a, b) => positions[a]! - positions[b]! || a - b);
  const offsets = Array.from({ length: positions.length }, () => 0);
  const placed: number[] = [];
  for (const i of order) {
    const near = placed.filter((j) => positions[i]! - positions[j]! < apart);
    const candidates = near.flatMap((j) => {
      const sideways = Math.sqrt(apart ** 2 - (positions[i]! - positions[j]!) ** 2);
      return [offsets[j]! - sideways, offsets[j]! + sideways];
    });
    const free = [0, ...candidates].filter((offset) =>
      near.every((j) => Math.hypot(offset - offsets[j]!, positions[i]! - positions[j]!) >= apart * (1 - 1e-9)),
    );
    // Of two places as near, the one that alternates sides.
    offsets[i] = free.reduce((best, offset) => {
      const [a, b] = [Math.abs(offset), Math.abs(best)];
      if (Math.abs(a - b) > 1e-9) return a < b ? offset : best;
      return placed.length % 2 === 0 ? Math.max(offset, best) : Math.min(offset, best);
    }, free[0] ?? 0);
    placed.push(i);
  }
  return offsets;
}

function jitterOffsets(positions: readonly number[], radius: number, halfWidth: number): number[] {
  const sorted = [...positions].sort((a, b) => a - b);
  const window = radius * 4;
  const dense = positions.map(
    (position) => countBelow(sorted, position + window) - countBelow(sorted, position - window),
  );
  const densest = Math.max(1, ...dense);
  const order = positions.map((_, i) => i).sort((a, b) => positions[a]! - positions[b]! || a - b);
  const offsets = Array.from({ length: positions.length }, () => 0);
  order.forEach((i, rank) => {
    offsets[i] = (2 * vanDerCorput(rank + 1) - 1) * halfWidth * Math.min(1, Math.sqrt(dense[i]! / densest));
  });
  return offsets;
}

/** How many of the sorted values are at most `limit`. */
function countBelow(sorted: readonly number[], limit: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The digits of n in base 2, mirrored about the point. */
function vanDerCorput(n: number): number {
  let [value, denominator] = [0, 1];
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    denominator *= 2;
    value += (rest % 2) / denominator;
  }
  return value;
}
