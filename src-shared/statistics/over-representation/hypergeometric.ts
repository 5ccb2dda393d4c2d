/**
 * P(X >= hits) where X counts the marked genes among `drawn` genes taken without replacement from `universe` genes of
 * which `marked` are marked: R's `phyper(hits - 1, marked, universe - marked, drawn, lower.tail = FALSE)`. The first
 * probability is a product of ratios near 1, the others follow by their ratio, and the tail is summed as a tail.
 * Checked against scipy 1.17 to 1e-12 relative.
 */
export function hypergeometricUpper(hits: number, universe: number, marked: number, drawn: number): number {
  const least = Math.max(0, drawn + marked - universe);
  if (hits <= least) return 1;
  if (hits > Math.min(marked, drawn)) return 0;
  // The distribution is symmetric in the two; the smaller makes the shorter product.
  const [few, many] = drawn <= marked ? [drawn, marked] : [marked, drawn];
  let log = 0;
  for (let i = 0; i < hits; i++) log += Math.log(((few - i) / (i + 1)) * ((many - i) / (universe - i)));
  for (let j = 0; j < few - hits; j++) log += Math.log((universe - many - j) / (universe - hits - j));
  let term = 1;
  let sum = 1;
  for (let i = hits; i < few; i++) {
    term *= ((many - i) * (few - i)) / ((i + 1) * (universe - many - few + i + 1));
    sum += term;
    if (term < sum * 1e-17) break;
  }
  return Math.min(1, Math.exp(log) * sum);
}
