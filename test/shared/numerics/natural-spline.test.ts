import { describe, expect, it } from 'vitest';
import { fitNaturalSpline } from '#shared/numerics/natural-spline.ts';
import { cases } from '../statistics/cox/cases.ts';

describe('fitNaturalSpline', () => {
  it.each(Object.entries(cases))('is R’s ns with 4 degrees of freedom on residuals of follow-up with %s', (_, of) => {
    const { x, scaled, spline } = of.fits.efron.zph!.km;
    const fit = fitNaturalSpline(
      Float64Array.from(x),
      Float64Array.from(scaled, (row) => row[0]!),
    );
    x.forEach((value, i) => {
      const { y, leverage } = fit!.at(value);
      expect(y).toBeCloseTo(spline.y[i]!, 7);
      expect(leverage).toBeCloseTo(spline.leverage[i]!, 7);
    });
  });

  it('reproduces a straight line everywhere, and gives none through too few or equal points', () => {
    const x = Float64Array.from({ length: 30 }, (_, i) => i);
    const line = fitNaturalSpline(
      x,
      x.map((value) => 3 - 2 * value),
    );
    expect(line!.at(7.3).y).toBeCloseTo(3 - 14.6, 9);
    expect(line!.at(40).y).toBeCloseTo(3 - 80, 9);
    expect(fitNaturalSpline(x.subarray(0, 4), x.subarray(0, 4))).toBeNull();
    expect(fitNaturalSpline(new Float64Array(30), x)).toBeNull();
    expect(
      fitNaturalSpline(
        x.map((value) => (value < 25 ? 0 : value)),
        x,
      ),
    ).toBeNull();
  });
});
