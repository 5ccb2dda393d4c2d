/**
 * Counts values in `count` equal bins from `from` to `to`; a value on an edge belongs to the bin above it, the last edge
 * to the last bin. Values outside are counted in the outermost bins.
 */
export function binsOf(
  values: Iterable<number>,
  { from, to, count }: { from: number; to: number; count: number },
): { from: number; to: number; count: number }[] {
  const counts = new Float64Array(count);
  for (const value of values) {
    const bin = Math.min(count - 1, Math.max(0, Math.floor((count * (value - from)) / (to - from) + 1e-9)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  const edge = (bin: number): number => Number((from + ((to - from) * bin) / count).toPrecision(12));
  return Array.from(counts, (inBin, bin) => ({ from: edge(bin), to: edge(bin + 1), count: inBin }));
}

/** An axis of counts from 0 to at least `most`, with whole numbers as ticks. */
export function countAxis(most: number): { domain: [number, number]; ticks: number[] } {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, most) / 4)));
  const step = ([1, 2, 5, 10].find((factor) => most / (factor * power) <= 6) ?? 10) * power;
  const end = Math.max(1, Math.ceil(most / step)) * step;
  return { domain: [0, end], ticks: Array.from({ length: end / step + 1 }, (_, i) => i * step) };
}
