import { describe, expect, it } from 'vitest';
import { calibrationBins, expectedCalibrationError, histogram } from '#shared/statistics/calibration/bins.ts';
import reference from '#test/reference/statistics/classification.json' with { type: 'json' };

const { y, p, calibration } = reference.twoClasses;
const outcome = Uint8Array.from(y);
const probabilities = Float64Array.from(p);

describe('bins of predictions', () => {
  it.each(['quantile', 'width'] as const)('by %s equal scikit-learn', (binning) => {
    const bins = calibrationBins(outcome, probabilities, { count: 8, binning, level: 0.95 });
    const expected = calibration.bins[binning];
    expect(bins).toHaveLength(expected.mean.length);
    bins.forEach(({ meanPrediction, share, low, high }, i) => {
      expect(meanPrediction).toBeCloseTo(expected.mean[i]!, 12);
      expect(share).toBeCloseTo(expected.share[i]!, 12);
      expect(low <= share && share <= high).toBe(true);
    });
  });

  it('leave out empty ones, and weigh the error by their size', () => {
    const bins = calibrationBins(Uint8Array.of(0, 0, 0, 1), Float64Array.of(0.1, 0.1, 0.1, 0.9), {
      count: 10,
      binning: 'width',
      level: 0.95,
    });
    expect(bins.map(({ count }) => count)).toEqual([3, 1]);
    expect(expectedCalibrationError(bins)).toBeCloseTo(0.1, 12);
  });

  it('count every prediction once in the histogram, 1 in the last bin', () => {
    expect(histogram(Float64Array.of(0, 0.24, 0.25, 1), 4).map(({ count }) => count)).toEqual([2, 1, 0, 1]);
  });
});
