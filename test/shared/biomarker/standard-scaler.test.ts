import { describe, expect, it } from 'vitest';
import { fitScaler, standardise } from '#shared/biomarker/standard-scaler.ts';
import { cases, readCase } from './sklearn.ts';

describe('the standard scaler', () => {
  it.each(cases)('equals scikit-learn on %s, a constant column with scale 1', (name) => {
    const { reference, features, dimension, rows } = readCase(name);
    const { mean, scale } = fitScaler(features, dimension, rows);
    mean.forEach((value, k) => expect(value).toBeCloseTo(reference.mean[k]!, 9));
    scale.forEach((value, k) => expect(value).toBeCloseTo(reference.scale[k]!, 9));
    expect(scale[0]).toBe(1);
  });

  it('learns from the rows named and applies to others', () => {
    const features = Float32Array.of(0, 10, 4, 30, 100, 20);
    const scaler = fitScaler(features, 2, [0, 1]);
    expect(scaler).toEqual({ mean: Float64Array.of(2, 20), scale: Float64Array.of(2, 10) });
    expect(standardise(features, [2], scaler)).toEqual({ rows: 1, columns: 2, values: Float64Array.of(49, 0) });
  });

  it('takes a column that is constant but for rounding as constant', () => {
    const features = Float32Array.from({ length: 1000 }, () => 123456.79);
    expect(fitScaler(features, 1, [...features.keys()]).scale[0]).toBe(1);
  });
});
