import { describe, expect, it } from 'vitest';
import { logOdds } from '#shared/biomarker/log-odds.ts';
import { predictProbe } from '#shared/biomarker/probe.ts';
import { createRandom, randomNormal } from '#shared/numerics/random.ts';

const random = createRandom(4);
const normals = (count: number): Float64Array => Float64Array.from({ length: count }, () => randomNormal(random));

describe.each([2, 3, 8])('log-odds of %s classes', (classCount) => {
  const vectors = classCount === 2 ? 1 : classCount;
  const probe = {
    coefficients: normals(vectors * 5),
    intercepts: normals(vectors),
    scaler: { mean: normals(5), scale: normals(5).map((value) => 1 + Math.abs(value)) },
    classCount,
  };

  it('are log(p / (1 - p)) of the predicted probabilities', () => {
    const features = Float32Array.from(normals(5 * 6));
    const odds = logOdds(features, probe);
    expect(odds).toHaveLength(6 * classCount);
    predictProbe(features, probe).forEach((p, at) => expect(odds[at]).toBeCloseTo(Math.log(p / (1 - p)), 9));
  });

  it('stay finite where the probability rounds to 1', () => {
    const features = Float32Array.from(normals(5), (value) => 1000 * value);
    const odds = logOdds(features, probe);
    expect(odds.every(Number.isFinite)).toBe(true);
    expect(Math.max(...odds)).toBeGreaterThan(40);
  });
});
