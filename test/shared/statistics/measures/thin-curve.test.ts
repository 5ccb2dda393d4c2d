import { describe, expect, it } from 'vitest';
import { thinCurve } from '#shared/statistics/measures/thin-curve.ts';

const diagonal = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ x: i / (count - 1), y: i / (count - 1) }));

describe('a curve for drawing', () => {
  it('is left as it is when short', () => {
    expect(thinCurve(diagonal(2000))).toEqual(diagonal(2000));
  });

  it('keeps its ends and no gap wider than a line when long', () => {
    const thin = thinCurve(diagonal(100_001));
    expect(thin.length).toBeLessThan(2100);
    expect(thin[0]).toEqual({ x: 0, y: 0 });
    expect(thin.at(-1)).toEqual({ x: 1, y: 1 });
    for (let i = 1; i < thin.length; i++) expect(thin[i]!.x - thin[i - 1]!.x).toBeLessThan(1 / 1900);
  });
});
