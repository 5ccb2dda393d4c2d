import { quantileOfSorted, sorted } from '../../numerics/quantile.ts';
import { wilsonInterval } from '../measures/wilson.ts';

/** Rows with like predictions. */
export interface CalibrationBin {
  readonly count: number;
  readonly positives: number;
  readonly meanPrediction: number;
  /** Share of positives with Wilson's interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Groups predictions by quantile (type 7) or by width between 0 and 1, empty groups left out; a prediction on an edge
 * belongs below it. As scikit-learn's `calibration_curve`.
 */
export function calibrationBins(
  outcome: Uint8Array,
  probabilities: Float64Array,
  options: { count: number; binning: 'quantile' | 'width'; level: number },
): CalibrationBin[] {
  const ascending = sorted(probabilities);
  const shares = Array.from({ length: options.count - 1 }, (_, i) => (i + 1) / options.count);
  const edges = options.binning === 'width' ? shares : shares.map((share) => quantileOfSorted(ascending, share));
  const counts = new Float64Array(options.count);
  const positives = new Float64Array(options.count);
  const sums = new Float64Array(options.count);
  probabilities.forEach((probability, row) => {
    const bin = edgesBelow(edges, probability);
    counts[bin] = (counts[bin] as number) + 1;
    positives[bin] = (positives[bin] as number) + (outcome[row] as number);
    sums[bin] = (sums[bin] as number) + probability;
  });
  return Array.from(counts).flatMap((count, bin): CalibrationBin[] => {
    if (count === 0) return [];
    const found = positives[bin] as number;
    const meanPrediction = (sums[bin] as number) / count;
    return [
      { count, positives: found, meanPrediction, share: found / count, ...wilsonInterval(found, count, options.level) },
    ];
  });
}

/** How many of the ascending edges are below the value. */
function edgesBelow(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Expected calibration error: mean over rows of the distance between share and mean prediction of their bin. */
export function expectedCalibrationError(bins: readonly CalibrationBin[]): number {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  return (
    bins.reduce((sum, { count, share, meanPrediction }) => sum + count * Math.abs(share - meanPrediction), 0) / all
  );
}

/** Numbers of predictions in `count` equal widths from 0 to 1; an edge belongs above it, 1 to the last. */
export function histogram(probabilities: Float64Array, count: number): { from: number; to: number; count: number }[] {
  const counts = new Int32Array(count);
  for (const probability of probabilities) {
    const bin = Math.min(count - 1, Math.floor(probability * count));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return Array.from(counts, (found, i) => ({ from: i / count, to: (i + 1) / count, count: found }));
}
