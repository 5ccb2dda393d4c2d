/** More points than this make a figure slow to draw and no clearer. */
const mostPoints = 4000;

/** Limits around values at round steps, a little wider than the values. */
export function roundDomain(values: Iterable<number>): [number, number] {
  const ticks = roundTicks(values);
  return [ticks[0] as number, ticks.at(-1) as number];
}

/** Multiples of a round step from below the least value to above the largest: three to ten of them. */
export function roundTicks(values: Iterable<number>): number[] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) {
    const half = Math.abs(high) / 10 || 0.5;
    [low, high] = [low - half, high + half];
  }
  const width = high - low;
  const power = 10 ** Math.floor(Math.log10(width / 4));
  const step = ([1, 2, 5].find((factor) => width / (factor * power) <= 8) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** The positions that are drawn: all, or evenly spaced ones of many. */
export function drawnPositions(count: number): number[] {
  const stride = Math.max(1, Math.ceil(count / mostPoints));
  return Array.from({ length: Math.ceil(count / stride) }, (_, i) => i * stride);
}

/** For the caption, where not all points are drawn. */
export const drawnText = (count: number): string =>
  count <= mostPoints ? '' : ` Drawn: every ${Math.ceil(count / mostPoints)}th point; all were computed with.`;
