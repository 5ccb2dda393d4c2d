import { describe, expect, it } from 'vitest';
import { logOdds, recalibrate } from '#shared/statistics/calibration/recalibration.ts';
import { smoothCurve, splineBasis } from '#shared/statistics/calibration/smooth-curve.ts';
import reference from '#test/reference/statistics/classification.json' with { type: 'json' };

const { y, p, calibration } = reference.twoClasses;
const outcome = Uint8Array.from(y);
const probabilities = Float64Array.from(p);

describe('logistic recalibration', () => {
  it('equals statsmodels for lesions taken as independent', () => {
    const found = recalibrate({ outcome, probabilities, clusters: null, level: 0.95 });
    const close = (model: { coefficients: number[]; intervals: number[][] }, at: number) => ({
      estimate: expect.closeTo(model.coefficients[at]!, 8),
      low: expect.closeTo(model.intervals[at]![0]!, 8),
      high: expect.closeTo(model.intervals[at]![1]!, 8),
      level: 0.95,
    });
    expect(found).toEqual({
      intercept: close(calibration.both, 0),
      slope: close(calibration.both, 1),
      inTheLarge: close(calibration.large, 0),
    });
  });
});

describe('the smooth curve', () => {
  it('has the restricted cubic spline of the log-odds as its basis', () => {
    const odds = probabilities.map(logOdds).slice(0, 5);
    const basis = splineBasis(odds, calibration.spline.knots);
    calibration.spline.basis.forEach((row, i) => {
      expect([1, ...basis.map((column) => column[i])]).toEqual(row.map((value) => expect.closeTo(value, 8)));
    });
  });

  it('lies, with its band, where statsmodels puts it', () => {
    const curve = smoothCurve({ outcome, probabilities, clusters: null, knots: 4, level: 0.95 });
    if ('unavailable' in curve) throw new Error(curve.unavailable);
    const { spline } = calibration;
    expect(curve.knots).toBe(4);
    expect(curve.index).toBeCloseTo(spline.index, 8);
    spline.probabilities.forEach((at, i) => {
      // Between the points of the grid the curve is nearly straight.
      const right = curve.points.findIndex(({ x }) => x >= at);
      const [a, b] = [curve.points[right - 1]!, curve.points[right]!];
      const share = (at - a.x) / (b.x - a.x);
      for (const [key, expected] of [
        ['y', spline.mean[i]!],
        ['low', spline.low[i]!],
        ['high', spline.high[i]!],
      ] as const) {
        expect(Math.abs(a[key] + share * (b[key] - a[key]) - expected)).toBeLessThan(5e-4);
      }
    });
  });

  it('falls back to a straight line of log-odds where knots coincide', () => {
    const few = Float64Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 0.6 : 0.3));
    const truth = Uint8Array.from(few, (_, i) => (i % 7 < 3 ? 1 : 0));
    const curve = smoothCurve({ outcome: truth, probabilities: few, clusters: null, knots: 5, level: 0.95 });
    expect(curve).toMatchObject({ knots: 0 });
  });
});
