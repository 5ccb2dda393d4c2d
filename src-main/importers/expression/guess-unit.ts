/**
 * What values of expression look like: `z-score` (a fifth or more below 0, centred, spread about 1), `not logarithmic`
 * (none below 0, largest beyond 100), else `log2`.
 */
export function guessUnit(values: Float32Array): 'z-score' | 'log2' | 'not logarithmic' {
  let [count, negative, sum, squares, largest] = [0, 0, 0, 0, -Infinity];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    if (value < 0) negative++;
    sum += value;
    squares += value * value;
    if (value > largest) largest = value;
  }
  const mean = sum / count;
  const spread = Math.sqrt(Math.max(0, squares / count - mean * mean));
  if (negative > 0.2 * count && Math.abs(mean) < 0.3 && spread > 0.5 && spread < 1.5) return 'z-score';
  return negative === 0 && largest > 100 ? 'not logarithmic' : 'log2';
}
